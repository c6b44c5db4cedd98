"""Sealed rows: keep, fetch, erase, seal anew. The only code that touches them."""
