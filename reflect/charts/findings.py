"""Findings: what can be said of a scale over time, the one source of words, drawing and table.

From ten answered weeks on a change of level can be found (`core.change_detection`); otherwise the
level of the latest 52 answered weeks is given. A single week among the latest twelve is unusual if
it is further from its level than single weeks of this person are. That range is given only where it
is narrow enough to mean something: a range of nearly the whole scale can hardly be left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.core.change_detection import (
    MAX_VALUES,
    MIN_BEFORE,
    MIN_SINCE,
    TYPICAL_SD,
    LevelChange,
    find_change,
    measure_spread,
)
from reflect.core.weeks import Week

MIN_CHANGE_WEEKS = MIN_BEFORE + MIN_SINCE  # answered weeks
RECENT_WEEKS = 8  # whose average is given beside the level, if there are twice as many
UNUSUAL_AMONG = 12  # latest answered weeks
MAX_RANGE_WIDTH = 60  # points of 100
_MIN_GIVE_OR_TAKE = 2  # weeks


@dataclass(frozen=True, slots=True)
class ScaleChange:
    """A change of level; the values are in the unit of the scale."""

    first: Week  # of the level before
    since: Week
    earliest: Week  # the span in which the change may have begun, `since` within it
    latest: Week
    before: float
    level: float

    @property
    def is_higher(self) -> bool:
        """Whether the level is higher since the change; otherwise it is lower."""
        return self.level > self.before

    @property
    def give_or_take(self) -> int:
        """Weeks from `since` to the further end of the span; at least two."""
        return max(self.since - self.earliest, self.latest - self.since, _MIN_GIVE_OR_TAKE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What can be said of the latest line of a scale; the values are in the unit of the scale."""

    count: int = 0  # answered weeks of the line
    level: float = 0.0  # average of the searched weeks, or the level since the change
    first: Week | None = None  # the first searched week
    recent: float | None = None  # average of the latest eight weeks, of sixteen or more
    change: ScaleChange | None = None
    # of single weeks, within the scale; None: unknown, too wide, or the level has changed
    usual_range: tuple[float, float] | None = None
    unusual: tuple[Week, ...] = ()  # oldest first

    @property
    def can_show_change(self) -> bool:
        """Whether there are enough weeks for a change to be found."""
        return self.count >= MIN_CHANGE_WEEKS

    @property
    def varies_widely(self) -> bool:
        """Whether single weeks differ so much that their usual range says nothing."""
        is_known = self.count >= UNUSUAL_AMONG and not (self.change or self.unusual)
        return is_known and self.usual_range is None

    def is_about(self, week: Week) -> bool:
        """Whether the sentences are about this week: since the change, or unusual."""
        return week in self.unusual or (self.change is not None and week >= self.change.since)


def find_in_weeks(
    weeks: Sequence[Week],
    values: Sequence[float],
    *,
    correlation: float,
    low: float = 0,
    high: float = 100,
    sd: float = TYPICAL_SD,
) -> Finding:
    """The finding of one line.

    Args:
        weeks: with a value, oldest first.
        values: of these weeks, in the unit of the scale, adjusted for missing statements.
        correlation: between neighbouring weeks, from `estimate_correlation`.
        low: of the scale.
        high: of the scale.
        sd: standard deviation of people's weeks around their level, in points of 100.
    """
    if not weeks:
        return Finding()
    unit = (high - low) / 100
    points = [(value - low) / unit for value in values]
    found = find_change(points, correlation, sd)
    reach, beyond = measure_spread(points, found, sd)
    change = _date_change(weeks, found, low, unit) if found else None
    searched = values[-MAX_VALUES:]
    level = change.level if change else sum(searched) / len(searched)
    recent = values[-RECENT_WEEKS:] if len(values) >= 2 * RECENT_WEEKS else ()
    usual_range = None
    if found is None and len(values) >= UNUSUAL_AMONG and 2 * reach <= MAX_RANGE_WIDTH:
        usual_range = max(low, level - reach * unit), min(high, level + reach * unit)
    return Finding(
        len(weeks),
        level,
        weeks[-len(searched)],
        sum(recent) / len(recent) if recent else None,
        change,
        usual_range,
        tuple(weeks[n] for n in beyond if n >= len(weeks) - UNUSUAL_AMONG),
    )


def _date_change(weeks: Sequence[Week], found: LevelChange, low: float, unit: float) -> ScaleChange:
    """The change with weeks: it may have begun in any week after the last one of the old level."""
    return ScaleChange(
        weeks[found.first],
        weeks[found.start],
        weeks[found.earliest - 1] + 1,
        weeks[found.latest],
        low + found.before * unit,
        low + found.since * unit,
    )
