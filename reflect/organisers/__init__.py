"""Organisers: who is invited, what each may do, teams, doubts, resets; and what was done, for all.

No function here opens a vault or a box, and none asks who answers or shares.
"""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The organisers' pages, and the two that everybody has because of them."""
    from reflect.organisers import (  # noqa: PLC0415  # services stay without HTTP
        invitation_routes,
        own_routes,
        people_routes,
        routes,
        team_routes,
    )

    return [
        routes.bp,
        people_routes.bp,
        invitation_routes.bp,
        team_routes.bp,
        own_routes.bp,
    ]
