"""The weekly check-in: its pages, drafts, weeks away, actions, and a person's weeks read back."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms of the check-in."""
    from reflect.checkins import (  # noqa: PLC0415  # services stay without HTTP
        pause_routes,
        routes,
        weeks_routes,
    )

    return [routes.bp, weeks_routes.bp, pause_routes.bp]
