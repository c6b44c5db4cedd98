"""Figures across teams: the range and the median of one window, as leaders see them.

They are calculated from published figures only, so they reveal no more about a person than the
teams' own pages do. What they must protect is a team: nobody may work out the figure of a team they
are not in. The lowest, middle and highest of exactly three teams are their three figures, and the
leader of one would know the other two. So the range is wider than the figures: each end moves
outwards to the next of a few fixed values, and is always beyond the median. Checked over every
possible set of figures (`tests/core/test_across_teams.py`), such a range makes nothing certain that
the median alone does not: knowing one team's figure gives no other's, unless the median is an end
that stands for all values beyond it ("10 or below"). Knowing all figures but one can give the last,
for one in five sets of three teams; but that person would have to belong to all the other teams.

The range is made in the same way for three teams and for thirty, because a finer range would reveal
how many there are. For the same reason the median of an even number is the lower of the two middle
figures, because their mean would reveal that the number is even; and figures in steps of five are
rounded to ten first, because a 45 would reveal a team with the stricter rule. Windows do not
overlap and each was rounded separately, so the difference of two windows rarely reveals a team that
joined or left: even if no other team's mean had changed, its figure would be certain in one case of
twenty, and from the figures themselves in one of three.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low
from typing import Final

from reflect.core.disclosure.team_release import COARSE_STEP, Withheld

MIN_TEAMS: Final = 3  # with published figures in the window
RANGE_STARTS: Final = (0, 30, 50, 70)
RANGE_ENDS: Final = (30, 50, 70, 100)


@dataclass(frozen=True, slots=True)
class TeamRange:
    """One scale across the teams in one window, in points."""

    low: int  # no figure is below
    median: int  # 10 to 90
    high: int  # no figure is above


def summarise_teams(figures: Iterable[int]) -> TeamRange | Withheld:
    """Summarise the published figures of one window; `Withheld` for fewer than three teams.

    Args:
        figures: one for each team with published figures, 10 to 90 in steps of ten or five; the
            order does not matter.
    """
    tens = sorted(_round_to_ten(figure) for figure in figures)
    if len(tens) < MIN_TEAMS:
        return Withheld()
    median = median_low(tens)
    lowest, highest = min(tens[0], median - COARSE_STEP), max(tens[-1], median + COARSE_STEP)
    return TeamRange(
        max(end for end in RANGE_STARTS if end <= lowest),
        median,
        min(end for end in RANGE_ENDS if end >= highest),
    )


def _round_to_ten(figure: int) -> int:
    """The nearest ten; halfway, the even one, so that 15 and 85 do not become 10 and 90."""
    return COARSE_STEP * round(figure / COARSE_STEP)
