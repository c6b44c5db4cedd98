"""The site's organisation: model, file format, validation, and defaults for the United Kingdom."""
