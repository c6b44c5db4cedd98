"""How often a team of some size will see figures: said before anybody joins.

Each member is taken to answer a week and then to let it count, every week for itself, alike and
independently of the others. People are not like that, so the odds are a guide and no promise.
"""

from math import comb
from typing import Final

from reflect.core.disclosure.team_release import LEAST
from reflect.core.windows import WEEKS

ANSWERS: Final = 0.76  # how often a week is answered
USUAL, FEWER = 0.5, 0.3  # how often an answered week is let count


def share_of_windows_shown(members: int, counts: float = USUAL, least: int = LEAST) -> float:
    """The share of windows with figures, 0 to 1, in a team of so many members.

    Args:
        members: without its supervisors.
        counts: how often an answered week is let count, 0 to 1.
        least: how many must have shared.
    """
    if members < least + 1:
        return 0.0
    shares = 1 - (1 - ANSWERS * counts) ** WEEKS
    return sum(
        comb(members, n) * shares**n * (1 - shares) ** (members - n)
        for n in range(least, members + 1)
    )
