"""Comparisons of kinds of week: a person's weeks sorted into kinds, and their scores compared.

*Mostly* at a place means more than half of the half-days of a week. Other offices, visits and the
time in between together are *elsewhere*. *Before* a marked change are the weeks since the previous
marked change, *after* it the weeks until the next one, at most 26 answered weeks on each side.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.charts.series import Picture
from reflect.core.comparisons import Comparison, ComparisonQuestion, Pair, compare, weeks_by_side
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.week_entries import (
    SUPERVISION_HELD,
    SUPERVISION_MISSED,
    SUPERVISION_NOT_DUE,
    ChangeMarker,
    WeekEntry,
)
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.services import load_picture

MAX_WEEKS_AROUND_CHANGE = 26  # answered weeks on each side of a marked change
BEFORE, AFTER = "before", "after"
_CONTACT = {1: "less", 2: "right", 3: "more"}
_MET = {SUPERVISION_HELD: "held", SUPERVISION_NOT_DUE: "not", SUPERVISION_MISSED: "not"}


@dataclass(frozen=True, slots=True)
class QuestionComparison:
    """One question: the weeks on each side, and the comparisons of its scales."""

    kind: str  # places, contact, supervision, change
    sides: Mapping[str, Sequence[WeekEntry]]  # side -> its weeks, oldest first; may be empty
    comparisons: tuple[Comparison, ...]  # all scales in all pairs of sides
    others: int = 0  # number of answered weeks on no side
    change: ChangeMarker | None = None

    @property
    def has_comparison(self) -> bool:
        """Whether two sides have enough weeks to be compared."""
        return any(each.means for each in self.comparisons)


def load_picture_and_changes(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> tuple[Picture, list[ChangeMarker]]:
    """A person's weeks and their change markers.

    Raises:
        DecryptionError: a row does not decrypt.
        NotFound: this site lacks the instrument version of some answers.
    """
    settings = preferences.load_settings(db, vault)
    picture = load_picture(db, vault, library, instrument, now, settings)
    return picture, change_marker_services.parse_change_markers(settings)


def compare_weeks(
    picture: Picture, changes: Sequence[ChangeMarker]
) -> tuple[QuestionComparison, ...]:
    """Compare by places, contact, supervision and each marked change, tested together."""
    weeks = [entry for entry in picture.entries.values() if not entry.away]
    scales = [panel.scale for panel in picture.panels]
    scores = {scale.id: [entry.scores.get(scale.id) for entry in weeks] for scale in scales}
    questions = [
        ComparisonQuestion(kind, [*map(label, weeks)], pairs) for kind, label, pairs in _QUESTIONS
    ]
    periods = _build_period_question(weeks, changes)
    steps = {scale.id: scale.step for scale in scales}
    comparisons = compare(scores, [*questions, periods], steps)
    kinds = [_sort_weeks(question, weeks, comparisons) for question in questions]
    return (*kinds, *_compare_changes(periods, weeks, comparisons, changes))


def classify_place(week: WeekEntry) -> str | None:
    """The place of more than half of the half-days of a week; None if there is none."""
    total = sum(week.places.values())
    half_days = {place: week.places.get(place, 0) for place in ("home", "base")}
    half_days["elsewhere"] = total - sum(half_days.values())
    return next((place for place, count in half_days.items() if 2 * count > total), None)


def classify_contact(week: WeekEntry) -> str | None:
    """Contact with teammates: `less`, `right` or `more` than wanted; None: not answered."""
    return _CONTACT.get(week.contact or 0)


def classify_supervision(week: WeekEntry) -> str | None:
    """Whether formal supervision took place: `held` or `not`; None: not answered."""
    return _MET.get(week.held or 0)


_QUESTIONS: Sequence[tuple[str, Callable[[WeekEntry], str | None], tuple[Pair, ...]]] = (
    ("places", classify_place, (("home", "base"), ("home", "elsewhere"), ("base", "elsewhere"))),
    ("contact", classify_contact, (("less", "right"), ("more", "right"))),
    ("supervision", classify_supervision, (("held", "not"),)),
)


def _sort_weeks(
    question: ComparisonQuestion, weeks: Sequence[WeekEntry], comparisons: Sequence[Comparison]
) -> QuestionComparison:
    labelled = [*zip(weeks, question.labels, strict=True)]
    names = dict.fromkeys(name for pair in question.pairs for name in pair)
    sides = {name: [week for week, label in labelled if label == name] for name in names}
    own = tuple(each for each in comparisons if each.question == question.id)
    return QuestionComparison(question.id, sides, own, question.labels.count(None))


def _build_period_question(
    weeks: Sequence[WeekEntry], changes: Sequence[ChangeMarker]
) -> ComparisonQuestion:
    """Labels are the numbers of periods; a new one begins at each marker."""
    labels = [str(sum(change.week <= week.week for change in changes)) for week in weeks]
    pairs = tuple((str(n), str(n + 1)) for n in range(len(changes)))
    return ComparisonQuestion("change", labels, pairs, MAX_WEEKS_AROUND_CHANGE)


def _compare_changes(
    periods: ComparisonQuestion,
    weeks: Sequence[WeekEntry],
    comparisons: Sequence[Comparison],
    changes: Sequence[ChangeMarker],
) -> Iterator[QuestionComparison]:
    """The comparison of the weeks before and after each marker; *after* is the first side."""
    for change, pair, indices in zip(changes, periods.pairs, weeks_by_side(periods), strict=True):
        before, after = ([weeks[n] for n in side] for side in indices)
        reversed_sides = tuple(
            replace(
                each,
                pair=(AFTER, BEFORE),
                weeks=each.weeks[::-1],
                means=each.means and each.means[::-1],
            )
            for each in comparisons
            if each.question == periods.id and each.pair == pair
        )
        sides = {BEFORE: before, AFTER: after}
        yield QuestionComparison("change", sides, reversed_sides, change=change)
