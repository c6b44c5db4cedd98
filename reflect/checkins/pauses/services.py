"""A pause: from one week on, weeks without answers count as weeks away, until it is ended.

For a long absence, so that nobody has to mark week after week. The reason is neither asked nor
kept, nobody is told, and a week that is answered all the same counts like any other. Pauses lie in
the settings row, each by its first week; an open one has no last week yet.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.checkins.repository import Pause, parse_pauses
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.weeks import Week

MAX_PAUSE_BACKDATE_WEEKS = 26  # weeks ago at which a pause can begin


def find_open_pause(pauses: Iterable[Pause]) -> Pause | None:
    """The pause that has no end yet, if there is one."""
    return next((pause for pause in pauses if pause.last is None), None)


def list_pause_start_weeks(now: datetime) -> list[Week]:
    """The weeks in which a pause can begin, latest first: this week and 26 before it."""
    return [Week.of(now) + -ago for ago in range(MAX_PAUSE_BACKDATE_WEEKS + 1)]


def begin_pause(db: Connection, vault: Vault, first: Week, now: datetime) -> None:
    """Begin a pause; an open one is not changed.

    Raises:
        Invalid: a pause cannot begin in this week.
        EditConflict: the settings were changed elsewhere in this very moment; try again.
    """
    if first not in list_pause_start_weeks(now):
        raise Invalid(_("A pause begins this week, or in one of the 26 weeks before it."))
    kept = parse_pauses(preferences.load_settings(db, vault))
    if find_open_pause(kept) is None:
        covered = [pause for pause in kept if pause.first < first]
        _keep(db, vault, [*covered, Pause(first)])


def end_pause(db: Connection, vault: Vault, now: datetime) -> None:
    """End the open pause: this week is no longer in it. Without one, nothing happens.

    Raises:
        EditConflict: the settings were changed elsewhere in this very moment; try again.
    """
    kept, last = parse_pauses(preferences.load_settings(db, vault)), Week.of(now) + -1
    ended = [
        Pause(each.first, each.last or last) for each in kept if each.last or each.first <= last
    ]
    if ended != kept:
        _keep(db, vault, ended)


def delete_pause(db: Connection, vault: Vault, first: Week) -> None:
    """Delete a pause; its weeks without answers are left out of charts again.

    Raises:
        EditConflict: the settings were changed elsewhere in this very moment; try again.
    """
    kept = parse_pauses(preferences.load_settings(db, vault))
    left = [pause for pause in kept if pause.first != first]
    if left != kept:
        _keep(db, vault, left)


def _keep(db: Connection, vault: Vault, pauses: Iterable[Pause]) -> None:
    written = [
        {"week": str(each.first), "until": str(each.last) if each.last else ""} for each in pauses
    ]
    preferences.update_settings(db, vault, pauses=written)
