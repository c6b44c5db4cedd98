"""What goes with what: a person's weeks sorted into kinds, and each scale compared between them.

*Mostly* at a place means more than half of the half-days counted. Other offices, visits and the
time in between are *elsewhere* together. Before and after a marked change are the weeks back to the
mark before it and on to the next, 26 answered ones at most on each side.
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
    others: int = 0  # answered weeks on no side
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
        DecryptionError: a row does not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    marked = change_marker_services.parse_change_markers(preferences.load_settings(db, vault))
    return load_picture(db, vault, library, instrument, now), marked


def compare_weeks(
    picture: Picture, marked: Sequence[ChangeMarker]
) -> tuple[QuestionComparison, ...]:
    """Compare by places, contact, supervision and each marked change, tested together."""
    weeks = [entry for entry in picture.entries.values() if not entry.away]
    scales = [panel.scale for panel in picture.panels]
    scores = {scale.id: [entry.scores.get(scale.id) for entry in weeks] for scale in scales}
    asked = [ComparisonQuestion(kind, [*map(label, weeks)], pairs) for kind, label, pairs in _ASKED]
    periods = _ask_periods(weeks, marked)
    found = compare(scores, [*asked, periods], {scale.id: scale.step for scale in scales})
    kinds = [_sort_weeks(question, weeks, found) for question in asked]
    return (*kinds, *_compare_changes(periods, weeks, found, marked))


def classify_place(week: WeekEntry) -> str | None:
    """The place of more than half of the half-days of a week; None if there is none."""
    total = sum(week.places.values())
    counted = {name: week.places.get(name, 0) for name in ("home", "base")}
    counted["elsewhere"] = total - sum(counted.values())
    return next((name for name, half_days in counted.items() if 2 * half_days > total), None)


def classify_contact(week: WeekEntry) -> str | None:
    """Contact with teammates, compared with what was wanted."""
    return _CONTACT.get(week.contact or 0)


def classify_supervision(week: WeekEntry) -> str | None:
    """Whether formal supervision took place; None: not answered."""
    return _MET.get(week.held or 0)


_ASKED: Sequence[tuple[str, Callable[[WeekEntry], str | None], tuple[Pair, ...]]] = (
    ("places", classify_place, (("home", "base"), ("home", "elsewhere"), ("base", "elsewhere"))),
    ("contact", classify_contact, (("less", "right"), ("more", "right"))),
    ("supervision", classify_supervision, (("held", "not"),)),
)


def _sort_weeks(
    question: ComparisonQuestion, weeks: Sequence[WeekEntry], found: Sequence[Comparison]
) -> QuestionComparison:
    names = dict.fromkeys(name for pair in question.pairs for name in pair)
    labelled = [*zip(weeks, question.labels, strict=True)]
    return QuestionComparison(
        question.id,
        {name: [week for week, label in labelled if label == name] for name in names},
        tuple(each for each in found if each.question == question.id),
        others=sum(label is None for _week, label in labelled),
    )


def _ask_periods(weeks: Sequence[WeekEntry], marked: Sequence[ChangeMarker]) -> ComparisonQuestion:
    """The number of each week's period; a new one begins at each marker."""
    labels = [str(sum(change.week <= week.week for change in marked)) for week in weeks]
    pairs = tuple((str(n), str(n + 1)) for n in range(len(marked)))
    return ComparisonQuestion("change", labels, pairs, MAX_WEEKS_AROUND_CHANGE)


def _compare_changes(
    periods: ComparisonQuestion,
    weeks: Sequence[WeekEntry],
    found: Sequence[Comparison],
    marked: Sequence[ChangeMarker],
) -> Iterator[QuestionComparison]:
    """The comparison before and after each marker; *after* comes first."""
    for change, pair, around in zip(marked, periods.pairs, weeks_by_side(periods), strict=True):
        before, after = ([weeks[at] for at in side] for side in around)
        here = (each for each in found if each.question == periods.id and each.pair == pair)
        turned = tuple(
            replace(
                each,
                pair=(AFTER, BEFORE),
                weeks=each.weeks[::-1],
                means=each.means and each.means[::-1],
            )
            for each in here
        )
        yield QuestionComparison("change", {BEFORE: before, AFTER: after}, turned, change=change)
