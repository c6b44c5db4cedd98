"""A weekly reminder as an iCalendar file for the user's own calendar."""
