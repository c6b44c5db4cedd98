"""My picture: a person's weeks as a chart, one week in words, and looking closer."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms in which one looks at one's own weeks."""
    from reflect.trends import (  # noqa: PLC0415  # the services stay without HTTP
        changes_routes,
        comparing_routes,
        months_routes,
        routes,
    )

    return [routes.bp, changes_routes.bp, comparing_routes.bp, months_routes.bp]
