"""Chart data: points, limits, marks and events, the only input of text, SVG, table and Plotly.

A scale over time has one baseline period, or more if a person marked changes from which their usual
range starts again. Each period has its own level and range, the rules are never applied across
periods, and only the latest period decides which sentences appear.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import TypeVar

from reflect.charts.baselines import (
    BaselineAssessment,
    BaselineStage,
    PointMark,
    Side,
    assess_baseline,
    is_based_on_other_items,
)
from reflect.core.week_entries import ChangeMarker, WeekEntry
from reflect.core.weeks import Week, weeks_between

DENSE_AXIS_WEEKS = 60  # with more, a drawing may be too narrow for one mark per week

T = TypeVar("T")


def split_into_runs(items: Iterable[T], position: Callable[[T], int]) -> list[list[T]]:
    """Runs of items whose positions are consecutive; the items are in ascending order."""
    keyed = groupby(enumerate(items), lambda pair: position(pair[1]) - pair[0])
    return [[item for _n, item in run] for _key, run in keyed]


@dataclass(frozen=True, slots=True)
class ChartScale:
    """What a chart needs to know about a scale."""

    id: str
    title: str
    low: float = 0
    high: float = 100
    step: float = 25 / 3  # how far one answer moves the scale at least; a range is not smaller
    items: int = 3
    minimum: int = 2  # answered items needed, otherwise the scale has no score


@dataclass(frozen=True, slots=True)
class Point:
    """One answered week of a scale."""

    week: Week
    at: int  # weeks since the start of the axis
    value: float
    mark: PointMark | None = None
    missing: int = 0  # number of unanswered statements of the scale


@dataclass(frozen=True, slots=True)
class BaselinePeriod:
    """The weeks of a scale that share one level and range."""

    start: int  # weeks since the start of the axis
    end: int | None  # start of the next period; None: the end of the axis
    since: Week | None  # of the marker that starts it; None: the person's first week
    until: Week | None  # of the marker that ends it
    count: int  # answered weeks
    stage: BaselineStage
    limits: tuple[float, float, float] | None = None  # lower, mean, upper; clipped to the scale
    clipped: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One scale over time."""

    scale: ChartScale
    points: tuple[Point, ...]  # oldest first
    baseline_periods: tuple[BaselinePeriod, ...]  # at least one, oldest first
    change: Side | None = None
    outside: tuple[Week, ...] = ()  # single weeks that the sentences mention, oldest first
    is_based_on_other_items: bool = False  # the change, unlike the level; see `baselines`

    @property
    def latest_period(self) -> BaselinePeriod:
        """The baseline period that decides which sentences appear."""
        return self.baseline_periods[-1]

    @property
    def stage(self) -> BaselineStage:
        """The stage of the latest period."""
        return self.latest_period.stage

    @property
    def limits(self) -> tuple[float, float, float] | None:
        """Lower limit, mean and upper limit of the latest period, clipped; None if none yet."""
        return self.latest_period.limits

    @property
    def clipped(self) -> bool:
        """Whether a range was cut at the end of the scale."""
        return any(period.clipped for period in self.baseline_periods)

    @property
    def segments(self) -> list[list[Point]]:
        """Runs of points joined by a line; the line breaks at each missing week."""
        return split_into_runs(self.points, lambda point: point.at)

    def point_at(self, week: Week) -> Point | None:
        """The point of a week, or None."""
        return next((point for point in reversed(self.points) if point.week == week), None)

    def period_at(self, week: Week) -> BaselinePeriod:
        """The baseline period of a week."""
        first, *later = self.baseline_periods
        started = (each for each in reversed(later) if each.since and each.since <= week)
        return next(started, first)


