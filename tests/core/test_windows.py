"""Windows: four weeks each, side by side, open while their last week can be answered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.weeks import LONDON, Week
from reflect.core.windows import WEEKS_PER_WINDOW, Window, open_windows

NUMBERS = st.integers(0, 1500)
MOMENTS = st.datetimes(datetime(2024, 2, 5), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(NUMBERS)
def test_windows_lie_side_by_side(number):
    window = Window(number)
    assert window.last + 1 == (window + 1).first
    assert [Window.of(week) for week in window.weeks] == [window] * WEEKS_PER_WINDOW


@given(NUMBERS)
def test_a_window_closes_when_its_last_week_can_no_longer_be_answered(number):
    window = Window(number)
    last_moment = window.closes_at - timedelta(seconds=1)
    assert Week.of(last_moment) + -1 == window.last
    assert not window.is_closed(last_moment)
    assert window.is_closed(window.closes_at)


@given(MOMENTS)
def test_this_week_and_the_last_always_count_somewhere(now):
    for week in (Week.of(now), Week.of(now) + -1):
        assert Window.of(week) in open_windows(now)
    assert all(not window.is_closed(now) for window in open_windows(now))
    assert (open_windows(now)[0] + -1).is_closed(now)


def test_the_first_window_begins_on_the_first_of_january_2024():
    assert Window(0).opens_at == datetime(2024, 1, 1, tzinfo=LONDON)
    assert Window(0).closes_at == datetime(2024, 2, 5, tzinfo=LONDON)
    assert str(Window(0).last) == "2024-W04"


@pytest.mark.parametrize(
    ("week", "number"), [("2026-W48", 37), ("2026-W53", 39), ("2027-W01", 39), ("2020-W53", -40)]
)
def test_years_have_no_edge(week, number):
    assert Window.of(Week.parse(week)).number == number


def test_midnight_is_london_s_in_summer_too():
    summer = next(Window(n) for n in range(100) if Window(n).closes_at.month == 6)
    assert summer.closes_at.astimezone(UTC).hour == 23


def test_two_windows_are_open_in_one_week_of_four():
    monday = Window(37).opens_at + timedelta(hours=12)
    assert [len(open_windows(monday + timedelta(weeks=n))) for n in range(5)] == [2, 1, 1, 1, 2]
