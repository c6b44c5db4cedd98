"""Sharing a week with the team: asking, counting, withdrawing."""
