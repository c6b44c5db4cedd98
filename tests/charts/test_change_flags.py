"""What a person marked, as it is drawn: a line where its week begins, and a number for words."""

from functools import partial
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from reflect.charts import svg_chart
from reflect.charts.series import build_picture
from tests.support.chart_data import (
    FIRST_WEEK,
    any_picture,
    any_picture_with_changes,
    make_change,
    make_person_picture,
    make_picture,
    parse_subpaths,
    with_changes,
)

WIDE, NARROW = (partial(svg_chart.draw_chart, is_wide=is_wide) for is_wide in (True, False))


def classed(root, cls):
    return [each for each in root.iter() if each.get("class") == cls]


def lines(root):
    """Where each line stands, from where and how far down."""
    return [run for path in classed(root, "change") for run in parse_subpaths(path.get("d"))]


def flags(root):
    """Left and right end of each flag, and what stands on it."""
    boxes = [
        (float(box.get("x")), float(box.get("x")) + float(box.get("width")))
        for box in classed(root, "flag")
    ]
    return list(zip(boxes, [label.text for label in classed(root, "on-flag")], strict=True))


def numbers(label):
    """The marks that a flag stands for."""
    first, _dash, last = label.partition("\u2013")
    return list(range(int(first), int(last or first) + 1))


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture_with_changes())
def test_each_mark_is_a_line_where_its_week_begins(draw, drawn):
    root = ET.fromstring(draw(drawn))
    found = [run[0][0] for run in lines(root)]
    left, right = (34, 674) if draw is WIDE else (28, 338)
    step = (right - left) / max(16, len(drawn.weeks))
    assert found == pytest.approx(
        [left + step * (change.week - drawn.first) for change in drawn.changes], abs=0.11
    )


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture_with_changes())
def test_a_line_runs_through_all_panels(draw, drawn):
    root = ET.fromstring(draw(drawn))
    heights = [
        corners[0][1]
        for group in root.iter("g")
        for corners in parse_subpaths(classed(group, "grid")[0].get("d"))
    ]
    for (_x, top), (_same, bottom) in lines(root):
        assert top < min(heights)
        assert bottom >= max(heights)


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture_with_changes())
def test_every_number_stands_on_one_flag_over_its_line(draw, drawn):
    root = ET.fromstring(draw(drawn))
    standing = [run[0][0] for run in lines(root)]
    told = flags(root)
    counted = [number for _ends, label in told for number in numbers(label)]
    assert counted == list(range(1, len(drawn.changes) + 1))
    for (left, right), label in told:
        for number in numbers(label):
            assert left - 0.1 <= standing[number - 1] <= right + 0.1


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@pytest.mark.parametrize("weeks", [1, 3, 14, 52, 520])
@pytest.mark.parametrize("every", [1, 2, 7, 40])
def test_flags_never_touch_and_stay_on_the_sheet(draw, weeks, every):
    drawn = with_changes(
        make_person_picture(weeks), [make_change(at) for at in range(0, weeks, every)]
    )
    root = ET.fromstring(draw(drawn))
    width = float(root.get("viewBox").split()[2])
    ends = [end for end, _label in flags(root)]
    assert all(a[1] + 2 <= b[0] for a, b in pairwise(ends))
    assert all(left >= -0.1 and right <= width + 0.1 for left, right in ends)


def test_marks_close_to_each_other_share_a_flag():
    drawn = with_changes(
        make_person_picture(52),
        [make_change(3), make_change(20), make_change(21), make_change(22), make_change(40)],
    )
    labels = [
        label for _ends, label in flags(ET.fromstring(svg_chart.draw_chart(drawn, is_wide=False)))
    ]
    assert labels == ["1", "2\u20134", "5"]


@given(any_picture())
def test_without_marks_nothing_of_them_is_there(drawn):
    for written in (
        svg_chart.draw_chart(drawn, is_wide=True),
        svg_chart.draw_chart(drawn, is_wide=False),
    ):
        assert "flag" not in written
        assert 'class="change"' not in written
    assert not [
        meaning for _drawn, meaning in svg_chart.build_chart_legend(drawn) if "marked" in meaning
    ]


# --- words, and the key ---


def test_the_key_has_the_words_of_each_mark_beside_its_number():
    drawn = make_picture(
        *[50] * 14,
        marks=[make_change(3, kind="leader"), make_change(8, "Hub opened", baseline=True)],
    )
    told = [
        (ET.fromstring(drawn_as), words) for drawn_as, words in svg_chart.build_chart_legend(drawn)
    ][-2:]
    assert [classed(root, "on-flag")[0].text for root, _words in told] == ["1", "2"]
    assert [words for _root, words in told] == [
        "marked: a new leader, week of 16 March",
        "marked: Hub opened, week of 20 April; compared from here on",
    ]


def test_a_mark_in_the_first_week_compares_nothing_else():
    drawn = make_picture(*[50] * 14, marks=[make_change(0, baseline=True)])
    words = svg_chart.describe_change_flag(drawn.changes[0], drawn)
    assert words == "marked: a new office, or none, week of 23 February"


def test_the_week_of_a_mark_has_its_year_where_the_axis_spans_two():
    drawn = make_picture(*[50] * 14, first=FIRST_WEEK + 40, marks=[make_change(48)])
    assert svg_chart.describe_change_flag(drawn.changes[0], drawn) == (
        "marked: a new office, or none, week of 25 January 2027"
    )


@pytest.mark.parametrize("draw", [WIDE, NARROW])
def test_own_words_are_never_markup(draw):
    drawn = make_picture(*[50] * 14, marks=[make_change(3, "<script>&")])
    assert "<script" not in draw(drawn)
    assert "<script" not in "".join(
        drawn_as for drawn_as, _words in svg_chart.build_chart_legend(drawn)
    )


def test_a_picture_without_answers_can_be_marked():
    drawn = build_picture((), (), FIRST_WEEK, FIRST_WEEK, [make_change(0)])
    assert (
        svg_chart.build_chart_legend(drawn)[-1][1]
        == "marked: a new office, or none, week of 23 February"
    )
