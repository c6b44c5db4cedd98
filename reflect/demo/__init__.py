"""Invented people to try Reflect with; there is no way in here on a real site."""
