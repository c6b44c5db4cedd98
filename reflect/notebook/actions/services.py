"""Actions: what was planned, what became of it, and what the scales did meanwhile.

Beside an action that was done or carried over stand two means of each scale: of the four weeks up
to the check-in in which it was planned, and of the four after it, each only with three answered
weeks at least. Nothing is ever said of a difference. One person, a few weeks and many actions
cannot show what an action did, and somebody who looks at twenty pairs of numbers will find one that
pleases. So beside them stands a yardstick from the same person's weeks: the same two means around
every week there is, action or none, and how far apart they lie half of the time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median
from typing import Final

from sqlalchemy import Connection

from reflect.charts.series import Picture, ScaleView
from reflect.checkins.actions import Action, all_actions
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import Week
from reflect.trends import services as trends_services

SPAN: Final = 4  # weeks on each side
LEAST: Final = 3  # of them answered
PAIRS: Final = 8  # weeks with numbers on both sides from which there is a yardstick

Scores = Mapping[int, float]  # of one scale: number of an answered week -> score


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One scale around one week: means, and of how many answered weeks each is."""

    scale: ScaleView
    before: float
    weeks_before: int
    after: float
    weeks_after: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One action; `meanwhile` is empty where it was not tried, or too few weeks are answered."""

    action: Action
    week: Week  # the check-in it was planned in
    meanwhile: tuple[Meanwhile, ...] = ()


@dataclass(frozen=True, slots=True)
class Actions:
    """All actions, newest first, and the yardstick beside them."""

    kept: tuple[Kept, ...]
    ordinary: tuple[tuple[ScaleView, float], ...]  # half of all weeks differ by more

    @property
    def has_numbers(self) -> bool:
        """Whether numbers stand beside any of them."""
        return any(each.meanwhile for each in self.kept)


def actions(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> Actions:
    """Every action of a person; weeks are opened only if one of them was tried.

    Raises:
        Damaged: a row does not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    found = all_actions(db, vault)[::-1]
    if not any(map(was_tried, found)):
        return Actions(tuple(Kept(each, Week.parse(each.week)) for each in found), ())
    picture = trends_services.my_picture(db, vault, library, instrument, now)
    scored = [(panel.scale, _scores(picture, panel.scale)) for panel in picture.panels]
    yardsticks = [(scale, ordinary(scores)) for scale, scores in scored]
    return Actions(
        tuple(_kept(each, scored) for each in found),
        tuple((scale, usual) for scale, usual in yardsticks if usual is not None),
    )


def was_tried(action: Action) -> bool:
    """Whether it was done or carried over: only then is there something to look at."""
    return action.outcome in {"done", "carried"}


def around(scores: Scores, week: int) -> tuple[list[float], list[float]] | None:
    """The scores of the four weeks up to `week` and of the four after; None: too few answered."""
    before = [scores[n] for n in range(week + 1 - SPAN, week + 1) if n in scores]
    after = [scores[n] for n in range(week + 1, week + 1 + SPAN) if n in scores]
    return (before, after) if min(len(before), len(after)) >= LEAST else None


def ordinary(scores: Scores) -> float | None:
    """How far the two means around a week lie apart half of the time; None: too few weeks."""
    weeks = range(min(scores), max(scores)) if scores else ()
    pairs = [pair for week in weeks if (pair := around(scores, week))]
    if len(pairs) < PAIRS:
        return None
    return median(abs(fmean(after) - fmean(before)) for before, after in pairs)


def _scores(picture: Picture, scale: ScaleView) -> dict[int, float]:
    return {
        week.number: entry.scores[scale.id]
        for week, entry in picture.entries.items()
        if not entry.away and scale.id in entry.scores
    }


def _kept(action: Action, scored: Sequence[tuple[ScaleView, Scores]]) -> Kept:
    week = Week.parse(action.week)
    if not was_tried(action):
        return Kept(action, week)
    pairs = [(scale, around(scores, week.number)) for scale, scores in scored]
    return Kept(
        action,
        week,
        tuple(
            Meanwhile(scale, fmean(pair[0]), len(pair[0]), fmean(pair[1]), len(pair[1]))
            for scale, pair in pairs
            if pair
        ),
    )
