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

from reflect.charts.baselines import Mark, Reading, Side, Stage, read
from reflect.charts.missing import rests_on_others
from reflect.core.week_entries import Change, Entry
from reflect.core.weeks import Week, weeks_between

_NONE: frozenset[str] = frozenset()
LONG = 60  # weeks from which a drawing may have less room than one mark a week needs


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
    missing: int = 0  # how many of the scale's statements it does without


@dataclass(frozen=True, slots=True)
class Stretch:
    """The weeks of a scale that share one level and range."""

    start: int  # weeks since the axis begins
    end: int | None  # where the next begins; None: it reaches to the end of the axis
    since: Week | None  # of the mark that it begins at; None: the person's first week
    until: Week | None  # of the mark that ends it
    count: int  # answered weeks
    stage: Stage
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

    scale: ScaleView
    points: tuple[Point, ...]  # oldest first
    stretches: tuple[Stretch, ...]  # one at least, oldest first
    change: Side | None = None
    outside: tuple[Week, ...] = ()  # the single weeks that the words mention, oldest first
    on_others: bool = False  # the change rests on other statements than the level, see `missing`

    @property
    def latest(self) -> Stretch:
        """The stretch that decides what is said."""
        return self.stretches[-1]

    @property
    def stage(self) -> Stage:
        """How far the latest stretch is."""
        return self.latest.stage

    @property
    def mean(self) -> float | None:
        """The level of the latest stretch."""
        return self.latest.mean

    @property
    def limits(self) -> tuple[float, float, float] | None:
        """Lower limit, mean and upper limit of the latest stretch; None while there are none."""
        return self.latest.limits

    @property
    def clipped(self) -> bool:
        """Whether a range was cut where the scale ends."""
        return any(stretch.clipped for stretch in self.stretches)

    @property
    def runs(self) -> list[list[Point]]:
        """Points joined by a line: it breaks wherever a week is missing."""
        keyed = groupby(enumerate(self.points), key=lambda pair: pair[1].at - pair[0])
        return [[point for _n, point in run] for _key, run in keyed]

    def at(self, week: Week) -> Point | None:
        """The point of one week."""
        return next((point for point in reversed(self.points) if point.week == week), None)

    def stretch_at(self, week: Week) -> Stretch:
        """The stretch that a week belongs to."""
        begun = (each for each in reversed(self.stretches) if not each.since or each.since <= week)
        return next(begun, self.stretches[0])


@dataclass(frozen=True)  # no slots: the axis is worked out once and kept
class Picture:
    """All panels on one axis, with what happened in the weeks."""

    first: Week
    last: Week
    panels: tuple[Panel, ...]
    entries: Mapping[Week, Entry]  # oldest first
    changes: tuple[Change, ...] = ()  # what the person marked on this axis, oldest first
    closed: frozenset[Week] = frozenset()  # weeks that could not be opened, so without an entry

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
    entries: Sequence[Entry],
    scales: Sequence[ScaleView],
    first: Week,
    last: Week,
    changes: Sequence[Change] = (),
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
    panels = tuple(panel(within, scale, first, anew) for scale in scales)
    return Picture(first, end, panels, {entry.week: entry for entry in within}, tuple(marked))


def panel(
    entries: Sequence[Entry], scale: ScaleView, first: Week, anew: Sequence[Week] = ()
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
    readings = [read([e.scores[name] for e in part], scale.step) for part in parts]
    edges = pairwise((None, *anew, None))
    latest, reading = parts[-1], readings[-1]
    change = reading.change
    return Panel(
        scale,
        _points(scored, [mark for each in readings for mark in each.marks], name, first),
        tuple(_stretch(scale, first, edge, its) for edge, its in zip(edges, readings, strict=True)),
        change,
        outside=tuple(latest[at].week for at in reading.outside),
        on_others=bool(change) and rests_on_others([e.missing.get(name, _NONE) for e in latest]),
    )


def _points(
    scored: Sequence[Entry], marks: Sequence[Mark | None], scale: str, first: Week
) -> tuple[Point, ...]:
    return tuple(
        [
            Point(e.week, e.week - first, e.scores[scale], mark, len(e.missing.get(scale, _NONE)))
            for e, mark in zip(scored, marks, strict=True)
        ]
    )


def _stretch(
    scale: ScaleView, first: Week, edges: tuple[Week | None, Week | None], reading: Reading
) -> Stretch:
    since, until = edges
    start, end = since - first if since else 0, until - first if until else None
    count, chart = len(reading.marks), reading.chart
    if chart is None:
        return Stretch(start, end, since, until, count, reading.stage)
    lower, upper = max(chart.lower, scale.low), min(chart.upper, scale.high)
    clipped = (lower, upper) != (chart.lower, chart.upper)
    limits = (chart.mean, lower, upper, clipped)
    return Stretch(start, end, since, until, count, reading.stage, *limits)
