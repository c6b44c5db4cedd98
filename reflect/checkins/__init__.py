"""Check-ins and monthly sets: pages, drafts, weeks away, actions, a person's weeks read back."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms of the check-in."""
    from reflect.checkins import (  # noqa: PLC0415  # services stay without HTTP
        modules_routes,
        pause_routes,
        routes,
        sharing_routes,
        weeks_routes,
    )

    rooms = (routes, weeks_routes, pause_routes, modules_routes, sharing_routes)
    return [room.bp for room in rooms]
