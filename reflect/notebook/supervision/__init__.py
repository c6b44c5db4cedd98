"""Formal supervision over the year, as the check-ins tell of it."""
