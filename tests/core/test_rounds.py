"""What a room is told: nothing below five, the middle below ten, then how many chose what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.disclosure.workshop_rounds import (
    BARS,
    LEAST,
    Bars,
    Few,
    Middle,
    may_be_told,
    middle,
    of_range,
    tell,
    tell_scale,
)

ANSWERS = st.lists(st.integers(1, 5), max_size=60)


@given(ANSWERS)
def test_how_much_is_told_depends_on_how_many_answered_alone(answers):
    told = tell(answers, 5)
    kind = Few if len(answers) < LEAST else Middle if len(answers) < BARS else Bars
    assert isinstance(told, kind)


@given(ANSWERS, st.randoms())
def test_the_order_of_answers_is_in_nothing(answers, random):
    mixed = list(answers)
    random.shuffle(mixed)
    assert tell(mixed, 5) == tell(answers, 5)


@given(ANSWERS.filter(lambda answers: len(answers) >= BARS))
def test_bars_count_everybody_once_and_have_the_same_middle(answers):
    told = tell(answers, 5)
    assert told.answered == len(answers)
    assert middle(told) == middle(tell(sorted(answers), 5))
    assert told.counts == tuple(sum(1 for each in answers if each == n) for n in range(1, 6))


@given(ANSWERS.filter(lambda answers: LEAST <= len(answers) < BARS))
def test_below_ten_the_ends_are_in_nothing(answers):
    """Who answered furthest from all others is not seen."""
    ordered = sorted(answers)
    moved = [1, *ordered[1:-1], 5]
    assert tell(moved, 5) == tell(answers, 5)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([1, 2, 3, 4], Few()),
        ([1, 2, 4, 5, 5], Middle(4, 4)),
        ([1, 2, 3, 4, 5, 5], Middle(3, 4)),
        ([1, 1, 2, 2, 2, 3, 4, 4, 5, 5], Bars((2, 3, 1, 2, 2))),
    ],
)
def test_worked_by_hand(answers, told):
    assert tell(answers, 5) == told


def test_a_round_is_told_from_five_on():
    assert [n for n in range(8) if may_be_told(n)] == [5, 6, 7]


def test_the_middle_of_a_scale_is_told_in_tenths_of_its_range():
    assert tell_scale([10, 20, 30, 40], 0, 100) is None
    assert tell_scale([12.5, 33.3, 58.33, 75, 100], 0, 100) == 6
    assert of_range(6, 0, 100) == 60
    assert of_range(tell_scale([7, 8, 9, 20, 30], 0, 30), 0, 30) == 9
