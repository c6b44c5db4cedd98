"""Disclosure decision for one team and window: publish rounded figures, or withhold them.

Decided once, when the window closes: a second draw for the same window would be a differencing
pair. Rounding is random (up with the probability of the remainder), so that published figures are
right on average and no single person's contribution can be read from a step. The step is ten, or
five in teams that raised the minimum number of sharers to ten or more. It follows from that rule,
which everybody knows, because a step that followed the number of sharers would reveal it. Figures
are never below 10 or above 90.

In simulations with an attacker who knows the members and all parameters, the protection comes from
window length and rounding; the minimum number alone does almost nothing. The attacker's success
rates are limited by `tests/core/test_attack.py`. No setting weakens any of this.

`release_probability` says how often a team of some size will see figures, before anybody joins. If
all members share equally readily it is higher than if they differ; both are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from random import Random
from typing import Final

from reflect.core.windows import WEEKS_PER_WINDOW

MIN_SHARERS: Final = 5  # a team can ask for more, not for fewer
COARSE_STEP, FINE_STEP = 10, 5  # of rounding, in points
FINE_STEP_MIN_SHARERS: Final = 10  # the fine step is for teams that ask for this many or more
MIN_PUBLISHED_VALUE, MAX_PUBLISHED_VALUE = 10, 90  # even of a mean beyond
MAX_CONTRIBUTION: Final = 10_000  # of one person to a total, in hundredths of a point
ANSWER_PROBABILITY: Final = 0.76  # that a member answers a week
USUAL_SHARING_PROBABILITY, LOW_SHARING_PROBABILITY = 0.5, 0.3  # that an answered week is shared


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures that everybody in the team sees from the same moment on."""

    values: Mapping[str, int]  # scale -> whole points, 10 to 90, multiples of `step`
    step: int  # 10 or 5


@dataclass(frozen=True, slots=True)
class Withheld:
    """Nothing is shown. It has no reason and no number, so that all reasons look the same."""


def release(
    totals: Mapping[str, int],
    *,
    shared: int,
    eligible: int,
    disputed: bool,
    rng: Random,
    least: int = MIN_SHARERS,
) -> Shown | Withheld:
    """Decide whether to publish the figures of one team's closed window.

    Args:
        totals: scale -> whole hundredths of a point, summed over all who shared.
        shared: how many people shared.
        eligible: how many were members for the whole window, without supervisors.
        disputed: whether a member does not recognise a name on the list of members.
        rng: for the rounding; production passes `random.SystemRandom()`.
        least: how many must have shared, 5 or more.

    Raises:
        ValueError: `least` is below five.
    """
    if least < MIN_SHARERS:
        raise ValueError("figures are never shown for fewer than five people")
    if shared < least or eligible < least + 1 or shared > eligible or disputed:
        return Withheld()
    if any(not 0 <= total <= MAX_CONTRIBUTION * shared for total in totals.values()):
        return Withheld()  # a damaged tally: the caller alerts the operator
    step = rounding_step(least)
    values = {
        scale: _round_randomly(Fraction(totals[scale], 100 * shared), step, rng)
        for scale in sorted(totals)
    }
    return Shown(values, step)


def rounding_step(least: int) -> int:
    """The rounding step for a minimum number of sharers, in points: known before anybody shares."""
    return FINE_STEP if least >= FINE_STEP_MIN_SHARERS else COARSE_STEP


def _round_randomly(mean: Fraction, step: int, rng: Random) -> int:
    """Round to the step below or above, the nearer one with the higher probability; exact."""
    low = step * (mean // step)
    remainder = (mean - low) / step
    up = rng.randrange(remainder.denominator) < remainder.numerator
    return min(MAX_PUBLISHED_VALUE, max(MIN_PUBLISHED_VALUE, int(low) + (step if up else 0)))


def release_probability(
    members: int,
    counts: float = USUAL_SHARING_PROBABILITY,
    least: int = MIN_SHARERS,
    *,
    is_unequal: bool = False,
) -> float:
    """The expected proportion of windows with figures, 0 to 1.

    Args:
        members: of the team, without supervisors.
        counts: the average probability that an answered week is shared, above 0 and below 1.
        least: how many must have shared.
        is_unequal: whether members differ in that probability, by a beta distribution whose two
            parameters add up to 2 (uniform for an average of a half).
    """
    if members < least + 1:
        return 0.0
    none = (1 - ANSWER_PROBABILITY * counts) ** WEEKS_PER_WINDOW  # of the weeks is shared
    if is_unequal:
        none, moment = 0.0, 1.0  # moment: the mean of the n-th power of the probability
        for n in range(WEEKS_PER_WINDOW + 1):
            none += comb(WEEKS_PER_WINDOW, n) * (-ANSWER_PROBABILITY) ** n * moment
            moment *= (2 * counts + n) / (2 + n)
    shares = 1 - none
    return sum(
        comb(members, n) * shares**n * (1 - shares) ** (members - n)
        for n in range(least, members + 1)
    )
