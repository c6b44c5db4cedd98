"""A person's own data: export, import, deletion, and a page with all that is stored."""
