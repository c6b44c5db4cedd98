"""Accounts: invitation, sign-in, recovery, sessions, settings."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Blueprint

    from reflect.web.guard import Door


def blueprints() -> list["Blueprint"]:
    """The pages of accounts: the way in, and one's own settings."""
    from reflect.accounts import routes, second_factor_routes  # noqa: PLC0415  # the CLI does without
    from reflect.accounts.openid import routes as openid_routes  # noqa: PLC0415  # likewise

    return [routes.bp, second_factor_routes.bp, openid_routes.bp]


def door(close_due: "Callable[[datetime], None]") -> "Door":
    """What the guard is told about accounts, and of windows that are over."""
    from reflect.accounts import doorkeeper  # noqa: PLC0415  # the CLI does without

    return doorkeeper.door(close_due)
