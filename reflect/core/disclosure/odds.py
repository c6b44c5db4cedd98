"""How often a team of some size will see figures: said before anybody joins.

Each member is taken to answer a week and then to let it count, every week for itself, alike and
independently of the others. People are not like that, so the odds are a guide and no promise.
"""

from math import comb
from typing import Final

from reflect.core.disclosure.team_release import MIN_SHARERS
from reflect.core.windows import WEEKS_PER_WINDOW

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
