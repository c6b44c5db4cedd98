"""The notebook: what grows out of the weeks, for oneself, for supervision, for the regulator."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms of the notebook."""
    from reflect.portfolio import routes  # noqa: PLC0415  # the services stay without HTTP

    return [routes.bp]
