"""What leaders see of all teams together."""
