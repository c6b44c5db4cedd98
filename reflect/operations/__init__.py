"""What an operator does: set up, bring the schema up to date, check."""
