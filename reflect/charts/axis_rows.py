"""The names under a time axis: months, and years where the axis spans more than one.

A month is named at its first Monday, because weeks are named by their Mondays. Where months come
too close, every second, third or sixth is named, January always among them; after that only years.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.charts.dates import format_short_month
from reflect.core.weeks import Week

_MONTH = 52.18 / 12  # weeks
_EVERY = (1, 2, 3, 6, 12, 24, 60, 120)  # months from one name to the next


@dataclass(frozen=True, slots=True)
class Tick:
    """One name on the axis."""

    at: int  # weeks since the axis begins
    words: str
    year: str = ""  # stands below: each January, and the first name where years differ


def compute_axis_ticks(weeks: Sequence[Week], step: float, apart: float) -> list[Tick]:
    """Names that stand at least `apart` from each other, a week being `step` wide."""
    every = next((n for n in _EVERY if n * _MONTH * step >= apart), _EVERY[-1])
    at = [n for n, week in enumerate(weeks) if _is_named(week, every)]
    if not at or at[0] * step >= apart:
        at.insert(0, 0)
    spans_years = weeks[0].monday.year != weeks[-1].monday.year
    return [_tick(weeks[n], n, every, spans_years and n == at[0]) for n in at]


def _is_named(week: Week, every: int) -> bool:
    monday = week.monday
    return monday.day <= 7 and (monday.year * 12 + monday.month - 1) % every == 0


def _tick(week: Week, at: int, every: int, is_first: bool) -> Tick:
    year = str(week.monday.year)
    if every >= 12:
        return Tick(at, year)
    has_year = is_first or week.monday.month == 1
    return Tick(at, format_short_month(week.monday), year if has_year else "")
