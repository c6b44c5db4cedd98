"""The organisation whose site this is: model, file format, checks, United Kingdom defaults."""
