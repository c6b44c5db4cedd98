"""Months, and the weeks that belong to them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.errors import Invalid
from reflect.core.months import Month
from reflect.core.weeks import Week

DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))


@given(DAYS)
def test_a_month_is_read_as_it_is_written(day):
    assert Month.parse(str(Month.of(day))) == Month.of(day)


@given(DAYS, st.integers(-600, 600))
def test_so_many_months_on_are_so_many_months_apart(day, months):
    month = Month.of(day)
    assert (month + months) - month == months
    assert (month + months < month) == (months < 0)


@given(DAYS)
def test_each_week_belongs_to_exactly_one_month(day):
    week = Week.of(day)
    home = Month.of(week.monday)
    assert [week in month.weeks for month in (home + -1, home, home + 1)] == [False, True, False]


@given(DAYS)
def test_the_day_before_a_month_lies_in_the_one_before(day):
    month = Month.of(day)
    assert Month.of(month.first - timedelta(days=1)) == month + -1


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-1", "26-11", "\uff12026-11"]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(Invalid):
        Month.parse(text)


def test_november_2026_by_hand():
    """It begins on a Sunday, so that its first week began in October; its last ends in December."""
    weeks = Month.parse("2026-11").weeks
    assert [str(week.monday) for week in weeks] == [
        "2026-11-02",
        "2026-11-09",
        "2026-11-16",
        "2026-11-23",
        "2026-11-30",
    ]
