"""What a chart says: points, limits, marks, events. Words, drawing, table and plot read this alone.

Fewer than six answered weeks: points only. Six to eleven: mean and limits of all so far, a trial
of which nothing is said. From twelve: mean and limits locked on the first twelve, because limits
that move with each week hide real shifts. A change is spoken of only while the latest seven
answers, all after the baseline, lie strictly on one side of its mean and their own mean is at
least a third of the way from it to the limit. Simulated on people without any change, that
sentence stands in 2% of weeks a scale (5% where weeks resemble each other, correlation 0.3), and
19% (47%) of charts show it at least once in forty weeks; without the second condition it would be
38% (62%), with limits recomputed weekly and all four rules 46% (91%).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from reflect.core.history import Entry
from reflect.core.spc import RUN, ProcessChart, Signal, process_chart
from reflect.core.weeks import Week, weeks_between

TRIAL, BASELINE = 6, 12  # answered weeks
FAR = 1 / 3  # of the way from the mean to the limit
LONG = 60  # weeks from which a drawing may have less room than one mark a week needs
RECENT = 12  # answered weeks back to which a single week outside is spoken of

Stage = Literal["empty", "points", "trial", "usual"]
Side = Literal["above", "below"]
Mark = Literal["side", "outside"]  # outside a limit, or any of the other signals


@dataclass(frozen=True, slots=True)
class ScaleView:
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
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One scale over time."""

    scale: ScaleView
    points: tuple[Point, ...]  # oldest first
    stage: Stage
    mean: float | None = None
    lower: float | None = None  # clipped to the scale's range, for drawing
    upper: float | None = None
    clipped: bool = False
    change: Side | None = None
    outside: tuple[Week, ...] = ()  # the single weeks that the words mention, oldest first

    @property
    def runs(self) -> list[list[Point]]:
        """Points joined by a line: it breaks wherever a week is missing."""
        keyed = groupby(enumerate(self.points), key=lambda pair: pair[1].at - pair[0])
        return [[point for _n, point in run] for _key, run in keyed]

    @property
    def limits(self) -> tuple[float, float, float] | None:
        """Lower limit, mean and upper limit; None while there are none."""
        if self.lower is None or self.mean is None or self.upper is None:
            return None
        return self.lower, self.mean, self.upper

    def at(self, week: Week) -> Point | None:
        """The point of one week."""
        return next((point for point in reversed(self.points) if point.week == week), None)


@dataclass(frozen=True)  # no slots: the axis is worked out once and kept
class Picture:
    """All panels on one axis, with what happened in the weeks."""

    first: Week
    last: Week
    panels: tuple[Panel, ...]
    entries: Mapping[Week, Entry]  # oldest first

    @cached_property
    def weeks(self) -> list[Week]:
        """The axis."""
        return weeks_between(self.first, self.last)

    @cached_property
    def away(self) -> list[Week]:
        """Weeks marked as away."""
        return [week for week, entry in self.entries.items() if entry.away]

    @cached_property
    def supervised(self) -> list[Week]:
        """Weeks in which formal supervision took place."""
        return [week for week, entry in self.entries.items() if entry.supervised and not entry.away]

    @cached_property
    def places(self) -> dict[str, list[tuple[int, int]]]:
        """Place -> (weeks since the axis begins, half-days) of the weeks spent there at all."""
        found: dict[str, list[tuple[int, int]]] = {}
        for week, entry in self.entries.items():
            for place, half_days in entry.places.items():
                if half_days > 0 and not entry.away:
                    found.setdefault(place, []).append((week - self.first, half_days))
        return found

    @property
    def answered(self) -> int:
        """How many weeks have answers."""
        return len(self.entries) - len(self.away)

    @property
    def left_out(self) -> int:
        """How many weeks have neither answers nor the mark of being away."""
        return len(self.weeks) - len(self.entries)


def picture(
    entries: Sequence[Entry], scales: Sequence[ScaleView], first: Week, last: Week
) -> Picture:
    """The picture of a person's weeks from `first` to `last`; entries in any order.

    A last week without an entry is still open, not left out: it joins the axis once it has one.

    Raises:
        ValueError: the axis ends before it begins.
    """
    if last < first:
        raise ValueError("the axis of a picture ends before it begins")
    within = sorted((e for e in entries if first <= e.week <= last), key=lambda e: e.week)
    is_open = not within or within[-1].week < last
    panels = tuple(panel(within, scale, first) for scale in scales)
    end = max(first, last + -1) if is_open else last
    return Picture(first, end, panels, {entry.week: entry for entry in within})


def panel(entries: Sequence[Entry], scale: ScaleView, first: Week) -> Panel:
    """One scale; entries oldest first. Weeks without a score are never given to a rule."""
    scored = [e for e in entries if not e.away and scale.id in e.scores]
    values = [e.scores[scale.id] for e in scored]
    if len(values) < TRIAL:
        return Panel(scale, _points(scored, values, first), "points" if scored else "empty")
    is_usual = len(values) >= BASELINE
    chart = process_chart(values, BASELINE if is_usual else None, least_range=scale.step)
    points = _points(scored, values, first, chart.signals if is_usual else ())
    lower, upper = max(chart.lower, scale.low), min(chart.upper, scale.high)
    return Panel(
        scale,
        points,
        "usual" if is_usual else "trial",
        chart.mean,
        lower,
        upper,
        clipped=(lower, upper) != (chart.lower, chart.upper),
        change=_change(values, chart) if is_usual else None,
        outside=_outside(points) if is_usual else (),
    )


def _points(
    scored: Sequence[Entry],
    values: Sequence[float],
    first: Week,
    signals: Sequence[Signal | None] = (),
) -> tuple[Point, ...]:
    marks = [_mark(signal) for signal in signals] or [None] * len(values)
    return tuple(
        Point(entry.week, entry.week - first, value, mark)
        for entry, value, mark in zip(scored, values, marks, strict=True)
    )


def _mark(signal: Signal | None) -> Mark | None:
    if signal is None:
        return None
    return "outside" if signal.endswith("_limit") else "side"


def _change(values: Sequence[float], chart: ProcessChart) -> Side | None:
    """The side on which the latest seven lie, under the rule above."""
    latest = slice(max(BASELINE, len(values) - RUN), None)
    sides = set(chart.sides[latest])
    if len(values[latest]) < RUN or sides not in ({1}, {-1}):
        return None
    distance = sum(values[latest]) / RUN - chart.mean
    if abs(distance) < FAR * (chart.upper - chart.mean):
        return None
    return "above" if sides == {1} else "below"


def _outside(points: Sequence[Point]) -> tuple[Week, ...]:
    lately = points[max(BASELINE, len(points) - RECENT) :]
    return tuple(point.week for point in lately if point.mark == "outside")
