"""Monthly sets, read back: what is offered, what was answered, and one answer with those before it.

Opens answers and settings, never the texts. The offer stands beside the first check-in of a
calendar month, and there alone: a week belongs to the month of its Monday, weeks away are no
check-ins, and the offer goes with the month. Nothing is kept of an offer that was left.
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
    instrument: Instrument  # the version that it was given to
    scores: Mapping[str, float]  # scale -> its value, where it may be shown
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)  # item -> answer
    saved: str = ""  # the minute


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

    instrument: Instrument  # as it is asked
    state: MonthlySetState  # in this month
    next_turn: Month | None  # this month included; None if it takes no turns
    answers: tuple[MonthlyAnswers, ...]  # newest first
    begun: tuple[Week, ...]  # of earlier months with something that was never sent, oldest first
    has_chart: bool

    @property
    def is_used(self) -> bool:
        """Whether there are answers or a draft."""
        return self.state != "none" or bool(self.answers or self.begun)


@dataclass(frozen=True, slots=True)
class Overview:
    """All monthly sets of a person."""

    month: Month
    has_first_year: bool
    now: tuple[MonthlySet, ...]  # this month's
    others: tuple[MonthlySet, ...]
    closed: int = 0  # rows that do not open


def drop_unpaired_scores(instrument: Instrument, scores: Mapping[str, float]) -> dict[str, float]:
    """The scores to show: of two that belong together, both or neither."""
    pairs = ({scale.id, scale.beside} for scale in instrument.scales if scale.beside)
    apart = {name for pair in pairs if not pair <= scores.keys() for name in pair}
    return {name: value for name, value in scores.items() if name not in apart}


def load_sets_to_offer(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire, now: datetime
) -> list[Instrument]:
    """The sets to offer beside the check-in of `sheet` that are not answered yet.

    None but beside the first check-in of a month, and none once the month is over. A row that does
    not open counts as none.
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
    kept = monthly_services.load_months(db, vault, [found.id for found in sets], month.weeks, set())
    return [found for found in sets if _state(kept[found.id].get(month)) != "answered"]


def load_monthly_overview(
    db: Connection, vault: Vault, library: Library, now: datetime
) -> Overview:
    """Every monthly set with its answers, this month's first.

    Raises:
        DecryptionError: the settings do not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    weeks, month = monthly_services.load_weeks_to_search(db, vault, now), Month.of(Week.of(now))
    sets = monthly_services.list_monthly_sets(library)
    closed: set[vaults.RowKey] = set()
    kept = monthly_services.load_months(db, vault, [found.id for found in sets], weeks, closed)
    found = [_monthly_set(library, each, kept[each.id], month) for each in sets]
    turn = {each.id for each in monthly_services.load_sets_of_month(db, vault, library, month)}
    others = (each for each in found if each.instrument.id not in turn)
    return Overview(
        month,
        monthly_services.FIRST_YEAR in turn,
        tuple(each for each in found if each.instrument.id in turn),
        tuple(each for each in others if each.is_used or _is_for_all(library, each.instrument)),
        len(closed),
    )


def _is_for_all(library: Library, instrument: Instrument) -> bool:
    """Whether a set is listed for people who never used it."""
    is_offered = instrument.id not in {monthly_services.FIRST_YEAR, *library.switched_off}
    return instrument.rhythm == "month" and is_offered


def load_monthly_result(
    db: Connection, vault: Vault, library: Library, sheet: Questionnaire, now: datetime
) -> MonthlyResult:
    """The answers to a set in the week of `sheet`.

    Raises:
        DecryptionError: a row does not open.
        NotFound: there is none, or this site lacks the version of an answer.
    """
    answers, closed = load_monthly_answers(db, vault, library, sheet.instrument, now)
    if sheet.week in closed:
        raise DecryptionError
    at = next((n for n, each in enumerate(answers) if each.week == sheet.week), None)
    if at is None:
        raise NotFound(_("There are no answers to this set in that week."))
    answer = answers[at]
    return MonthlyResult(
        answer,
        tuple(reversed(answers[:at])),
        answer.month == Month.of(Week.of(now)),
        format_minute(now - JUST_SAVED_PERIOD) <= answer.saved <= format_minute(now),
        build_month_picture(sheet.instrument, answers).has_chart,
    )


def load_monthly_answers(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> tuple[list[MonthlyAnswers], frozenset[Week]]:
    """All answers to a set, oldest first, one a month.

    Beside it, the weeks of which a row does not open: one of them closes no other.

    Raises:
        DecryptionError: the settings do not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    weeks, closed = monthly_services.load_weeks_to_search(db, vault, now), set[vaults.RowKey]()
    kept = monthly_services.load_months(db, vault, [instrument.id], weeks, closed)[instrument.id]
    shut = frozenset(Week.parse(str(key[1])) for _kind, key in closed)
    return _build_answers(library, instrument, kept), shut


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

    So none of them takes the colour of another: colours mean the three of the week.
    """
    return {
        view.id: replace(view, id=f"{instrument.id}/{view.id}") for view in scale_views(instrument)
    }


def _build_answers(
    library: Library, instrument: Instrument, kept: Mapping[Month, StoredMonth]
) -> list[MonthlyAnswers]:
    return [
        _build_answer(month, found, library.version(instrument.id, found.answers.value["version"]))
        for month, found in kept.items()
        if found.answers.rev
    ]


def _build_answer(month: Month, found: StoredMonth, instrument: Instrument) -> MonthlyAnswers:
    given = found.answers.value["answers"]
    scores = drop_unpaired_scores(instrument, score_stored(instrument, given))
    return MonthlyAnswers(month, found.week, instrument, scores, given, saved_at(found.answers))


def _monthly_set(
    library: Library, instrument: Instrument, kept: Mapping[Month, StoredMonth], month: Month
) -> MonthlySet:
    answers = _build_answers(library, instrument, kept)
    return MonthlySet(
        instrument,
        _state(kept.get(month)),
        monthly_services.next_turn(library, instrument.id, month),
        tuple(reversed(answers)),
        tuple(each.week for at, each in kept.items() if at < month and each.is_begun),
        build_month_picture(instrument, answers).has_chart,
    )


def _state(found: StoredMonth | None) -> MonthlySetState:
    if found is None:
        return "none"
    return "answered" if found.answers.rev else "begun"
