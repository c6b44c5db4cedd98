"""The journal: read, tag, search and delete notes, and reflect on a month."""
