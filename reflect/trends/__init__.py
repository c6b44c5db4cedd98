"""My picture: a person's weeks as a chart, one week in words, and looking closer."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms in which one looks at one's own weeks."""
    from reflect.trends import routes  # noqa: PLC0415  # the service stays without HTTP

    return [routes.bp]
