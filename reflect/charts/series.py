"""What a chart says: points, limits, marks, events. Words, drawing, table and plot read this alone.

A scale over time is one stretch, or several, where a person marked a change and wanted their usual
range to begin anew. Each stretch has its own level and range, no rule is ever given weeks of two,
and the latest alone decides what is said.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

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

_NONE: frozenset[str] = frozenset()
DENSE_AXIS_WEEKS = 60  # weeks from which a drawing may have less room than one mark a week needs


@dataclass(frozen=True, slots=True)
class ChartScale:
    """What a chart must know of a scale."""

    id: str
    title: str
    low: float = 0
    high: float = 100
    step: float = 25 / 3  # the least that one answer moves it: no smaller range is believed
    items: int = 3
    minimum: int = 2  # answered items needed, else the scale is missing


@dataclass(frozen=True, slots=True)
class Point:
    """One answered week of a scale."""

    week: Week
    at: int  # weeks since the axis begins
    value: float
    mark: PointMark | None = None
    missing: int = 0  # how many of the scale's statements it does without


@dataclass(frozen=True, slots=True)
class BaselinePeriod:
    """The weeks of a scale that share one level and range."""

    start: int  # weeks since the axis begins
    end: int | None  # where the next begins; None: it reaches to the end of the axis
    since: Week | None  # of the mark that it begins at; None: the person's first week
    until: Week | None  # of the mark that ends it
    count: int  # answered weeks
    stage: BaselineStage
    mean: float | None = None
    lower: float | None = None  # clipped to the scale's range, for drawing
    upper: float | None = None
    clipped: bool = False

    @property
    def limits(self) -> tuple[float, float, float] | None:
        """Lower limit, mean and upper limit; None while there are none."""
        if self.lower is None or self.mean is None or self.upper is None:
            return None
        return self.lower, self.mean, self.upper


@dataclass(frozen=True, slots=True)
class Panel:
    """One scale over time."""

    scale: ChartScale
    points: tuple[Point, ...]  # oldest first
    baseline_periods: tuple[BaselinePeriod, ...]  # one at least, oldest first
    change: Side | None = None
    outside: tuple[Week, ...] = ()  # the single weeks that the words mention, oldest first
    is_based_on_other_items: bool = (
        False  # the change rests on other statements than the level, see `missing`
    )

    @property
    def latest_period(self) -> BaselinePeriod:
        """The stretch that decides what is said."""
        return self.baseline_periods[-1]

    @property
    def stage(self) -> BaselineStage:
        """How far the latest stretch is."""
        return self.latest_period.stage

    @property
    def mean(self) -> float | None:
        """The level of the latest stretch."""
        return self.latest_period.mean

    @property
    def limits(self) -> tuple[float, float, float] | None:
        """Lower limit, mean and upper limit of the latest stretch; None while there are none."""
        return self.latest_period.limits

    @property
    def clipped(self) -> bool:
        """Whether a range was cut where the scale ends."""
        return any(stretch.clipped for stretch in self.baseline_periods)

    @property
    def segments(self) -> list[list[Point]]:
        """Points joined by a line: it breaks wherever a week is missing."""
        keyed = groupby(enumerate(self.points), key=lambda pair: pair[1].at - pair[0])
        return [[point for _n, point in run] for _key, run in keyed]

    def point_at(self, week: Week) -> Point | None:
        """The point of one week."""
        return next((point for point in reversed(self.points) if point.week == week), None)

    def period_at(self, week: Week) -> BaselinePeriod:
        """The stretch that a week belongs to."""
        begun = (
            each for each in reversed(self.baseline_periods) if not each.since or each.since <= week
        )
        return next(begun, self.baseline_periods[0])


@dataclass(frozen=True)  # no slots: the axis is worked out once and kept
class Picture:
    """All panels on one axis, with what happened in the weeks."""

    first: Week
    last: Week
    panels: tuple[Panel, ...]
    entries: Mapping[Week, WeekEntry]  # oldest first
    changes: tuple[ChangeMarker, ...] = ()  # what the person marked on this axis, oldest first
    damaged_weeks: frozenset[Week] = (
        frozenset()
    )  # weeks that could not be opened, so without an entry

    @cached_property
    def weeks(self) -> list[Week]:
        """The axis."""
        return weeks_between(self.first, self.last)

    @cached_property
    def away_weeks(self) -> list[Week]:
        """Weeks marked as away."""
        return [week for week, entry in self.entries.items() if entry.away]

    @cached_property
    def supervised_weeks(self) -> list[Week]:
        """Weeks in which formal supervision took place."""
        return [
            week for week, entry in self.entries.items() if entry.had_supervision and not entry.away
        ]

    @cached_property
    def half_days_by_place(self) -> dict[str, list[tuple[int, int]]]:
        """Place -> (weeks since the axis begins, half-days) of the weeks spent there at all."""
        found: dict[str, list[tuple[int, int]]] = {}
        for week, entry in self.entries.items():
            for place, half_days in entry.places.items():
                if half_days > 0 and not entry.away:
                    found.setdefault(place, []).append((week - self.first, half_days))
        return found

    @property
    def answered_count(self) -> int:
        """How many weeks have answers."""
        return len(self.entries) - len(self.away_weeks)

    @property
    def left_out_count(self) -> int:
        """How many weeks have neither answers nor the mark of being away."""
        return len(self.weeks) - len(self.entries)


def build_picture(
    entries: Sequence[WeekEntry],
    scales: Sequence[ChartScale],
    first: Week,
    last: Week,
    changes: Sequence[ChangeMarker] = (),
) -> Picture:
    """The picture of a person's weeks from `first` to `last`; entries and changes in any order.

    A last week without an entry is still open, not left out: it joins the axis once it has one, and
    what was marked in it comes with it.

    Raises:
        ValueError: the axis ends before it begins.
    """
    if last < first:
        raise ValueError("the axis of a picture ends before it begins")
    within = sorted((e for e in entries if first <= e.week <= last), key=lambda e: e.week)
    is_open = not within or within[-1].week < last
    end = max(first, last + -1) if is_open else last
    marked = sorted((c for c in changes if first <= c.week <= end), key=lambda c: c.week)
    anew = [change.week for change in marked if change.baseline and change.week > first]
    panels = tuple(build_panel(within, scale, first, anew) for scale in scales)
    return Picture(first, end, panels, {entry.week: entry for entry in within}, tuple(marked))


def build_panel(
    entries: Sequence[WeekEntry], scale: ChartScale, first: Week, anew: Sequence[Week] = ()
) -> Panel:
    """One scale; entries oldest first. Weeks without a score are never given to a rule.

    Args:
        entries: of the weeks on the axis.
        scale: whose scores are read.
        first: where the axis begins.
        anew: later weeks from which level and range begin anew, oldest first.
    """
    name = scale.id
    scored = [e for e in entries if not e.away and name in e.scores]
    cuts = [bisect_left(scored, week, key=lambda e: e.week) for week in anew]
    parts = [scored[a:b] for a, b in pairwise((0, *cuts, len(scored)))]
    readings = [assess_baseline([e.scores[name] for e in part], scale.step) for part in parts]
    edges = pairwise((None, *anew, None))
    latest, reading = parts[-1], readings[-1]
    change = reading.change
    return Panel(
        scale,
        _points(scored, [mark for each in readings for mark in each.marks], name, first),
        tuple(_stretch(scale, first, edge, its) for edge, its in zip(edges, readings, strict=True)),
        change,
        outside=tuple(latest[at].week for at in reading.outside),
        is_based_on_other_items=bool(change)
        and is_based_on_other_items([e.missing.get(name, _NONE) for e in latest]),
    )


def _points(
    scored: Sequence[WeekEntry], marks: Sequence[PointMark | None], scale: str, first: Week
) -> tuple[Point, ...]:
    return tuple(
        [
            Point(e.week, e.week - first, e.scores[scale], mark, len(e.missing.get(scale, _NONE)))
            for e, mark in zip(scored, marks, strict=True)
        ]
    )


def _stretch(
    scale: ChartScale,
    first: Week,
    edges: tuple[Week | None, Week | None],
    reading: BaselineAssessment,
) -> BaselinePeriod:
    since, until = edges
    start, end = since - first if since else 0, until - first if until else None
    count, chart = len(reading.marks), reading.chart
    if chart is None:
        return BaselinePeriod(start, end, since, until, count, reading.stage)
    lower, upper = max(chart.lower, scale.low), min(chart.upper, scale.high)
    clipped = (lower, upper) != (chart.lower, chart.upper)
    limits = (chart.mean, lower, upper, clipped)
    return BaselinePeriod(start, end, since, until, count, reading.stage, *limits)
