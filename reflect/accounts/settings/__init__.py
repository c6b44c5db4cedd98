"""Settings of a person: preferences, password, recovery code, sessions."""
