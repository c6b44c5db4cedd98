"""Workshops: a room on any instrument, joined by phones without an account, gone when it ends."""
