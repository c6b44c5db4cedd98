"""Chart data: points, lines, findings and events, the only input of text, SVG, table and Plotly.

A scale over time is one line, or more: a new line begins where the version of the questionnaire
changes, and at a change marker for which the person asked for it. Nothing is compared across lines,
and only the latest one decides which sentences appear.

Two readings of a line stand side by side. The finding is what the pages say and draw. NHS England's
process chart of the line, fixed on its first twelve weeks, is for *Look closer* and the table; no
sentence is based on its signals, because in a year they mark weeks of 9 in 10 people without any
change.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import Literal, TypeVar

from reflect.charts.findings import Finding, find_in_weeks
from reflect.core.change_detection import TYPICAL_SD, estimate_correlation
from reflect.core.i18n import _
from reflect.core.partial_weeks import adjust_scores
from reflect.core.spc import ProcessChart, Signal, process_chart
from reflect.core.week_entries import ChangeMarker, WeekEntry
from reflect.core.weeks import Week, weeks_between

DENSE_AXIS_WEEKS = 60  # with more, a drawing may be too narrow for one mark per week
PROCESS_WEEKS = 12  # answered weeks that fix the limits of a process chart
ALTOGETHER = "altogether"  # id of the average of all scales
ALTOGETHER_SD = 8.0  # standard deviation of people's weeks around its level, in points

T = TypeVar("T")
ProcessMark = Literal["outside", "pattern"]  # outside a limit, or any of the other signals


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
    step: float = 25 / 3  # how far one answer moves the scale at least
    items: int = 3
    minimum: int = 2  # answered items needed, otherwise the scale has no score
    is_mean: bool = True  # whether the score is the mean of the items' points


@dataclass(frozen=True, slots=True)
class Point:
    """One answered week of a scale."""

    week: Week
    at: int  # weeks since the start of the axis
    value: float  # the score
    adjusted: float | None  # for missing statements; what findings use, if it can be had
    missing: int = 0  # number of unanswered statements of the scale
    process_mark: ProcessMark | None = None
    is_told: bool = False  # whether the sentences are about this week


@dataclass(frozen=True, slots=True)
class Line:
    """The weeks of a scale that may be compared with each other."""

    start: int  # weeks since the start of the axis
    end: int | None  # start of the next line; None: the end of the axis
    since: Week | None  # the first week, if it is not the person's first
    until: Week | None  # the first week of the next line
    process: ProcessChart | None = None  # from twelve weeks on; its limits are not clipped


@dataclass(frozen=True, slots=True)
class Level:
    """A level as a horizontal stroke, from the start of a week to the end of another."""

    first: Week
    last: Week
    value: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One scale over time."""

    scale: ChartScale
    points: tuple[Point, ...]  # oldest first
    lines: tuple[Line, ...]  # at least one, oldest first
    finding: Finding

    @property
    def line(self) -> Line:
        """The latest line, which decides which sentences appear."""
        return self.lines[-1]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The level of the finding, or the two levels of its change; none before ten weeks."""
        finding, change = self.finding, self.finding.change
        if finding.first is None or not finding.can_show_change:
            return ()
        last = self.points[-1].week
        if change is None:
            return (Level(finding.first, last, finding.level),)
        before = Level(change.first, change.since + -1, change.before)
        return before, Level(change.since, last, change.level)

    @property
    def segments(self) -> list[list[Point]]:
        """Runs of points joined by a stroke; it breaks at a missing week and at a new line."""
        starts = [line.start for line in self.lines[1:]]
        parts = groupby(self.points, lambda point: sum(start <= point.at for start in starts))
        return [
            run for _line, part in parts for run in split_into_runs(part, lambda point: point.at)
        ]

    def point_at(self, week: Week) -> Point | None:
        """The point of a week, or None."""
        return next((point for point in reversed(self.points) if point.week == week), None)

    def is_on_latest_line(self, week: Week) -> bool:
        """Whether a week may be compared with the latest ones."""
        return self.line.since is None or week >= self.line.since


@dataclass(frozen=True)  # no slots, because of `cached_property`
class Picture:
    """All panels on one axis, with the events of the weeks."""

    first: Week
    last: Week
    panels: tuple[Panel, ...]
    entries: Mapping[Week, WeekEntry]  # oldest first
    changes: tuple[ChangeMarker, ...] = ()  # on this axis, oldest first
    damaged_weeks: frozenset[Week] = frozenset()  # could not be decrypted, so without an entry
    altogether: Panel | None = None  # the average of all scales, if only it has changed
    version_changes: tuple[Week, ...] = ()  # first weeks of another version of the questionnaire

    @property
    def drawn_panels(self) -> tuple[Panel, ...]:
        """The scales, and the average of all where the sentences are about it."""
        return (*self.panels, self.altogether) if self.altogether else self.panels

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
    answered = [entry for entry in within if not entry.away]
    versions = [b.week for a, b in pairwise(answered) if a.version != b.version]
    asked = {change.week for change in markers if change.baseline and change.week > first}
    starts = sorted({*versions, *asked})
    drafts = [_draft_panel(answered, scale, first, starts) for scale in scales]
    correlation = estimate_correlation([_usable_values(draft) for draft in drafts])
    panels = tuple(_add_finding(draft, correlation) for draft in drafts)
    altogether = None
    if len(panels) > 1 and not any(panel.finding.change for panel in panels):
        panel = _add_finding(_average_panels(panels), correlation, ALTOGETHER_SD)
        altogether = panel if panel.finding.change else None
    by_week = {entry.week: entry for entry in within}
    return Picture(
        first,
        end,
        panels,
        by_week,
        tuple(markers),
        altogether=altogether,
        version_changes=tuple(versions),
    )


def _draft_panel(
    answered: Sequence[WeekEntry], scale: ChartScale, first: Week, starts: Sequence[Week]
) -> Panel:
    """One scale without its finding; weeks without a score are left out.

    Args:
        answered: the answered weeks of the axis, oldest first.
        scale: whose scores are used.
        first: the first week of the axis.
        starts: later weeks in which a new line begins, oldest first.
    """
    scored = [entry for entry in answered if scale.id in entry.scores]
    cuts = [bisect_left(scored, week, key=lambda e: e.week) for week in starts]
    points: list[Point] = []
    lines = []
    edges = zip((None, *starts), (*starts, None), strict=True)
    for (since, until), (begin, end) in zip(edges, pairwise((0, *cuts, len(scored))), strict=True):
        part = scored[begin:end]
        values = [entry.scores[scale.id] for entry in part]
        process = None
        if len(values) >= PROCESS_WEEKS:
            process = process_chart(values, PROCESS_WEEKS, scale.step)
        start, stop = since - first if since else 0, until - first if until else None
        lines.append(Line(start, stop, since, until, process))
        marks = process.signals if process else (None,) * len(part)
        points += [
            Point(
                entry.week,
                entry.week - first,
                value,
                adjusted,
                _count_missing(entry, scale),
                _mark_signal(signal),
            )
            for entry, value, adjusted, signal in zip(
                part, values, _adjust_values(part, scale), marks, strict=True
            )
        ]
    return Panel(scale, tuple(points), tuple(lines), Finding())


def _adjust_values(part: Sequence[WeekEntry], scale: ChartScale) -> list[float | None]:
    """The adjusted scores of a line; None if a statement is missing and nothing can be adjusted."""
    if not any(_count_missing(entry, scale) for entry in part):
        return [entry.scores[scale.id] for entry in part]
    if scale.is_mean:
        adjusted = adjust_scores([entry.points[scale.id] for entry in part])
        return [min(scale.high, max(scale.low, value)) for value in adjusted]
    return [None if _count_missing(entry, scale) else entry.scores[scale.id] for entry in part]


def _count_missing(entry: WeekEntry, scale: ChartScale) -> int:
    return scale.items - len(entry.points[scale.id]) if scale.id in entry.points else 0


def _mark_signal(signal: Signal | None) -> ProcessMark | None:
    if signal is None:
        return None
    return "outside" if signal.endswith("_limit") else "pattern"


def _usable_points(panel: Panel) -> list[Point]:
    """The points of the latest line that findings use."""
    start = panel.line.start
    return [point for point in panel.points if point.at >= start and point.adjusted is not None]


def _usable_values(panel: Panel) -> list[float]:
    low, width = panel.scale.low, panel.scale.high - panel.scale.low
    return [100 * ((p.adjusted or 0) - low) / width for p in _usable_points(panel)]


def _add_finding(draft: Panel, correlation: float, sd: float = TYPICAL_SD) -> Panel:
    usable = _usable_points(draft)
    finding = find_in_weeks(
        [point.week for point in usable],
        [point.adjusted for point in usable if point.adjusted is not None],
        correlation=correlation,
        low=draft.scale.low,
        high=draft.scale.high,
        sd=sd,
    )
    points = (replace(p, is_told=True) if finding.is_about(p.week) else p for p in draft.points)
    return replace(draft, points=tuple(points), finding=finding)


def _average_panels(panels: Sequence[Panel]) -> Panel:
    """The average of all scales, 0 to 100, in the weeks of the latest line that have all."""
    usable = [_usable_points(panel) for panel in panels]
    values = [
        {point.week: value for point, value in zip(points, _usable_values(panel), strict=True)}
        for points, panel in zip(usable, panels, strict=True)
    ]
    points = []
    for point in usable[0]:
        if all(point.week in by_week for by_week in values):
            average = sum(by_week[point.week] for by_week in values) / len(values)
            points.append(Point(point.week, point.at, average, average))
    scale = ChartScale(ALTOGETHER, _("The average of all scales"))
    return Panel(scale, tuple(points), (panels[0].line,), Finding())
