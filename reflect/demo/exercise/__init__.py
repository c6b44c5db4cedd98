"""The exercise *Find the person*: why exact figures of a team give away one person."""
