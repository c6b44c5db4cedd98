"""Disclosure rules for workshop rounds: nothing, the median answer, or counts of each answer.

People in a room see each other, so small numbers reveal more than elsewhere. With fewer than five
answers nothing is shown; from five to nine, the median answer only (it is somebody's, and nobody
can say whose); from ten on, how many chose each answer. Only answers to the question itself count:
*does not apply* and no answer do not.

A result is shown once and the round is closed from then on, because a figure that moved with a late
answer would reveal that answer. Two rounds of a room are never linked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MIN_ANSWERS = 5  # for any result
MIN_ANSWERS_FOR_COUNTS = 10
_TENTHS = 10  # the median of a scale is shown in tenths of the scale's range


@dataclass(frozen=True, slots=True)
class TooFewAnswers:
    """Fewer than five people answered the question."""


@dataclass(frozen=True, slots=True)
class MedianAnswer:
    """The median answer as a position from 1; both middle answers if the number is even."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """How many people chose each answer, in the order of the answers."""

    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The number of answers."""
        return sum(self.counts)


ItemResult = TooFewAnswers | MedianAnswer | AnswerCounts


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The result of a round, the same for everybody."""

    people: int  # who answered, including on paper
    slips: int  # of these, paper forms that the trainer entered: shown to all
    items: Mapping[str, ItemResult]
    scales: Mapping[str, int]  # median in tenths of the scale's range; absent: too few answers


def has_enough_answers(people: int) -> bool:
    """Whether enough people answered a round to show any result."""
    return people >= MIN_ANSWERS


def summarise_answers(answers: Sequence[int], options: int) -> ItemResult:
    """The result of one question; `answers` are positions from 1 to `options`."""
    if len(answers) < MIN_ANSWERS:
        return TooFewAnswers()
    if len(answers) < MIN_ANSWERS_FOR_COUNTS:
        return _find_median(answers)
    return AnswerCounts(tuple(answers.count(position) for position in range(1, options + 1)))


def median_answer(result: ItemResult) -> MedianAnswer | None:
    """The median of a result, also of counts; None: too few answers."""
    if isinstance(result, AnswerCounts):
        return _find_median([n for n, count in enumerate(result.counts, 1) for _ in range(count)])
    return result if isinstance(result, MedianAnswer) else None


def summarise_scale(scores: Sequence[float], low: float, high: float) -> int | None:
    """The median score in tenths of the range from `low` to `high`; None: fewer than five."""
    if len(scores) < MIN_ANSWERS:
        return None
    below, above = _middle_values(scores)
    return round(((below + above) / 2 - low) / (high - low) * _TENTHS)


def score_from_tenths(tenths: int, low: float, high: float) -> float:
    """Convert tenths of the range from `low` to `high` to a score."""
    return low + (high - low) * tenths / _TENTHS


def _find_median(answers: Sequence[int]) -> MedianAnswer:
    low, high = _middle_values(answers)
    return MedianAnswer(int(low), int(high))


def _middle_values(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
