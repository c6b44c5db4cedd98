"""What somebody could work out about one person from figures that were published; pure.

Whoever subtracts one window from another is given more here than they could know: that everybody
shared, and that the others felt the same in both. What is left even then is counted exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement

from reflect.core.disclosure.team_release import MAX_PUBLISHED_VALUE, MIN_PUBLISHED_VALUE
from reflect.core.instruments.model import Instrument, Scale

MAX_SCORE = 100


def possible_scores(instrument: Instrument, scale: Scale) -> tuple[Fraction, ...]:
    """Every possible score of a week, lowest first: from all answers given, or enough of them.

    Holds for scales that are the mean of statements with the same points.
    """
    points = [Fraction(each) for each in instrument.item(scale.items[0]).points]
    counts = range(scale.minimum, len(scale.items) + 1)
    answers = (each for n in counts for each in combinations_with_replacement(points, n))
    return tuple(sorted({sum(given, Fraction()) / len(given) for given in answers}))


def mean_bounds(figure: int, step: int) -> tuple[int, int]:
    """The two numbers between which the mean behind a rounded figure lies."""
    low = 0 if figure <= MIN_PUBLISHED_VALUE else figure - step
    high = MAX_SCORE if figure >= MAX_PUBLISHED_VALUE else figure + step
    return low, high


@dataclass(frozen=True, slots=True)
class DifferencingAttempt:
    """A window with somebody minus the window without them, as if all members had shared."""

    larger: int  # the figure of the window in which they could count
    smaller: int
    step: int
    people: int  # in the larger window; one less in the smaller

    @property
    def naive_score(self) -> int:
        """The result if the rounded figures are taken for exact ones."""
        return self.people * self.larger - (self.people - 1) * self.smaller

    @property
    def score_bounds(self) -> tuple[int, int]:
        """The range of the score, because each figure stands for any mean within a step of it."""
        (low, high), (less, more) = (
            mean_bounds(figure, self.step) for figure in (self.larger, self.smaller)
        )
        others = self.people - 1
        return self.people * low - others * more, self.people * high - others * less

    def filter_compatible_scores(self, scores: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """The possible scores that are compatible with both figures."""
        low, high = self.score_bounds
        return tuple(score for score in scores if low < score < high)
