"""Login: rate limit, password hash, second factor; and what else has to be shown to get in."""
