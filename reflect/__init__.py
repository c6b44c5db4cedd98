"""Reflect: look back on a working week, in private."""
