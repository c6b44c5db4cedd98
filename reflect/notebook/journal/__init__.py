"""The journal: reading back, tagging, searching and deleting what was written."""
