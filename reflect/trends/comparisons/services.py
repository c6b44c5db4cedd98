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
from reflect.core.comparisons import Comparison, Pair, Question, compare, sides
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.week_entries import HELD, NOT_DUE, WAS_DUE, Change, Entry
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.services import my_picture

REACH = 26  # answered weeks on each side of a marked change
BEFORE, AFTER = "before", "after"
_CONTACT = {1: "less", 2: "right", 3: "more"}
_MET = {HELD: "held", NOT_DUE: "not", WAS_DUE: "not"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One question: the weeks on each side, and what they come to."""

    kind: str  # places, contact, supervision, change
    sides: Mapping[str, Sequence[Entry]]  # side -> its weeks, oldest first; may be empty
    comparisons: tuple[Comparison, ...]  # all scales in all pairs of sides
    others: int = 0  # answered weeks on no side
    change: Change | None = None

    @property
    def has_any(self) -> bool:
        """Whether two sides have enough weeks to be compared."""
        return any(each.means for each in self.comparisons)


def lived(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> tuple[Picture, list[Change]]:
    """A person's weeks, and what they marked as changed.

    Raises:
        Damaged: a row does not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    marked = change_marker_services.read(preferences.read(db, vault))
    return my_picture(db, vault, library, instrument, now), marked


def compared(picture: Picture, marked: Sequence[Change]) -> tuple[Compared, ...]:
    """Places, contact, formal supervision, then each marked change; judged together."""
    weeks = [entry for entry in picture.entries.values() if not entry.away]
    scales = [panel.scale for panel in picture.panels]
    scores = {scale.id: [entry.scores.get(scale.id) for entry in weeks] for scale in scales}
    asked = [Question(kind, [*map(label, weeks)], pairs) for kind, label, pairs in _ASKED]
    periods = _periods(weeks, marked)
    found = compare(scores, [*asked, periods], {scale.id: scale.step for scale in scales})
    kinds = [_kind(question, weeks, found) for question in asked]
    return (*kinds, *_changes(periods, weeks, found, marked))


def place(week: Entry) -> str | None:
    """Where more than half of the half-days counted were spent."""
    total = sum(week.places.values())
    counted = {name: week.places.get(name, 0) for name in ("home", "base")}
    counted["elsewhere"] = total - sum(counted.values())
    return next((name for name, half_days in counted.items() if 2 * half_days > total), None)


def contact(week: Entry) -> str | None:
    """Contact with teammates, against what was wanted."""
    return _CONTACT.get(week.contact or 0)


def met(week: Entry) -> str | None:
    """Whether formal supervision took place; None: not answered."""
    return _MET.get(week.held or 0)


_ASKED: Sequence[tuple[str, Callable[[Entry], str | None], tuple[Pair, ...]]] = (
    ("places", place, (("home", "base"), ("home", "elsewhere"), ("base", "elsewhere"))),
    ("contact", contact, (("less", "right"), ("more", "right"))),
    ("supervision", met, (("held", "not"),)),
)


def _kind(question: Question, weeks: Sequence[Entry], found: Sequence[Comparison]) -> Compared:
    names = dict.fromkeys(name for pair in question.pairs for name in pair)
    labelled = [*zip(weeks, question.labels, strict=True)]
    return Compared(
        question.id,
        {name: [week for week, label in labelled if label == name] for name in names},
        tuple(each for each in found if each.question == question.id),
        others=sum(label is None for _week, label in labelled),
    )


def _periods(weeks: Sequence[Entry], marked: Sequence[Change]) -> Question:
    """The weeks up to the first mark, from it to the second, and so on, numbered from 0."""
    labels = [str(sum(change.week <= week.week for change in marked)) for week in weeks]
    pairs = tuple((str(n), str(n + 1)) for n in range(len(marked)))
    return Question("change", labels, pairs, REACH)


def _changes(
    periods: Question,
    weeks: Sequence[Entry],
    found: Sequence[Comparison],
    marked: Sequence[Change],
) -> Iterator[Compared]:
    """Before and after each mark; after comes first, as the words put it."""
    for change, pair, around in zip(marked, periods.pairs, sides(periods), strict=True):
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
        yield Compared("change", {BEFORE: before, AFTER: after}, turned, change=change)
