"""Teaching resources: for those who stand in front of a room and have ninety minutes."""

from flask import Blueprint, Flask

from reflect.config import Settings


def blueprints() -> list[Blueprint]:
    """The rooms of the teaching resources."""
    from reflect.teaching import leaders_routes, routes  # noqa: PLC0415  # the texts stay without HTTP

    return [routes.bp, leaders_routes.bp]


def init_app(app: Flask, settings: Settings) -> None:
    """Read the resources and keep them with the app; the guides come first."""
    from reflect.teaching import kept  # noqa: PLC0415  # likewise

    kept.init_app(app, settings)
