"""One's own data: out, in again elsewhere, all of it gone, and what is stored right now."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms in which one's own data are seen, taken along and deleted."""
    from reflect.mydata import routes  # noqa: PLC0415  # the services stay without HTTP

    return [routes.bp]
