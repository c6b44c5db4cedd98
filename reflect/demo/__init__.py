"""Invented people to try Reflect with; there is no way in here on a real site."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The demo's own pages, taken in only on a data folder marked as demo."""
    from reflect.demo import routes  # noqa: PLC0415  # a real site never loads them

    return [routes.bp]
