"""Accounts: invitation, sign-in, recovery, sessions, settings."""
