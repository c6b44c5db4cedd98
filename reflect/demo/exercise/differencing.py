"""A differencing attack on published figures: which scores of one person remain possible; pure.

The attacker subtracts one window from another, and is assumed to know more than is possible: that
all members shared, and that the others had the same scores in both windows. The scores that remain
possible even then are counted exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement

from reflect.core.disclosure.team_release import MAX_PUBLISHED_VALUE, MIN_PUBLISHED_VALUE
from reflect.core.instruments.model import Instrument, Scale

MAX_SCORE = 100


def possible_scores(instrument: Instrument, scale: Scale) -> tuple[Fraction, ...]:
    """Every possible score of a week, lowest first, with all or only the required items answered.

    Valid for scales that are the mean of items with the same points.
    """
    points = [Fraction(each) for each in instrument.item(scale.items[0]).points]
    counts = range(scale.minimum, len(scale.items) + 1)
    answers = (each for n in counts for each in combinations_with_replacement(points, n))
    return tuple(sorted({sum(each, Fraction()) / len(each) for each in answers}))


def mean_bounds(figure: int, step: int) -> tuple[int, int]:
    """The bounds of the mean that was rounded to this figure."""
    low = 0 if figure <= MIN_PUBLISHED_VALUE else figure - step
    high = MAX_SCORE if figure >= MAX_PUBLISHED_VALUE else figure + step
    return low, high


@dataclass(frozen=True, slots=True)
class DifferencingAttempt:
    """A window with somebody minus the window without them, as if all members had shared."""

    larger: int  # the figure of the window with the person
    smaller: int
    step: int  # of rounding
    people: int  # members in the larger window; one less in the smaller

    @property
    def naive_score(self) -> int:
        """The person's score if the rounded figures are taken as exact."""
        return self.people * self.larger - (self.people - 1) * self.smaller

    @property
    def score_bounds(self) -> tuple[int, int]:
        """The range of the score, because each figure stands for any mean within a step of it."""
        low, high = mean_bounds(self.larger, self.step)
        others, (others_low, others_high) = self.people - 1, mean_bounds(self.smaller, self.step)
        return self.people * low - others * others_high, self.people * high - others * others_low

    def filter_compatible_scores(self, scores: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """The possible scores that are compatible with both figures."""
        low, high = self.score_bounds
        return tuple(score for score in scores if low < score < high)
