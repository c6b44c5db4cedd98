"""The guides: what research found, what to try, what to ask of the organisation."""
