"""Content in Markdown files: practice guides, teaching resources, their sources and search."""
