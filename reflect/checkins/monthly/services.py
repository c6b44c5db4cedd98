"""Services of monthly sets: optional questionnaires beside the weekly check-in.

Some sets rotate, by the number of the month modulo the number of sets; the first-year set is
offered in addition to those who switched it on; any other monthly set of the site can be answered
too. A set is answered once in a calendar month, and answering it again corrects that: the row of
the month is stored under the week in which the set was begun. A month consists of whole weeks
(`core.months`), so the week of a row always determines its month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection

from reflect import vaults
from reflect.accounts.settings import preferences
from reflect.checkins import history
from reflect.checkins.repository import Name, Questionnaire, saved_at
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.months import Month
from reflect.core.weeks import Week, weeks_between
from reflect.vaults.repository import EMPTY, StoredRow

FIRST_YEAR: Final = "first-year"
MONTHLY_RHYTHMS: Final = ("month", "half-year")  # a half-yearly review is stored in its month
_KINDS: Final[tuple[Literal["answers", "draft"], ...]] = ("answers", "draft")


@dataclass(frozen=True, slots=True)
class StoredMonth:
    """The stored rows of one set in one month."""

    week: Week  # of the rows' key
    answers: StoredRow  # `EMPTY` while there is only a draft
    is_begun: bool  # there is a draft newer than the answers


def find_set_in_turn(library: Library, month: Month) -> Instrument:
    """The rotating set of a month."""
    sets = library.rotation
    return library.latest(sets[month.first.month % len(sets)])


def next_turn(library: Library, instrument: str, month: Month) -> Month | None:
    """The next month, from `month` on, of a rotating set; None: it does not rotate."""
    months = (month + n for n in range(len(library.rotation)))
    return next((each for each in months if find_set_in_turn(library, each).id == instrument), None)


def list_monthly_sets(library: Library) -> list[Instrument]:
    """All monthly sets of the site: the rotating ones, the first-year set, then the others.

    Sets that are switched off are included, because they may have been answered.
    """
    known = [*library.rotation, FIRST_YEAR]
    every = library.newest.values()
    own = [each.id for rhythm in MONTHLY_RHYTHMS for each in every if each.rhythm == rhythm]
    return [library.latest(name) for name in [*known, *(n for n in own if n not in known)]]


def get_monthly_set(library: Library, instrument: str) -> Instrument:
    """The latest version of a monthly set.

    Raises:
        NotFound: there is no such set.
    """
    latest = library.latest(instrument)
    if latest.rhythm not in MONTHLY_RHYTHMS:
        raise NotFound(_("There is no such monthly set."))
    return latest


def load_sets_of_month(
    db: Connection, vault: Vault, library: Library, month: Month
) -> list[Instrument]:
    """What a person is offered in a month: the rotating set, and the first-year set if chosen."""
    has_first_year = preferences.load_settings(db, vault)["first_year"]
    own = [one for one in library.list_offered() if one.id == FIRST_YEAR and has_first_year]
    return [find_set_in_turn(library, month), *own]


def load_month_questionnaire(
    db: Connection, vault: Vault, instrument: Instrument, week: Week
) -> Questionnaire:
    """The questionnaire stored in the month of `week`; if there is none, that of `week` itself.

    Raises:
        DecryptionError: a row does not decrypt.
    """
    month = Month.of(week)
    months = load_months(db, vault, [instrument.id], month.weeks)[instrument.id]
    return Questionnaire(instrument, months[month].week if month in months else week)


def load_months(
    db: Connection,
    vault: Vault,
    instruments: Sequence[str],
    weeks: Sequence[Week],
    closed: set[Name] | None = None,
) -> dict[str, dict[Month, StoredMonth]]:
    """The stored rows of some sets in `weeks` (oldest first): set -> month -> rows, oldest first.

    If merged records have two answers of one month, the later week counts. For `closed` see
    `vaults.load_kinds`.

    Raises:
        DecryptionError: a row does not decrypt, and `closed` is None.
    """
    keys = [(name, str(week)) for name in instruments for week in weeks]
    names: list[Name] = [(kind, key) for key in keys for kind in _KINDS]
    rows = vaults.load_kinds(db, vault, names, closed)
    found: dict[str, dict[Month, StoredMonth]] = {name: {} for name in instruments}
    for name in instruments:
        for week in weeks:
            answers, draft = (rows.get((kind, (name, str(week))), EMPTY) for kind in _KINDS)
            if answers.rev or draft.rev:
                is_begun = draft.rev > 0 and saved_at(draft) >= saved_at(answers)
                months, month = found[name], Month.of(week)
                if answers.rev or month not in months or not months[month].answers.rev:
                    months[month] = StoredMonth(week, answers, is_begun)
    return found


def load_weeks_to_search(db: Connection, vault: Vault, now: datetime) -> list[Week]:
    """All weeks that may have a row, oldest first; empty if nothing was ever answered.

    A set can be answered for last week too, so the search begins a week before the first week.
    """
    first = history.load_first_week(db, vault)
    return weeks_between(Month.of(first + -1).weeks[0], Week.of(now)) if first else []
