"""The notebook: what grows out of the weeks, for oneself, for supervision, for the regulator."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms of the notebook."""
    from reflect.portfolio import journal_routes, routes  # noqa: PLC0415  # services know no HTTP

    return [routes.bp, journal_routes.bp]
