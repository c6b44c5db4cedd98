"""The range and the middle over several teams: what a leader is told of one window.

Worked out from published figures alone, so it tells no more about a person than the teams' own
pages do. What it has to keep is a team: nobody may read off the figure of a team they are not in.
The lowest, the middle and the highest of exactly three teams are their three figures, and whoever
leads one of them would know the other two. So the ends are told wider than they are: at the next of
a few fixed values outwards, and always beyond the middle on both sides. Counted over every set of
figures there can be (tests/core/test_across_teams.py), such a range makes nothing certain that the
middle alone does not: whoever knows one team's figure knows no other's, unless the middle is an end
that stands for all beyond it ("10 or below"). Whoever knows all figures but one can at times work
out the last, for one in five where there are three; they would have to belong to all the others.

It is made alike for three teams and for thirty, because a range that grew finer would tell how many
there are. For the same reason the middle of an even number is the lower of the two, as their mean
would tell that it is even; and figures in steps of five are taken to ten first, as a 45 would tell
that it belongs to a team with the stricter rule. Windows do not overlap and each was rounded anew,
so a team that joins or goes is seldom the difference of two: even if no other team's mean had moved
at all, its figure would be certain for one in twenty, and from the bare figures for one in three.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low
from typing import Final

from reflect.core.disclosure.team_release import COARSE_STEP, Withheld

MIN_TEAMS: Final = 3  # that were shown figures in the window; fewer, and nothing is told
RANGE_STARTS: Final = (0, 30, 50, 70)  # where a range can begin
RANGE_ENDS: Final = (30, 50, 70, 100)  # where it can end


@dataclass(frozen=True, slots=True)
class TeamRange:
    """One scale over the teams of one window, in points."""

    low: int  # no figure lies below
    median: int  # half of the figures lie here or below, half here or above; 10 to 90
    high: int  # no figure lies above


def summarise_teams(figures: Iterable[int]) -> TeamRange | Withheld:
    """Put the published figures of one window together, in whatever order they come.

    Args:
        figures: one for each team that was shown figures, 10 to 90 in steps of ten or five.
    """
    tens = sorted(_to_ten(figure) for figure in figures)
    if len(tens) < MIN_TEAMS:
        return Withheld()
    middle = median_low(tens)
    lowest, highest = min(tens[0], middle - COARSE_STEP), max(tens[-1], middle + COARSE_STEP)
    return TeamRange(
        max(end for end in RANGE_STARTS if end <= lowest),
        middle,
        min(end for end in RANGE_ENDS if end >= highest),
    )


def _to_ten(figure: int) -> int:
    """The nearest ten, and of two the even one: no figure between becomes one of the ends."""
    return COARSE_STEP * round(figure / COARSE_STEP)
