"""A person's weeks as the charts read them: scored, without a word of what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reflect.core.weeks import Week


@dataclass(frozen=True, slots=True)
class Entry:
    """One week that has answers, or that was marked as a week away.

    A week without an entry was left out; away and left out both break the lines, and neither is
    ever given to a rule.
    """

    week: Week
    away: bool = False
    scores: Mapping[str, float] = field(default_factory=dict)  # scale id -> 0 to 100
    places: Mapping[str, int] = field(default_factory=dict)  # place -> half-days, 0 to 10
    contact: int | None = None  # 1 less than wanted, 2 about right, 3 more than wanted
    supervised: bool = False  # formal supervision took place in this week
