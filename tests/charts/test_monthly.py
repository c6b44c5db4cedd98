"""Months as words, drawing and table: they say the same, and say nothing that they cannot know."""

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import monthly
from reflect.charts.dates import round_half_up
from reflect.charts.series import ChartScale
from reflect.core.months import Month

MINE, THEIRS = ChartScale("mine", "My part"), ChartScale("theirs", "My <organisation>")
JANUARY = Month(date(2026, 1, 1))
SCORES = st.dictionaries(
    st.sampled_from(["mine", "theirs"]), st.integers(0, 8).map(lambda n: n * 12.5)
)
HISTORIES = st.dictionaries(st.integers(0, 130).map(JANUARY.__add__), SCORES, max_size=14)


def one(*values: float | None, scale: ChartScale = MINE) -> monthly.MonthPicture:
    """A picture of one scale, month by month from January 2026 on; None: no answers."""
    told = {JANUARY + n: {scale.id: v} for n, v in enumerate(values) if v is not None}
    return monthly.month_picture_from_scores(told, [scale])


def drawn(svg: str, cls: str) -> list[str]:
    """The outlines of every element of a class."""
    root = ET.fromstring(svg)
    return [each.get("d", "") for each in root.iter() if each.get("class") == cls]


@given(HISTORIES)
def test_words_drawing_and_table_agree(history):
    picture = monthly.month_picture_from_scores(history, [MINE, THEIRS])
    rows = monthly.build_month_rows(picture)
    assert len(rows) == len(history)
    for at, line in enumerate(picture.lines):
        values = [row.values[at] for row in reversed(rows) if row.values[at]]
        assert values == [str(round_half_up(value)) for _month, value in line.points]
        spoken = monthly.describe_month_series(line, years=picture.needs_year)
        for value in values if len(values) <= 3 else [min(values, key=int), values[-1]]:
            assert re.search(rf"\b{value}\b", spoken)
    if picture.has_chart:
        marks = sum(len(line.points) for line in picture.lines)
        for svg in (
            monthly.draw_month_chart(picture, is_wide=True),
            monthly.draw_month_chart(picture, is_wide=False),
        ):
            assert "".join(drawn(svg, "point")).count("z") == marks


@given(HISTORIES)
def test_lines_join_months_that_follow_each_other_and_nothing_else(history):
    for line in monthly.month_picture_from_scores(history, [MINE]).lines:
        assert [point for run in line.segments for point in run] == list(line.points)
        for run in line.segments:
            assert [month - run[0][0] for month, _value in run] == list(range(len(run)))
        for before, after in pairwise(line.segments):
            assert after[0][0] - before[-1][0] > 1


@given(HISTORIES)
def test_a_drawing_is_readable_and_names_itself(history):
    picture = monthly.month_picture_from_scores(history, [MINE, THEIRS])
    if picture.has_chart:
        for svg in (
            monthly.draw_month_chart(picture, is_wide=True),
            monthly.draw_month_chart(picture, is_wide=False),
        ):
            root = ET.fromstring(svg)
            ids = {each.get("id") for each in root.iter() if each.get("id")}
            assert set(root.get("aria-labelledby").split()) == ids
            assert "style=" not in svg


@pytest.mark.parametrize(
    ("values", "has_chart"), [((), False), ((50,), False), ((50, None), False), ((50, 75), True)]
)
def test_there_is_something_to_chart_from_two_months_on(values, has_chart):
    assert one(*values).has_chart == has_chart


def test_months_without_a_score_do_not_make_a_chart():
    told = {JANUARY: {"mine": 50.0}, JANUARY + 1: {}, JANUARY + 2: {}}
    assert not monthly.month_picture_from_scores(told, [MINE]).has_chart


def test_a_gap_breaks_the_line_and_a_lone_month_is_a_mark():
    svg = monthly.draw_month_chart(one(50, 75, None, 25), is_wide=True)
    (path,) = drawn(svg, "path")
    assert path.count("m") == 1
    assert path.count("l") == 1
    assert "".join(drawn(svg, "point")).count("z") == 3


def test_marks_that_are_never_joined_are_not_said_to_be():
    assert "joined" in monthly.build_month_caption(one(50, 75))
    assert "joined" not in monthly.build_month_caption(one(50, None, None, 75))


def test_few_months_are_named_one_by_one():
    assert (
        monthly.describe_month_series(one(62.5, None, 50).lines[0], years=False)
        == "63 in January, 50 in March."
    )


def test_many_months_are_told_from_where_to_where():
    said = monthly.describe_month_series(one(62.5, 50, 37.5, 75, 50).lines[0], years=False)
    assert said == "Five months, from 38 to 75. The latest: 50 in May."


def test_years_are_named_where_they_differ():
    picture = monthly.month_picture_from_scores(
        {JANUARY + -1: {"mine": 50.0}, JANUARY: {"mine": 75.0}}, [MINE]
    )
    assert picture.needs_year
    said = monthly.describe_month_series(picture.lines[0], years=picture.needs_year)
    assert said == "50 in December 2025, 75 in January 2026."
    assert monthly.summarise_months(picture) == (
        "Two months with answers, from December 2025 to January 2026."
    )
    assert [row.month for row in monthly.build_month_rows(picture)] == [
        "January 2026",
        "December 2025",
    ]


def test_words_speak_of_months_and_never_of_a_range_or_a_change():
    picture = one(*[50, 75] * 10)
    spoken = (
        f"{monthly.describe_month_series(picture.lines[0], years=True)} "
        f"{monthly.build_month_caption(picture)}"
    )
    assert not re.search(r"week|trial|pattern|above|below|outside", spoken)
    assert drawn(monthly.draw_month_chart(picture, is_wide=True), "range") == []


def test_names_of_months_meet_the_marks_of_a_set_that_takes_turns():
    svg = monthly.draw_month_chart(
        one(50, None, None, 75, None, None, 25, None, None, 50), is_wide=False
    )
    assert re.findall(r">(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)<", svg) == [
        "Jan",
        "Apr",
        "Jul",
        "Oct",
    ]


@pytest.mark.parametrize("count", [2, 12, 40, 120, 600])
def test_names_of_months_keep_apart(count):
    for svg in (
        monthly.draw_month_chart(one(*[50] * count), is_wide=True),
        monthly.draw_month_chart(one(*[50] * count), is_wide=False),
    ):
        found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" class="mid"', svg)
        at = [float(x) for x, y in found if y == found[0][1]]
        assert len(at) > 1 or count == 2
        assert all(b - a >= 39.9 for a, b in pairwise(at))


def test_titles_are_escaped():
    told = {JANUARY: {"theirs": 50.0}, JANUARY + 1: {"theirs": 50.0}}
    svg = monthly.draw_month_chart(monthly.month_picture_from_scores(told, [THEIRS]), is_wide=True)
    assert "<organisation>" not in svg
    assert "My &lt;organisation&gt;" in svg
