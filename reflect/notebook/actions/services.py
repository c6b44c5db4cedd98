"""Review of planned actions: their outcomes, and the mean scores before and after each.

An action that was done or carried over is shown with two means of each scale: of the four weeks up
to the check-in in which it was planned, and of the four weeks after it, each from at least three
answered weeks. The difference is not interpreted: a few weeks of one person cannot show the effect
of an action, and of twenty pairs of means some differ by chance. So a typical difference is shown
beside them: the median of the absolute differences of the same two means around every week of the
person, with or without an action.
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
from reflect.trends.services import load_picture

WEEKS_EACH_SIDE: Final = 4  # before and after
MIN_ANSWERED_WEEKS: Final = 3  # on each side
MIN_YARDSTICK_WEEKS: Final = 8  # weeks with means on both sides, for a typical difference

ScoresByWeek = Mapping[int, float]  # of one scale: number of an answered week -> score


@dataclass(frozen=True, slots=True)
class BeforeAfterMeans:
    """The means of one scale before and after a week, each with its number of answered weeks."""

    scale: ChartScale
    before: float
    weeks_before: int
    after: float
    weeks_after: int


@dataclass(frozen=True, slots=True)
class ReviewedAction:
    """One action, with the means of the scales around its week."""

    action: WeeklyAction
    week: Week  # of the check-in in which it was planned
    meanwhile: tuple[BeforeAfterMeans, ...] = ()  # empty: not tried, or too few answered weeks


@dataclass(frozen=True, slots=True)
class ActionReview:
    """All actions, newest first, and the typical difference of each scale."""

    reviewed: tuple[ReviewedAction, ...]
    ordinary: tuple[tuple[ChartScale, float], ...]  # the median: half of the weeks differ by more

    @property
    def has_numbers(self) -> bool:
        """Whether any of them has means."""
        return any(each.meanwhile for each in self.reviewed)


def load_action_review(
    db: Connection, vault: Vault, library: Library, instrument: Instrument, now: datetime
) -> ActionReview:
    """Every action of a person; weeks are decrypted only if an action was tried.

    Raises:
        DecryptionError: a row cannot be decrypted.
        NotFound: this site lacks the instrument version that some answers were given to.
    """
    actions = load_actions(db, vault)[::-1]
    scored: list[tuple[ChartScale, ScoresByWeek]] = []
    if any(map(is_tried, actions)):
        picture = load_picture(db, vault, library, instrument, now)
        scored = [(panel.scale, _scores_by_week(picture, panel.scale)) for panel in picture.panels]
    medians = [(scale, typical_difference(scores)) for scale, scores in scored]
    return ActionReview(
        tuple(_review_action(each, scored) for each in actions),
        tuple((scale, value) for scale, value in medians if value is not None),
    )


def is_tried(action: WeeklyAction) -> bool:
    """Whether it was done or carried over; only then are means shown."""
    return action.outcome in {"done", "carried"}


def split_scores_around(scores: ScoresByWeek, week: int) -> tuple[list[float], list[float]] | None:
    """The scores of the four weeks up to `week` and of the four after it.

    None if either side has too few answered weeks.
    """
    before = [scores[n] for n in range(week + 1 - WEEKS_EACH_SIDE, week + 1) if n in scores]
    after = [scores[n] for n in range(week + 1, week + 1 + WEEKS_EACH_SIDE) if n in scores]
    return (before, after) if min(len(before), len(after)) >= MIN_ANSWERED_WEEKS else None


def typical_difference(scores: ScoresByWeek) -> float | None:
    """The median absolute difference of the two means around a week; None: too few weeks."""
    weeks = range(min(scores), max(scores)) if scores else ()
    pairs = [pair for week in weeks if (pair := split_scores_around(scores, week))]
    if len(pairs) < MIN_YARDSTICK_WEEKS:
        return None
    return median(abs(fmean(after) - fmean(before)) for before, after in pairs)


def _scores_by_week(picture: Picture, scale: ChartScale) -> dict[int, float]:
    return {
        week.number: entry.scores[scale.id]
        for week, entry in picture.entries.items()
        if not entry.away and scale.id in entry.scores
    }


def _review_action(
    action: WeeklyAction, scored: Sequence[tuple[ChartScale, ScoresByWeek]]
) -> ReviewedAction:
    week = Week.parse(action.week)
    if not is_tried(action):
        return ReviewedAction(action, week)
    pairs = [(scale, split_scores_around(scores, week.number)) for scale, scores in scored]
    means = tuple(
        BeforeAfterMeans(scale, fmean(pair[0]), len(pair[0]), fmean(pair[1]), len(pair[1]))
        for scale, pair in pairs
        if pair
    )
    return ReviewedAction(action, week, means)
