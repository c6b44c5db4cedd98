"""The exercise *Find the person*: how exact figures of a team reveal one person's scores."""
