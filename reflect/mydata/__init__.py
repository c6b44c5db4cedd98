"""One's own data: out, in again elsewhere, all of it gone, and what is stored right now."""