@dataclass(frozen=True)  # no slots, because of `cached_property`
class Picture:
    """All panels on one axis, with the events of the weeks."""

    first: Week
    last: Week
    panels: tuple[Panel, ...]
    entries: Mapping[Week, WeekEntry]  # oldest first
    changes: tuple[ChangeMarker, ...] = ()  # on this axis, oldest first
    damaged_weeks: frozenset[Week] = frozenset()  # could not be decrypted, so without an entry

    @cached_property
    def weeks(self) -> list[Week]:
        """The weeks of the axis, oldest first."""
        return weeks_between(self.first, self.last)

    @property
    def spans_years(self) -> bool:
        """Whether the first and the last Monday are in different years, so that days need one."""
        return self.first.monday.year != self.last.monday.year

    @cached_property
    def away_weeks(self) -> list[Week]:
        """Weeks marked as away."""
        return [week for week, entry in self.entries.items() if entry.away]

    @property
    def away_runs(self) -> list[list[Week]]:
        """The weeks marked as away, in runs of consecutive weeks."""
        return split_into_runs(self.away_weeks, lambda week: week.number)

    @cached_property
    def supervised_weeks(self) -> list[Week]:
        """Weeks in which formal supervision took place."""
        return [
            week for week, entry in self.entries.items() if entry.had_supervision and not entry.away
        ]

    @cached_property
    def half_days_by_place(self) -> dict[str, list[tuple[int, int]]]:
        """Place -> (weeks since the start of the axis, half-days), without weeks of zero."""
        by_place: dict[str, list[tuple[int, int]]] = {}
        for week, entry in self.entries.items():
            for place, half_days in entry.places.items():
                if half_days > 0 and not entry.away:
                    by_place.setdefault(place, []).append((week - self.first, half_days))
        return by_place

    @property
    def answered_count(self) -> int:
        """The number of weeks with answers."""
        return len(self.entries) - len(self.away_weeks)

    @property
    def left_out_count(self) -> int:
        """The number of weeks that have no answers and are not marked as away."""
        return len(self.weeks) - len(self.entries)


def build_picture(
    entries: Sequence[WeekEntry],
    scales: Sequence[ChartScale],
    first: Week,
    last: Week,
    changes: Sequence[ChangeMarker] = (),
) -> Picture:
    """Build the picture of a person's weeks, `first` to `last`; entries and changes in any order.

    A last week without an entry can still be answered and is not counted as left out: the axis ends
    before it, and it is added, with its change markers, once it has an entry.

    Raises:
        ValueError: the axis ends before it begins.
    """
    if last < first:
        raise ValueError("the axis of a picture ends before it begins")
    within = sorted((e for e in entries if first <= e.week <= last), key=lambda e: e.week)
    is_open = not within or within[-1].week < last
    end = max(first, last + -1) if is_open else last
    markers = sorted((c for c in changes if first <= c.week <= end), key=lambda c: c.week)
    restarts = [change.week for change in markers if change.baseline and change.week > first]
    panels = tuple(build_panel(within, scale, first, restarts) for scale in scales)
    return Picture(first, end, panels, {entry.week: entry for entry in within}, tuple(markers))


def build_panel(
    entries: Sequence[WeekEntry], scale: ChartScale, first: Week, restarts: Sequence[Week] = ()
) -> Panel:
    """Build one scale. Weeks without a score are left out before the rules are applied.

    Args:
        entries: of the weeks on the axis, oldest first.
        scale: whose scores are used.
        first: the first week of the axis.
        restarts: later weeks in which a new baseline period begins, oldest first.
    """
    name = scale.id
    scored = [e for e in entries if not e.away and name in e.scores]
    cuts = [bisect_left(scored, week, key=lambda e: e.week) for week in restarts]
    parts = [scored[start:end] for start, end in pairwise((0, *cuts, len(scored)))]
    results = [assess_baseline([e.scores[name] for e in part], scale.step) for part in parts]
    marks = [mark for result in results for mark in result.marks]
    points = [
        Point(e.week, e.week - first, e.scores[name], mark, len(e.missing.get(name, ())))
        for e, mark in zip(scored, marks, strict=True)
    ]
    edges = zip((None, *restarts), (*restarts, None), results, strict=True)
    periods = tuple(_make_period(scale, first, *edge) for edge in edges)
    latest, change = parts[-1], results[-1].change
    outside = tuple(latest[n].week for n in results[-1].outside)
    missing = [e.missing.get(name, frozenset()) for e in latest]
    is_other = change is not None and is_based_on_other_items(missing)
    return Panel(scale, tuple(points), periods, change, outside, is_other)


def _make_period(
    scale: ChartScale,
    first: Week,
    since: Week | None,
    until: Week | None,
    result: BaselineAssessment,
) -> BaselinePeriod:
    start, end = since - first if since else 0, until - first if until else None
    period = BaselinePeriod(start, end, since, until, len(result.marks), result.stage)
    chart = result.chart
    if chart is None:
        return period
    limits = max(chart.lower, scale.low), chart.mean, min(chart.upper, scale.high)
    clipped = limits != (chart.lower, chart.mean, chart.upper)
    return replace(period, limits=limits, clipped=clipped)
