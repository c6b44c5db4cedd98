"""Sending a check-in, and marking a week as a week away.

Everything that a sent check-in changes lies in one transaction and few statements: the answers,
the texts in a row of their own (charts never open it), the action, the first week; the draft goes.
A monthly set goes the same way, but touches neither actions nor `first_week`: it is no check-in.
A row is saved over the save that was read, so a second click, or a second tab, changes nothing
unseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions, drafts, history
from reflect.checkins.drafts import Conflict, Saved, Typed
from reflect.checkins.form_values import Fields
from reflect.checkins.repository import LONGEST_BACK, Sheet, Stored, check_open, load, minute
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.instruments.loader import prompt_of
from reflect.core.tags import TAGS
from reflect.core.weeks import LONDON, Week
from reflect.core.words import _


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One week's check-in, read and checked."""

    answers: Mapping[str, Any] = field(default_factory=dict)  # item -> answer, see core.scoring
    texts: Mapping[str, str] = field(default_factory=dict)  # item -> what was written
    planned: actions.Planned = field(default_factory=actions.Planned)
    outcome: str = ""  # of the last action: done, carried, let_go; nothing said: empty

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said at all."""
        return not (self.answers or self.texts or self.planned.text or self.outcome)


class Checked(Protocol):
    """A form that was read: what it says, and what is in the way."""

    @property
    def check_in(self) -> CheckIn:
        """What it says."""

    @property
    def problems(self) -> Mapping[str, Mapping[str, str]]:
        """Page -> name of the box -> what to do about it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The check-in is kept."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something is in the way; what was typed is kept as a draft."""

    problems: Mapping[str, Mapping[str, str]]
    fields: Fields
    edition: str


@dataclass(frozen=True, slots=True)
class Away:
    """The week is marked as a week away: that stays, and what was typed is kept as a draft."""


def send(
    db: Connection,
    vault: Vault,
    sheet: Sheet,
    typed: Typed,
    check: Callable[[Fields], Checked],
    now: datetime,
) -> Sent | Unfinished | Away | Conflict:
    """Lay the typed page over the draft, check all pages, and keep the check-in.

    Unfinished without problems: there is nothing in it, and nothing was kept.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        Stale: saved elsewhere in this very moment; try again.
    """
    stored = load(db, vault, sheet)
    check_open(stored, now)
    laid = drafts.lay(stored, typed)
    if isinstance(laid, Conflict):
        return laid
    if stored.is_answered and not stored.is_begun and laid == stored.fields:
        return Sent()
    checked = check(laid)
    if stored.is_away or checked.problems or checked.check_in.is_empty:
        edition = drafts.write(db, vault, stored, laid, typed.fresh, now)
        return Away() if stored.is_away else Unfinished(checked.problems, laid, edition)
    _keep(db, vault, stored, checked.check_in, typed.fresh, now)
    return Sent()


def same_as_last_week(
    db: Connection, vault: Vault, sheet: Sheet, typed: Typed, now: datetime
) -> tuple[Saved | Conflict, Week | None]:
    """Keep a page with the places of the last week that has any, and say which week that was.

    Raises:
        NotFound: this week cannot be filled in, or there is no such page.
        Stale: saved elsewhere in this very moment; try again.
    """
    found = history.last_places(db, vault, sheet.instrument, sheet.week)
    week, places = found or (None, {})
    filled = {**typed.fields, **{name: str(number) for name, number in places.items()}}
    return drafts.save(db, vault, sheet, replace(typed, fields=filled), now), week


def submit(
    db: Connection, vault: Vault, sheet: Sheet, check_in: CheckIn, fresh: str, now: datetime
) -> None:
    """Keep a check-in that was read elsewhere; `fresh` (8 random bytes, hex) names a new action.

    Raises:
        Stale: saved elsewhere in this very moment; try again.
    """
    _keep(db, vault, load(db, vault, sheet), check_in, fresh, now)


