"""The weekly check-in: its pages, drafts, weeks away, actions, and a person's weeks read back."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms of the check-in."""
    from reflect.checkins import routes, weeks_routes  # noqa: PLC0415  # services stay without HTTP

    return [routes.bp, weeks_routes.bp]
