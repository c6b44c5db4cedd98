"""The names under a time axis: at first Mondays, apart, with years where they are needed."""

from itertools import pairwise

from hypothesis import given, settings

from reflect.charts import axis_rows
from reflect.core.weeks import weeks_between
from tests.support.chart_data import FIRST_WEEK, any_picture


def names(weeks, step=16.0, first=FIRST_WEEK):
    axis = weeks_between(first, first + (weeks - 1))
    return [f"{t.words} {t.year}".strip() for t in axis_rows.compute_axis_ticks(axis, step, 40)]


def test_a_month_is_named_at_its_first_monday():
    assert names(1) == ["Feb"]
    assert names(3, step=16) == ["Mar"]  # too close to February for both
    assert names(3, step=40) == ["Feb", "Mar"]
    axis = weeks_between(FIRST_WEEK, FIRST_WEEK + 39)
    for tick in axis_rows.compute_axis_ticks(axis, 16, 40):
        assert axis[tick.at].monday.day <= 7


def test_years_are_named_where_the_axis_spans_them():
    assert names(52, step=12.3)[:2] == ["Mar 2026", "Apr"]
    assert "Jan 2027" in names(52, step=12.3)
    assert names(520, step=1.22) == ["2026", *(str(year) for year in range(2027, 2037))]


@settings(max_examples=50)
@given(any_picture())
def test_names_of_months_keep_apart(drawn):
    step = 640 / max(16, len(drawn.weeks))
    at = [tick.at for tick in axis_rows.compute_axis_ticks(drawn.weeks, step, 40)]
    assert all((b - a) * step >= 35 for a, b in pairwise(at))
