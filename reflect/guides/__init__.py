"""The guides: what research found, what to try, what to ask of the organisation."""

from flask import Blueprint, Flask

from reflect.config import Settings


def blueprints() -> list[Blueprint]:
    """The rooms of the guides."""
    from reflect.guides import routes  # noqa: PLC0415  # the texts stay without HTTP

    return [routes.bp]


def init_app(app: Flask, settings: Settings) -> None:
    """Read the guides and keep them with the app."""
    from reflect.guides import kept  # noqa: PLC0415  # likewise

    kept.init_app(app, settings)
