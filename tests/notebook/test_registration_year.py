"""The registration year, to the minute, in London."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.errors import Invalid
from reflect.notebook.cpd.entries import RegistrationYear
from reflect.notebook.cpd.services import list_cpd_years

DAYS = st.dates(date(1, 12, 1), date(9999, 11, 30))


@given(DAYS)
def test_a_day_lies_in_its_year_and_in_no_other(day):
    year = RegistrationYear.of(day)
    assert year.first <= day <= year.last
    assert (year.first.month, year.first.day) == (12, 1)
    assert (year.last.month, year.last.day) == (11, 30)


@pytest.mark.parametrize("starts", [(12, 1), (4, 1)])
def test_its_name_is_read_back(starts):
    years = list_cpd_years(datetime(2026, 11, 27, tzinfo=UTC), starts)
    assert [(str(year), year.starts) for year in years.values()] == [(n, starts) for n in years]


def test_there_are_years_from_2015_to_the_next():
    *others, last = list_cpd_years(datetime(2026, 11, 27, tzinfo=UTC), (12, 1))
    assert (others[0], last) == ("2015-16", "2026-27")


@given(st.dates(date(1, 12, 1), date(9998, 11, 30)))
def test_years_follow_each_other_without_a_gap(day):
    year = RegistrationYear.of(day)
    assert year.last + timedelta(days=1) == (year + 1).first
    assert year < year + 1


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 12, 1), "2025-26"),
        (date(2026, 11, 30), "2025-26"),
        (date(2026, 12, 1), "2026-27"),
        (date(2026, 12, 31), "2026-27"),
        (date(2027, 1, 1), "2026-27"),
        (date(2099, 12, 1), "2099-00"),
    ],
)
def test_the_year_turns_with_the_first_of_december(day, name):
    assert str(RegistrationYear.of(day)) == name


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        (datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), "2025-26"),
        (datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "2026-27"),
        (datetime.fromisoformat("2026-12-01T08:59:59+09:00"), "2025-26"),  # in Tokyo
        (datetime.fromisoformat("2026-11-30T19:00:00-05:00"), "2026-27"),  # in New York
    ],
)
def test_it_turns_at_midnight_in_london(moment, name):
    assert str(RegistrationYear.of(moment)) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-28",
        "2026-2027",
        "26-27",
        "0000-01",
        "9999-00",
        "\uff12\uff10\uff12\uff16-27",
        "x",
    ],
)
def test_what_is_no_year_is_not_found(signed_in, text):
    assert signed_in.get(f"/notebook/cpd/{quote(text)}").status_code == 404


@pytest.mark.parametrize("day", [date(1, 11, 30), date(9999, 12, 1)])
def test_a_day_at_the_end_of_time_is_refused(day):
    with pytest.raises(Invalid):
        RegistrationYear.of(day)
