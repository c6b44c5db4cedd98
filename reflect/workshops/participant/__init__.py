"""The pages of workshop participants, and the shared screen (wall)."""
