"""Months made of whole weeks: every week has one, and none is in two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.errors import Invalid
from reflect.core.months import Month
from reflect.core.weeks import Week

WEEKS = st.dates(date(2000, 1, 1), date(2199, 11, 30)).map(Week.of)
MONTHS = WEEKS.map(Month.of)


@given(WEEKS)
def test_a_week_lies_in_its_own_month_and_in_no_other(week):
    month = Month.of(week)
    assert week in month.weeks
    assert week not in (month + 1).weeks
    assert week not in (month + -1).weeks


@given(MONTHS)
def test_a_month_has_four_or_five_weeks_whose_mondays_lie_in_it(month):
    assert len(month.weeks) in {4, 5}
    assert {week.monday.replace(day=1) for week in month.weeks} == {month.first}
    assert month.weeks[-1] + 1 == (month + 1).weeks[0]


@given(MONTHS, st.integers(-600, 600))
def test_months_are_counted(month, months):
    assert (month + months) - month == months
    assert (month < month + months) == (months > 0)
    assert (month + months).number == month.number + months


@pytest.mark.parametrize(
    ("week", "month"),
    [
        ("2026-W45", "2026-11"),  # Monday 2 November
        ("2026-W44", "2026-10"),  # Monday 26 October, to Sunday 1 November
        ("2026-W49", "2026-11"),  # Monday 30 November
        ("2025-W01", "2024-12"),  # Monday 30 December
        ("2024-W01", "2024-01"),  # Monday 1 January
    ],
)
def test_the_monday_decides(week, month):
    assert str(Month.of(Week.parse(week))) == month


def test_november_2026_has_five_weeks():
    weeks = Month(date(2026, 11, 1)).weeks
    assert [str(week) for week in weeks] == [f"2026-W{n}" for n in range(45, 50)]


@given(MONTHS)
def test_a_month_is_read_as_it_is_written(month):
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-1", "26-11", "\uff12026-11"]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(Invalid):
        Month.parse(text)
