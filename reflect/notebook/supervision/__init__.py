"""Formal supervision over the last 52 weeks, as reported in check-ins."""
