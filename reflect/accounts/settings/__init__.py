"""Settings of a user: preferences, password, vault key, recovery code, sessions."""
