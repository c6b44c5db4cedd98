"""What Reflect knows, as plain Python: no web, no database, no clock, no settings."""
