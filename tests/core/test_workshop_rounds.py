"""What a room is told: nothing below five, the middle below ten, then how many chose what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.disclosure.workshop_rounds import (
    MIN_ANSWERS,
    MIN_ANSWERS_FOR_COUNTS,
    AnswerCounts,
    MedianAnswer,
    TooFewAnswers,
    has_enough_answers,
    median_answer,
    score_from_tenths,
    summarise_answers,
    summarise_scale,
)

ANSWERS = st.lists(st.integers(1, 5), max_size=60)


@given(ANSWERS)
def test_how_much_is_told_depends_on_how_many_answered_alone(answers):
    told = summarise_answers(answers, 5)
    kind = (
        TooFewAnswers
        if len(answers) < MIN_ANSWERS
        else MedianAnswer
        if len(answers) < MIN_ANSWERS_FOR_COUNTS
        else AnswerCounts
    )
    assert isinstance(told, kind)


@given(ANSWERS, st.randoms())
def test_the_order_of_answers_is_in_nothing(answers, random):
    mixed = list(answers)
    random.shuffle(mixed)
    assert summarise_answers(mixed, 5) == summarise_answers(answers, 5)


@given(ANSWERS.filter(lambda answers: len(answers) >= MIN_ANSWERS_FOR_COUNTS))
def test_bars_count_everybody_once_and_have_the_same_middle(answers):
    told = summarise_answers(answers, 5)
    assert told.total == len(answers)
    assert median_answer(told) == median_answer(summarise_answers(sorted(answers), 5))
    assert told.counts == tuple(sum(1 for each in answers if each == n) for n in range(1, 6))


@given(ANSWERS.filter(lambda answers: MIN_ANSWERS <= len(answers) < MIN_ANSWERS_FOR_COUNTS))
def test_below_ten_the_ends_are_in_nothing(answers):
    """Who answered furthest from all others is not seen."""
    ordered = sorted(answers)
    moved = [1, *ordered[1:-1], 5]
    assert summarise_answers(moved, 5) == summarise_answers(answers, 5)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([1, 2, 3, 4], TooFewAnswers()),
        ([1, 2, 4, 5, 5], MedianAnswer(4, 4)),
        ([1, 2, 3, 4, 5, 5], MedianAnswer(3, 4)),
        ([1, 1, 2, 2, 2, 3, 4, 4, 5, 5], AnswerCounts((2, 3, 1, 2, 2))),
    ],
)
def test_worked_by_hand(answers, told):
    assert summarise_answers(answers, 5) == told


def test_a_round_is_told_from_five_on():
    assert [n for n in range(8) if has_enough_answers(n)] == [5, 6, 7]


def test_the_middle_of_a_scale_is_told_in_tenths_of_its_range():
    assert summarise_scale([10, 20, 30, 40], 0, 100) is None
    assert summarise_scale([12.5, 33.3, 58.33, 75, 100], 0, 100) == 6
    assert score_from_tenths(6, 0, 100) == 60
    assert score_from_tenths(summarise_scale([7, 8, 9, 20, 30], 0, 30), 0, 30) == 9
