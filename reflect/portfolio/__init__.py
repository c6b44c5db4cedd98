"""The notebook: what grows out of the weeks, for oneself, for supervision, for the regulator."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms of the notebook."""
    from reflect.portfolio import (  # noqa: PLC0415  # the services stay without HTTP
        cpd_routes,
        journal_routes,
        reminder_routes,
        routes,
        sheet_routes,
        supervision_routes,
        take_home_routes,
        tried_routes,
    )

    return [
        room.bp
        for room in (
            routes,
            journal_routes,
            tried_routes,
            reminder_routes,
            supervision_routes,
            sheet_routes,
            cpd_routes,
            take_home_routes,
        )
    ]
