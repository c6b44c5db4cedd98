"""What a team may be told of a window: rounded figures, or that nothing is shown.

Decided once, when the window closes, and never again: a second draw of the same window would be a
differencing pair. Rounding is random (up with the probability of the remainder), so that published
figures are right on average and no single person's share can be read off a step. The step is ten,
or five in teams that raised the least number of sharers to ten or more: it follows from the rule
that all know, because a step that followed the number of sharers would tell it. The ends are
published as "10 or below" and "90 or above".

Simulated with an attacker who knows the roster and all parameters, window length and rounding do
the work; the least number alone does almost nothing (`tests/core/test_attack.py` holds the
ceilings). There is no switch here that weakens any of it.

How often a team of some size will see figures: said before anybody joins.

Each member is taken to answer a week and then to let it count, every week for itself, alike and
independently of the others. People are not like that, so the odds are a guide and no promise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from random import Random
from typing import Final

from reflect.core.windows import WEEKS_PER_WINDOW

MIN_SHARERS: Final = 5  # sharers; a team can ask for more, never for less
COARSE_STEP, FINE_STEP = 10, 5  # steps of rounding, in points
FINE_STEP_MIN_SHARERS: Final = 10  # the least number of sharers from which the fine step is taken
MIN_PUBLISHED_VALUE, MAX_PUBLISHED_VALUE = 10, 90  # published as "10 or below" and "90 or above"
MAX_CONTRIBUTION: Final = 10_000  # the most one person can add to a total, in hundredths of a point


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures that everyone in the team sees at the same moment."""

    values: Mapping[str, int]  # scale -> whole points, 10 to 90, in steps
    step: int  # 10 or 5


@dataclass(frozen=True, slots=True)
class Withheld:
    """Nothing is shown. No reason and no number belongs to it: every reason looks alike."""


def release(
    totals: Mapping[str, int],
    *,
    shared: int,
    eligible: int,
    disputed: bool,
    rng: Random,
    least: int = MIN_SHARERS,
) -> Shown | Withheld:
    """Decide about one closed window of one team.

    Args:
        totals: scale -> whole hundredths of a point, summed over all who shared.
        shared: how many people shared.
        eligible: members through the whole window, its supervisors left out.
        disputed: somebody does not recognise a name on the roster.
        rng: draws the rounding; production passes `random.SystemRandom()`.
        least: how many must have shared, 5 or more.

    Raises:
        ValueError: `least` is below five.
    """
    if least < MIN_SHARERS:
        raise ValueError("figures are never shown for fewer than five people")
    if shared < least or eligible < least + 1 or shared > eligible or disputed:
        return Withheld()
    if any(not 0 <= total <= MAX_CONTRIBUTION * shared for total in totals.values()):
        return Withheld()  # a damaged box: the caller says so to the operator
    step = rounding_step(least)
    values = {
        scale: _rounded(Fraction(totals[scale], 100 * shared), step, rng)
        for scale in sorted(totals)
    }
    return Shown(values, step)


def rounding_step(least: int) -> int:
    """The step of rounding under a rule, in points: known to all before anybody shares."""
    return FINE_STEP if least >= FINE_STEP_MIN_SHARERS else COARSE_STEP


def _rounded(mean: Fraction, step: int, rng: Random) -> int:
    """The step below or above the mean, each with the probability of its nearness; exact."""
    low = step * (mean // step)
    above = (mean - low) / step
    up = rng.randrange(above.denominator) < above.numerator
    return min(MAX_PUBLISHED_VALUE, max(MIN_PUBLISHED_VALUE, int(low) + (step if up else 0)))


ANSWER_PROBABILITY: Final = 0.76  # how often a week is answered
USUAL_SHARING_PROBABILITY, LOW_SHARING_PROBABILITY = (
    0.5,
    0.3,
)  # how often an answered week is let count


def release_probability(
    members: int, counts: float = USUAL_SHARING_PROBABILITY, least: int = MIN_SHARERS
) -> float:
    """The share of windows with figures, 0 to 1, in a team of so many members.

    Args:
        members: without its supervisors.
        counts: how often an answered week is let count, 0 to 1.
        least: how many must have shared.
    """
    if members < least + 1:
        return 0.0
    shares = 1 - (1 - ANSWER_PROBABILITY * counts) ** WEEKS_PER_WINDOW
    return sum(
        comb(members, n) * shares**n * (1 - shares) ** (members - n)
        for n in range(least, members + 1)
    )
