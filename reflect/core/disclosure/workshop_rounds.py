"""What a room is told about a round: nothing, the middle, or how many chose each answer.

In a room people see each other, so a small number tells more than it would elsewhere. Below five
nothing is told. From five to nine the middle answer alone: it is somebody's, and nobody can say
whose. From ten on, how many chose each answer. The numbers count those who answered the very
question: *does not apply* and no answer are neither.

A round is told once and is closed from then on, because a figure that moved with a late answer
would tell that answer. Rounds are never paired: two rounds of one room are two crowds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MIN_ANSWERS = 5  # people, for anything
MIN_ANSWERS_FOR_COUNTS = 10  # people, for how many chose each answer
_TENTHS = 10  # of a scale's range: as finely as its middle is told


@dataclass(frozen=True, slots=True)
class TooFewAnswers:
    """Fewer than five answered this one."""


@dataclass(frozen=True, slots=True)
class MedianAnswer:
    """The middle answer, as a position from 1; where two stand in the middle, both."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """How many chose each answer, in the order of the answers."""

    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many chose any of them."""
        return sum(self.counts)


ItemResult = TooFewAnswers | MedianAnswer | AnswerCounts


@dataclass(frozen=True, slots=True)
class RoundResult:
    """A round as it is told, to everybody alike."""

    people: int  # who answered, slips of paper included
    slips: int  # of them, keyed in from paper by the trainer: said to all
    items: Mapping[str, ItemResult]
    scales: Mapping[str, int]  # the middle, in tenths of the scale's range; absent: too few


def has_enough_answers(people: int) -> bool:
    """Whether enough people answered a round for it to be told at all."""
    return people >= MIN_ANSWERS


def summarise_answers(answers: Sequence[int], offered: int) -> ItemResult:
    """What is told of one question: its answers, positions from 1 to `offered`."""
    if len(answers) < MIN_ANSWERS:
        return TooFewAnswers()
    if len(answers) < MIN_ANSWERS_FOR_COUNTS:
        return _middle_answer(answers)
    return AnswerCounts(tuple(answers.count(position) for position in range(1, offered + 1)))


def median_answer(told: ItemResult) -> MedianAnswer | None:
    """The middle of what was told, also where the bars were; None: too few."""
    if isinstance(told, AnswerCounts):
        spread = [n for n, count in enumerate(told.counts, 1) for _one in range(count)]
        return _middle_answer(spread)
    return told if isinstance(told, MedianAnswer) else None


def summarise_scale(scores: Sequence[float], low: float, high: float) -> int | None:
    """The middle score in tenths of the range from `low` to `high`; None: fewer than five."""
    if len(scores) < MIN_ANSWERS:
        return None
    below, above = _middle(scores)
    return round(((below + above) / 2 - low) / (high - low) * _TENTHS)


def score_from_tenths(tenths: int, low: float, high: float) -> float:
    """A number of tenths as a score."""
    return low + (high - low) * tenths / _TENTHS


def _middle_answer(answers: Sequence[int]) -> MedianAnswer:
    low, high = _middle(answers)
    return MedianAnswer(int(low), int(high))


def _middle(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
