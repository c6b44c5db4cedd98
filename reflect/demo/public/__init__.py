"""The public demo: each visitor works in a copy of their own, for an hour."""
