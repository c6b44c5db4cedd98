"""Accounts as organisers see them: roles, resets, ending an account."""
