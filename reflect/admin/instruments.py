"""Which instruments teams may run beside the weekly check-in.

Offered are those whose file says that they are for teams and that have scales: a module for
oneself is never counted in a team. An organisation's own questionnaire says so in its file too.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.policy import Actor
from reflect.teams import rules
from reflect.teams.contributions import WEEKLY_INSTRUMENT


def list_team_instruments(library: Library) -> list[Instrument]:
    """The instruments that an organiser may allow."""
    return [
        each
        for each in library.list_offered()
        if each.team and each.scales and each.id != WEEKLY_INSTRUMENT
    ]


def update_allowed_instruments(
    db: Connection, actor: Actor, library: Library, ticked: Collection[str], now: datetime
) -> None:
    """Let teams run those that are ticked, and begin no other; only what changes is written down.

    Raises:
        Refused: they are no organiser.
    """
    allowed = set(rules.load_allowed_instruments(db))
    for each in list_team_instruments(library):
        if (each.id in ticked) != (each.id in allowed):
            rules.set_instrument_allowed(db, actor, each.id, now, yes=each.id in ticked)
