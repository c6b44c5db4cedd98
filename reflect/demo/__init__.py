"""Invented people to try Reflect with; there is no way in here on a real site."""

from flask import Blueprint, Flask

from reflect.config import Settings


def blueprints() -> list[Blueprint]:
    """The demo's own pages, taken in only on a data folder marked as demo."""
    from reflect.demo import exercise, routes, tour_routes  # noqa: PLC0415  # a real site never loads them

    return [routes.bp, exercise.bp, tour_routes.bp]


def open_to_the_public(app: Flask, settings: Settings) -> None:
    """Give every visitor a copy of their own."""
    from reflect.demo import public  # noqa: PLC0415  # likewise

    public.init_app(app, settings)
