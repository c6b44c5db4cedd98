"""Load monthly sets: those to offer, those with answers, and one month's answers with earlier ones.

Decrypts answers and settings, never the texts. Sets are offered only on the page of the first
check-in of a calendar month, until the month is over. A week belongs to the month of its Monday,
and a week away is not a check-in. It is not stored whether an offer was declined.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from reflect import vaults
from reflect.charts.monthly import MonthPicture, month_picture_from_scores
from reflect.charts.series import ChartScale
from reflect.checkins.monthly import services as monthly_services
from reflect.checkins.monthly.services import StoredMonth
from reflect.checkins.repository import Questionnaire, format_minute, saved_at
from reflect.core.crypto.primitives import DecryptionError
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import score_stored
from reflect.core.months import Month
from reflect.core.weeks import Week
from reflect.trends.services import JUST_SAVED_PERIOD, scale_views

MonthlySetState = Literal["none", "begun", "answered"]


@dataclass(frozen=True, slots=True)
class MonthlyAnswers:
    """The answers to a set in one month."""

    month: Month
    week: Week
    instrument: Instrument  # the version that was answered
    scores: Mapping[str, float]  # scale -> its value; without scores that may not be shown
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)  # item -> answer
    saved: str = ""  # the minute, in the format of `format_minute`


@dataclass(frozen=True, slots=True)
class MonthlyResult:
    """One month's answers, with the earlier ones."""

    answer: MonthlyAnswers
    earlier: tuple[MonthlyAnswers, ...]  # newest first
    is_this_month: bool
    is_saved_now: bool  # within the last two minutes
    has_chart: bool


@dataclass(frozen=True, slots=True)
class MonthlySet:
    """One set in the notebook."""

    instrument: Instrument  # the latest version
    state: MonthlySetState  # in this month
    next_turn: Month | None  # this month or later; None if the set does not rotate
    answers: tuple[MonthlyAnswers, ...]  # newest first
    begun: tuple[Week, ...]  # of earlier months with a draft that was not submitted, oldest first
    has_chart: bool

    @property
    def is_used(self) -> bool:
        """Whether there are answers or a draft."""
        return self.state != "none" or bool(self.answers or self.begun)


@dataclass(frozen=True, slots=True)
class Overview:
    """All monthly sets of a person."""

    month: Month
    has_first_year: bool  # whether the first-year set is among this month's
    now: tuple[MonthlySet, ...]  # this month's
    others: tuple[MonthlySet, ...]
    closed: int = 0  # number of rows that do not decrypt


def drop_unpaired_scores(instrument: Instrument, scores: Mapping[str, float]) -> dict[str, float]:
    """The scores to show: of two paired scales, both or neither."""
    pairs = ({scale.id, scale.beside} for scale in instrument.scales if scale.beside)
    unpaired = {name for pair in pairs if not pair <= scores.keys() for name in pair}
    return {name: value for name, value in scores.items() if name not in unpaired}


def load_sets_to_offer(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire, now: datetime
) -> list[Instrument]:
    """The sets to offer on the page of the check-in `sheet` that are not answered yet.

    Empty except for the first check-in of this month. A row that does not decrypt counts as not
    stored.
    """
    month = Month.of(sheet.week)
    if month != Month.of(Week.of(now)):
        return []
    keys = [(sheet.instrument.id, str(week)) for week in month.weeks]
    rows = vaults.load_many(db, vault, "answers", keys, set())
    answered = [key for key in keys if key in rows and not rows[key].value.get("away")]
    if answered[:1] != [sheet.key]:
        return []
    sets = monthly_services.load_sets_of_month(db, vault, library, month)
    stored = monthly_services.load_months(db, vault, [s.id for s in sets], month.weeks, set())
    return [each for each in sets if _state(stored[each.id].get(month)) != "answered"]


