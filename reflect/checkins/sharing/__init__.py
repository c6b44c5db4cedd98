"""Sharing a week with the team: the question, the share, and withdrawing it."""
