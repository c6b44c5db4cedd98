"""Actions that a person planned for a week, and what became of them."""
