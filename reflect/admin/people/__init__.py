"""Account administration by organisers: roles, resets, ending an account."""
