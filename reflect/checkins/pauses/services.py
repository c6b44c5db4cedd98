"""Services of pauses: weeks of a pause that have no answers count as weeks away.

A pause is for a long absence, so that nobody has to mark each week. The reason is neither asked
nor stored, and nobody else sees it; a week that is answered all the same counts like any other.
Pauses are stored in the settings row, identified by their first week; an open one has no last week.
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

MAX_PAUSE_BACKDATE_WEEKS = 26  # how many weeks ago a pause can begin


def find_open_pause(pauses: Iterable[Pause]) -> Pause | None:
    """The pause that is open, if there is one."""
    return next((pause for pause in pauses if pause.last is None), None)


def list_pause_start_weeks(now: datetime) -> list[Week]:
    """The weeks in which a pause can begin, newest first: this week and the 26 before it."""
    return [Week.of(now) + -ago for ago in range(MAX_PAUSE_BACKDATE_WEEKS + 1)]


def begin_pause(db: Connection, vault: Vault, first: Week, now: datetime) -> None:
    """Begin a pause, unless one is open already.

    Raises:
        Invalid: a pause cannot begin in this week.
        EditConflict: another request saved the settings meanwhile; retry.
    """
    if first not in list_pause_start_weeks(now):
        raise Invalid(_("A pause begins this week, or in one of the 26 weeks before it."))
    pauses = parse_pauses(preferences.load_settings(db, vault))
    if find_open_pause(pauses) is None:
        earlier = [pause for pause in pauses if pause.first < first]
        _save_pauses(db, vault, [*earlier, Pause(first)])


def end_pause(db: Connection, vault: Vault, now: datetime) -> None:
    """End the open pause, if there is one, with last week; one that began this week is deleted.

    Raises:
        EditConflict: another request saved the settings meanwhile; retry.
    """
    pauses, last = parse_pauses(preferences.load_settings(db, vault)), Week.of(now) + -1
    ended = [
        Pause(each.first, each.last or last) for each in pauses if each.last or each.first <= last
    ]
    if ended != pauses:
        _save_pauses(db, vault, ended)


def delete_pause(db: Connection, vault: Vault, first: Week) -> None:
    """Delete a pause; its weeks without answers no longer count as weeks away.

    Raises:
        EditConflict: another request saved the settings meanwhile; retry.
    """
    pauses = parse_pauses(preferences.load_settings(db, vault))
    remaining = [pause for pause in pauses if pause.first != first]
    if remaining != pauses:
        _save_pauses(db, vault, remaining)


def _save_pauses(db: Connection, vault: Vault, pauses: Iterable[Pause]) -> None:
    value = [
        {"week": str(each.first), "until": str(each.last) if each.last else ""} for each in pauses
    ]
    preferences.update_settings(db, vault, pauses=value)
