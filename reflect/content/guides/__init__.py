"""Practice guides: their files, their library, their pages."""
