"""The supervision sheet: a page to take to supervision, made from chosen lines, not stored."""