def load_monthly_overview(
    db: Connection, vault: Vault, library: Library, now: datetime
) -> Overview:
    """Every monthly set with its answers, divided into this month's and others.

    Sets that the person never used are listed only if they are this month's or open to everybody.

    Raises:
        DecryptionError: the settings do not decrypt.
        NotFound: this site lacks the instrument version of some answers.
    """
    weeks, month = monthly_services.load_weeks_to_search(db, vault, now), Month.of(Week.of(now))
    instruments = monthly_services.list_monthly_sets(library)
    damaged: set[vaults.RowKey] = set()
    ids = [instrument.id for instrument in instruments]
    stored = monthly_services.load_months(db, vault, ids, weeks, damaged)
    sets = [_build_set(library, each, stored[each.id], month) for each in instruments]
    ids_now = {each.id for each in monthly_services.load_sets_of_month(db, vault, library, month)}
    hidden = {monthly_services.FIRST_YEAR, *library.switched_off}  # unless used
    hidden |= {each.id for each in instruments if each.rhythm != "month"}
    others = (each for each in sets if each.instrument.id not in ids_now)
    return Overview(
        month,
        monthly_services.FIRST_YEAR in ids_now,
        tuple(each for each in sets if each.instrument.id in ids_now),
        tuple(each for each in others if each.is_used or each.instrument.id not in hidden),
        len(damaged),
    )


def load_monthly_result(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire, now: datetime
) -> MonthlyResult:
    """The answers to a set in the week of `sheet`, with earlier ones.

    Raises:
        DecryptionError: the row of the week, or of the settings, does not decrypt.
        NotFound: the week has no answers, or this site lacks the instrument version of some.
    """
    answers, damaged_weeks = load_monthly_answers(db, vault, library, sheet.instrument, now)
    if sheet.week in damaged_weeks:
        raise DecryptionError
    index = next((n for n, each in enumerate(answers) if each.week == sheet.week), None)
    if index is None:
        raise NotFound(_("There are no answers to this set in that week."))
    answer = answers[index]
    return MonthlyResult(
        answer,
        tuple(reversed(answers[:index])),
        answer.month == Month.of(Week.of(now)),
        format_minute(now - JUST_SAVED_PERIOD) <= answer.saved <= format_minute(now),
        build_month_picture(sheet.instrument, answers).has_chart,
    )


def load_monthly_answers(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> tuple[list[MonthlyAnswers], frozenset[Week]]:
    """All answers to a set, oldest first, one per month; and the weeks with a damaged row.

    A row that does not decrypt does not prevent the others from being loaded.

    Raises:
        DecryptionError: the settings do not decrypt.
        NotFound: this site lacks the instrument version of some answers.
    """
    weeks, damaged = monthly_services.load_weeks_to_search(db, vault, now), set[vaults.RowKey]()
    stored = monthly_services.load_months(db, vault, [instrument.id], weeks, damaged)
    damaged_weeks = frozenset(Week.parse(str(key[1])) for _kind, key in damaged)
    return _build_answers(library, instrument, stored[instrument.id]), damaged_weeks


def build_month_picture(instrument: Instrument, answers: Iterable[MonthlyAnswers]) -> MonthPicture:
    """The scores of a set on one axis."""
    scales = monthly_scale_views(instrument)
    scores = {
        each.month: {view.id: each.scores[s] for s, view in scales.items() if s in each.scores}
        for each in answers
    }
    return month_picture_from_scores(scores, list(scales.values()))


def monthly_scale_views(instrument: Instrument) -> dict[str, ChartScale]:
    """The scales for charts, under ids that no weekly scale has.

    So none is drawn with the colour or the mark of one of the three weekly scales.
    """
    return {
        view.id: replace(view, id=f"{instrument.id}/{view.id}") for view in scale_views(instrument)
    }


def _build_answers(
    library: Library, instrument: Instrument, stored: Mapping[Month, StoredMonth]
) -> list[MonthlyAnswers]:
    result = []
    for month, rows in stored.items():
        if rows.answers.rev:
            answers = rows.answers.value["answers"]
            version = library.version(instrument.id, rows.answers.value["version"])
            scores = drop_unpaired_scores(version, score_stored(version, answers))
            saved = saved_at(rows.answers)
            result.append(MonthlyAnswers(month, rows.week, version, scores, answers, saved))
    return result


def _build_set(
    library: Library, instrument: Instrument, stored: Mapping[Month, StoredMonth], this_month: Month
) -> MonthlySet:
    answers = _build_answers(library, instrument, stored)
    return MonthlySet(
        instrument,
        _state(stored.get(this_month)),
        monthly_services.next_turn(library, instrument.id, this_month),
        tuple(reversed(answers)),
        tuple(rows.week for month, rows in stored.items() if month < this_month and rows.is_begun),
        build_month_picture(instrument, answers).has_chart,
    )


def _state(rows: StoredMonth | None) -> MonthlySetState:
    if rows is None:
        return "none"
    return "answered" if rows.answers.rev else "begun"
