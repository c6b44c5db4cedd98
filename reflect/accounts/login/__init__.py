"""Login and authentication: rate limit, password hash, second factor, recovery and invitations."""
