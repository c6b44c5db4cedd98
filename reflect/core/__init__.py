"""Domain logic in plain Python: no Flask, no SQLAlchemy, no clock, no settings."""