def mark_away(db: Connection, vault: Vault, sheet: Sheet, now: datetime) -> bool:
    """Mark a week as a week away; False: it has answers, and nothing was changed.

    Raises:
        NotFound: this week cannot be marked.
    """
    stored = load(db, vault, sheet)
    check_markable(stored, now)
    if not stored.answers.rev:
        _keep_away(db, vault, stored, now)
    return not stored.is_answered


def delete_and_mark_away(
    db: Connection, vault: Vault, sheet: Sheet, edition: str, now: datetime
) -> bool:
    """Delete the answers, texts and draft of a week, and mark it as a week away.

    False: something was saved or typed since `edition`, and nothing was changed.

    Raises:
        NotFound: this week cannot be marked.
    """
    stored = load(db, vault, sheet)
    check_markable(stored, now)
    if not stored.is_away:
        if stored.revision != edition:
            return False
        vaults.erase(db, vault, "notes", *sheet.key)
        drafts.drop(db, vault, stored)
        _keep_away(db, vault, stored, now)
    return True


def undo_away(db: Connection, vault: Vault, sheet: Sheet) -> None:
    """Take the mark back; a week without it is left as it is."""
    stored = load(db, vault, sheet)
    if stored.is_away:
        vaults.erase_read(db, vault, "answers", *sheet.key, read=stored.answers.rev)


def check_markable(stored: Stored, now: datetime) -> None:
    """Any week since the first one can be marked as away, at most two years back; none to come.

    Raises:
        NotFound: this one cannot.
    """
    this_week, week = Week.of(now), stored.sheet.week
    earliest = min(this_week + -1, stored.first_week or this_week)
    known = stored.answers.rev > 0
    if not max(earliest, this_week + -LONGEST_BACK) <= week <= this_week and not known:
        raise NotFound(_("This week cannot be marked as a week away."))


def _keep(
    db: Connection, vault: Vault, stored: Stored, check_in: CheckIn, fresh: str, now: datetime
) -> None:
    sheet, moment = stored.sheet, minute(now)
    answers = {
        "answers": dict(check_in.answers),
        **{name: kept for name, kept in stored.answers.value.items() if name == "counts"},
        "saved": moment,
        "version": sheet.instrument.version,
    }
    vaults.keep(db, vault, "answers", sheet.key, answers, read=stored.answers.rev)
    _keep_texts(db, vault, stored, check_in.texts, moment)
    if sheet.instrument.is_weekly:
        day = now.astimezone(LONDON).date()
        _keep_actions(db, vault, stored, check_in, (fresh, day))
    history.keep_first(db, vault, stored)
    drafts.drop(db, vault, stored)


def _keep_actions(
    db: Connection, vault: Vault, stored: Stored, check_in: CheckIn, fresh: tuple[str, date]
) -> None:
    known = actions.read(stored.actions.value)
    week, planned = stored.sheet.week, check_in.planned
    then = actions.after(known, week, planned, check_in.outcome, fresh)
    if then != known:
        vaults.keep(db, vault, "actions", (), actions.written(then), read=stored.actions.rev)


def _keep_texts(
    db: Connection, vault: Vault, stored: Stored, texts: Mapping[str, str], moment: str
) -> None:
    sheet, notes = stored.sheet, stored.notes
    if texts and texts != notes.value.get("texts"):
        prompt = prompt_of(sheet.instrument, sheet.week)
        value: dict[str, Any] = {
            **{name: notes.value[name] for name in TAGS if name in notes.value},
            "texts": dict(texts),
            "prompt": prompt.number if prompt else 0,
            "saved": moment,
            "version": sheet.instrument.version,
        }
        vaults.keep(db, vault, "notes", sheet.key, value, read=notes.rev)
    elif notes.rev and not texts:
        vaults.erase_read(db, vault, "notes", *sheet.key, read=notes.rev)


def _keep_away(db: Connection, vault: Vault, stored: Stored, now: datetime) -> None:
    value = {
        "answers": {},
        "away": True,
        "counts": False,
        "saved": minute(now),
        "version": stored.sheet.instrument.version,
    }
    vaults.keep(db, vault, "answers", stored.sheet.key, value, read=stored.answers.rev)
    history.keep_first(db, vault, stored)
