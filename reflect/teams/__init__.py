"""Teams: who is in them, what they share, what is published, what they agreed to do."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms of a team."""
    from reflect.teams import across_routes, lead_routes, routes  # noqa: PLC0415  # services stay without HTTP

    return [routes.bp, lead_routes.bp, across_routes.bp]
