"""The guides: what research found, what to try, what to ask of the organisation."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms of the guides."""
    return []
