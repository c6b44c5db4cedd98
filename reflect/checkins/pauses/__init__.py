"""Pauses: a long absence, recorded once and without a reason."""
