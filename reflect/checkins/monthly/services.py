"""Monthly modules: sets of statements beside the weekly check-in, which one may leave.

Some sets take turns, by the number of the month modulo theirs; the set for the first year comes
beside them for who switched it on; any other set of the site that is meant to be monthly can be
answered too. A set is answered once in a calendar month, and answering it again corrects that: the
row of the month lies in the week in which the set was begun, and is found there later. A month is
made of whole weeks (`core.months`), so a row's week always says its month.
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
MONTHLY_RHYTHMS: Final = (
    "month",
    "half-year",
)  # a review twice a year belongs to the month of its day
_KINDS: Final[tuple[Literal["answers", "draft"], ...]] = ("answers", "draft")


@dataclass(frozen=True, slots=True)
class StoredMonth:
    """What is stored of one set in one month."""

    week: Week  # whose row it is
    answers: StoredRow  # `NOTHING` while it is only begun
    is_begun: bool  # something is typed that was not sent yet


def find_set_in_turn(library: Library, month: Month) -> Instrument:
    """The set whose turn it is in a month."""
    turns = library.rotation
    return library.latest(turns[month.first.month % len(turns)])


def next_turn(library: Library, instrument: str, month: Month) -> Month | None:
    """The month from `month` on in which it is a set's turn; None if it takes no turns."""
    months = (month + n for n in range(len(library.rotation)))
    return next((each for each in months if find_set_in_turn(library, each).id == instrument), None)


def list_monthly_sets(library: Library) -> list[Instrument]:
    """Every monthly set of the site: those that take turns, the first year's, then the others.

    Those that are switched off are among them, because they may have been answered.
    """
    known = [*library.rotation, FIRST_YEAR]
    every = library.newest.values()
    own = [found.id for rhythm in MONTHLY_RHYTHMS for found in every if found.rhythm == rhythm]
    return [library.latest(name) for name in [*known, *(n for n in own if n not in known)]]


def get_monthly_set(library: Library, instrument: str) -> Instrument:
    """One monthly set.

    Raises:
        NotFound: there is none of this name.
    """
    found = library.latest(instrument)
    if found.rhythm not in MONTHLY_RHYTHMS:
        raise NotFound(_("There is no such monthly set."))
    return found


def load_sets_of_month(
    db: Connection, vault: Vault, library: Library, month: Month
) -> list[Instrument]:
    """The sets to offer in a month: the one in turn, and the first year's if chosen."""
    has_first_year = preferences.load_settings(db, vault)["first_year"]
    own = [one for one in library.list_offered() if one.id == FIRST_YEAR and has_first_year]
    return [find_set_in_turn(library, month), *own]


def load_month_questionnaire(
    db: Connection, vault: Vault, instrument: Instrument, week: Week
) -> Questionnaire:
    """The questionnaire whose row is stored in the month of `week`, or that of `week` itself.

    Raises:
        DecryptionError: a row does not open.
    """
    month = Month.of(week)
    found = load_months(db, vault, [instrument.id], month.weeks)[instrument.id]
    return Questionnaire(instrument, found[month].week if month in found else week)


def load_months(
    db: Connection,
    vault: Vault,
    instruments: Sequence[str],
    weeks: Sequence[Week],
    closed: set[Name] | None = None,
) -> dict[str, dict[Month, StoredMonth]]:
    """What is kept of some sets in `weeks` (oldest first): set -> month -> what, oldest first.

    Where records that were brought together hold two answers of one month, the later week counts.
    For `closed` see `vaults.fetch_kinds`.

    Raises:
        DecryptionError: a row does not open, and nobody asked which.
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
    """Every week that may have a row, oldest first; none before anything is stored.

    A set can be answered for last week too, so the search begins a week before the first.
    """
    first = history.load_first_week(db, vault)
    return weeks_between(Month.of(first + -1).weeks[0], Week.of(now)) if first else []
