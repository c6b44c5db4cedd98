"""Workshops: rooms that participants join without an account, deleted when they end."""
