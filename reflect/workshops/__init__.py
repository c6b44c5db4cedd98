"""Workshops: a room on any instrument, joined by phones without an account, gone when it ends."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """The rooms' pages: for the trainer, for phones, for the wall."""
    from reflect.workshops import phone_routes, presenter_routes, routes, summary_routes  # noqa: PLC0415

    return [routes.bp, presenter_routes.bp, summary_routes.bp, phone_routes.bp]
