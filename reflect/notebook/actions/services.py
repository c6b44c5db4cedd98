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

from reflect.charts.series import ChartScale, Picture
from reflect.checkins.actions import WeeklyAction, load_actions
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import Week
from reflect.trends import services as trends_services

WEEKS_EACH_SIDE: Final = 4  # weeks on each side
MIN_ANSWERED_WEEKS: Final = 3  # of them answered
MIN_YARDSTICK_WEEKS: Final = 8  # weeks with numbers on both sides from which there is a yardstick

ScoresByWeek = Mapping[int, float]  # of one scale: number of an answered week -> score


@dataclass(frozen=True, slots=True)
class BeforeAfterMeans:
    """One scale around one week: means, and of how many answered weeks each is."""

    scale: ChartScale
    before: float
    weeks_before: int
    after: float
    weeks_after: int


@dataclass(frozen=True, slots=True)
class ReviewedAction:
    """One action; `meanwhile` is empty where it was not tried, or too few weeks are answered."""

    action: WeeklyAction
    week: Week  # the check-in it was planned in
    meanwhile: tuple[BeforeAfterMeans, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionReview:
    """All actions, newest first, and the yardstick beside them."""

    reviewed: tuple[ReviewedAction, ...]
    ordinary: tuple[tuple[ChartScale, float], ...]  # half of all weeks differ by more

    @property
    def has_numbers(self) -> bool:
        """Whether numbers stand beside any of them."""
        return any(each.meanwhile for each in self.reviewed)


def load_action_review(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> ActionReview:
    """Every action of a person; weeks are opened only if one of them was tried.

    Raises:
        Damaged: a row does not open.
        NotFound: this site lacks the version that some answers were given to.
    """
    found = load_actions(db, vault)[::-1]
    if not any(map(is_tried, found)):
        return ActionReview(
            tuple(ReviewedAction(each, Week.parse(each.week)) for each in found), ()
        )
    picture = trends_services.load_picture(db, vault, library, instrument, now)
    scored = [(panel.scale, _scores(picture, panel.scale)) for panel in picture.panels]
    yardsticks = [(scale, typical_difference(scores)) for scale, scores in scored]
    return ActionReview(
        tuple(_kept(each, scored) for each in found),
        tuple((scale, usual) for scale, usual in yardsticks if usual is not None),
    )


def is_tried(action: WeeklyAction) -> bool:
    """Whether it was done or carried over: only then is there something to look at."""
    return action.outcome in {"done", "carried"}


def split_scores_around(scores: ScoresByWeek, week: int) -> tuple[list[float], list[float]] | None:
    """The scores of the four weeks up to `week` and of the four after; None: too few answered."""
    before = [scores[n] for n in range(week + 1 - WEEKS_EACH_SIDE, week + 1) if n in scores]
    after = [scores[n] for n in range(week + 1, week + 1 + WEEKS_EACH_SIDE) if n in scores]
    return (before, after) if min(len(before), len(after)) >= MIN_ANSWERED_WEEKS else None


def typical_difference(scores: ScoresByWeek) -> float | None:
    """How far the two means around a week lie apart half of the time; None: too few weeks."""
    weeks = range(min(scores), max(scores)) if scores else ()
    pairs = [pair for week in weeks if (pair := split_scores_around(scores, week))]
    if len(pairs) < MIN_YARDSTICK_WEEKS:
        return None
    return median(abs(fmean(after) - fmean(before)) for before, after in pairs)


def _scores(picture: Picture, scale: ChartScale) -> dict[int, float]:
    return {
        week.number: entry.scores[scale.id]
        for week, entry in picture.entries.items()
        if not entry.away and scale.id in entry.scores
    }


def _kept(
    action: WeeklyAction, scored: Sequence[tuple[ChartScale, ScoresByWeek]]
) -> ReviewedAction:
    week = Week.parse(action.week)
    if not is_tried(action):
        return ReviewedAction(action, week)
    pairs = [(scale, split_scores_around(scores, week.number)) for scale, scores in scored]
    return ReviewedAction(
        action,
        week,
        tuple(
            BeforeAfterMeans(scale, fmean(pair[0]), len(pair[0]), fmean(pair[1]), len(pair[1]))
            for scale, pair in pairs
            if pair
        ),
    )
