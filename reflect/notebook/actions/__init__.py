"""The actions that a person planned in check-ins, and their outcomes."""
