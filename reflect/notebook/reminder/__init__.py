"""A reminder as a calendar file for a person's own calendar."""
