"""The drawing: well formed, without style, and each mark at its value, for any history."""

import gzip
import re
from functools import partial
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from markupsafe import Markup

from reflect.charts import svg, svg_chart
from reflect.charts.series import ChartScale, build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    FIRST_WEEK,
    any_picture,
    make_panel,
    make_person_picture,
    make_picture,
    parse_subpaths,
)

WIDE, NARROW = (partial(svg_chart.draw_chart, is_wide=is_wide) for is_wide in (True, False))
LENGTHS = [1, 3, 14, 52, 110, 520]


def classed(root, cls):
    """Every element of a class."""
    return [each for each in root.iter() if each.get("class") == cls]


def marks(group, cls):
    """The middle of each mark of a class in one panel, the sign beside its title left out."""
    found = []
    for path in classed(group, cls):
        for corners in parse_subpaths(path.get("d")):
            xs, ys = zip(*corners, strict=True)
            found.append(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
    return found


def grid(group):
    """Where the high and the low end of a panel lie."""
    heights = [corners[0][1] for corners in parse_subpaths(classed(group, "grid")[0].get("d"))]
    return min(heights), max(heights)


def signless(group, places):
    return [place for place in places if place[1] >= grid(group)[0] - 5]


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture())
def test_a_drawing_is_well_formed_and_has_no_style(draw, drawn):
    written = draw(drawn)
    root = ET.fromstring(written)
    assert "style" not in written
    assert root.get("role") == "img"
    named = {each.get("id") for each in root.iter() if each.get("id")}
    assert set(root.get("aria-labelledby").split()) == named


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture())
def test_each_line_runs_through_its_values_and_breaks_where_weeks_miss(draw, drawn):
    root = ET.fromstring(draw(drawn))
    for its, group in zip(drawn.panels, root.iter("g"), strict=True):
        high, low = grid(group)
        lines = [run for path in classed(group, "path") for run in parse_subpaths(path.get("d"))]
        runs = [run for run in its.segments if len(run) > 1]
        assert len(lines) == len(runs)
        for line, run in zip(lines, runs, strict=True):
            values = [(low - y) / (low - high) * 100 for _x, y in line]
            assert values == pytest.approx([point.value for point in run], abs=0.6)
            steps = {round(b[0] - a[0], 1) for a, b in pairwise(line)}
            assert max(steps) - min(steps) <= 0.21


@given(any_picture())
def test_every_week_has_one_mark_filled_or_ringed_as_the_panel_says(drawn):
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True))
    for its, group in zip(drawn.panels, root.iter("g"), strict=True):
        seen = [point.mark for point in its.points]
        assert len(marks(group, "point")) == seen.count(None)
        filled = signless(group, marks(group, "point marked"))
        assert len(filled) == len(seen) - seen.count(None)
        assert len(marks(group, "ring")) == seen.count("outside")


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture())
def test_range_and_level_stand_where_the_panel_says(draw, drawn):
    root = ET.fromstring(draw(drawn))
    for its, group in zip(drawn.panels, root.iter("g"), strict=True):
        assert bool(classed(group, "range")) == (its.limits is not None)
        if its.limits:
            high, low = grid(group)
            box = classed(group, "range")[0]
            top, height = float(box.get("y")), float(box.get("height"))
            level = parse_subpaths(classed(group, "usual")[0].get("d"))[0][0][1]
            read = [(low - y) / (low - high) * 100 for y in (top + height, level, top)]
            assert read == pytest.approx(its.limits, abs=0.6)


@given(any_picture())
def test_supervision_and_weeks_away_are_all_drawn(drawn):
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True))
    met = [each for path in classed(root, "met") for each in parse_subpaths(path.get("d"))]
    assert len(met) == len(drawn.supervised_weeks)
    away = [each for path in classed(root, "away") for each in parse_subpaths(path.get("d"))]
    step = 640 / max(16, len(drawn.weeks))
    width = sum(max(x for x, _y in each) - min(x for x, _y in each) for each in away)
    assert width == pytest.approx(step * len(drawn.away_weeks), abs=0.1 * len(drawn.away_weeks))


@given(any_picture())
def test_a_column_is_as_high_as_its_half_days(drawn):
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True))
    rows = [parse_subpaths(path.get("d")) for path in classed(root, "half")]
    halves = [
        [round((max(y for _x, y in bar) - min(y for _x, y in bar)) / 2.25) for bar in row]
        for row in rows
    ]
    order = [
        place
        for place in ("home", "base", "other", "out", "between")
        if place in drawn.half_days_by_place
    ]
    assert halves == [[count for _at, count in drawn.half_days_by_place[place]] for place in order]


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@pytest.mark.parametrize("weeks", LENGTHS)
def test_nothing_leaves_the_sheet(draw, weeks):
    root = ET.fromstring(draw(make_person_picture(weeks)))
    _x, _y, width, height = map(float, root.get("viewBox").split())
    for path in root.iter("path"):
        for corners in parse_subpaths(path.get("d")):
            assert all(-1 <= x <= width and -1 <= y <= height for x, y in corners)
    for text in root.iter("text"):
        assert 0 <= float(text.get("x")) <= width
        assert 10 <= float(text.get("y")) <= height


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@pytest.mark.parametrize("weeks", LENGTHS)
def test_no_two_labels_touch(draw, weeks):
    root = ET.fromstring(draw(make_person_picture(weeks)))
    boxes = []
    for text in root.iter("text"):
        cls = text.get("class") or ""
        width = len(text.text) * (8.2 if cls == "title" else 7)
        x = float(text.get("x")) - (width if "end" in cls else width / 2 if cls == "mid" else 0)
        boxes.append((x, float(text.get("y")), width, text.text))
    for n, (x, y, width, words) in enumerate(boxes):
        for other_x, other_y, other_width, other in boxes[n + 1 :]:
            apart = x + width <= other_x or other_x + other_width <= x or abs(y - other_y) >= 12
            assert apart, (words, other)


def test_labels_of_a_narrow_range_are_moved_apart():
    root = ET.fromstring(svg_chart.draw_chart(make_picture(*[100.0] * 12), is_wide=True))
    heights = [float(t.get("y")) for t in root.iter("text") if t.get("x") == "682"]
    assert len(heights) == 3
    assert min(abs(a - b) for a in heights for b in heights if a != b) >= 14


def test_ten_years_are_a_small_drawing():
    drawn = make_person_picture(520)
    written = svg_chart.draw_chart(drawn, is_wide=True) + svg_chart.draw_chart(drawn, is_wide=False)
    assert len(gzip.compress(written.encode())) < 9_000


@pytest.mark.parametrize("draw", [WIDE, NARROW])
def test_where_all_is_close_marked_and_lone_weeks_keep_their_marks(draw):
    drawn = make_person_picture(520)
    root = ET.fromstring(draw(drawn))
    for its, group in zip(drawn.panels, root.iter("g"), strict=True):
        marked = sum(point.mark is not None for point in its.points)
        lone = sum(len(run) == 1 and not run[0].mark for run in its.segments)
        assert len(signless(group, marks(group, "point marked"))) == marked > 0
        assert len(marks(group, "point")) == lone


def test_where_all_is_close_a_column_is_a_mean():
    drawn = make_picture(*[50.0] * 520, places={"home": 5})
    heights = {
        max(y for _x, y in bar) - min(y for _x, y in bar)
        for path in classed(ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True)), "half")
        for bar in parse_subpaths(path.get("d"))
    }
    assert heights == {11}  # five of ten half-days in 22.5


def test_what_people_name_is_never_markup():
    wild = ChartScale("wild", '<script>"&</script>')
    entry = WeekEntry(FIRST_WEEK, scores={"wild": 50}, places={"<b>": 3})
    written = svg_chart.draw_chart(
        build_picture([entry], (wild,), FIRST_WEEK, FIRST_WEEK), prefix='"><i', is_wide=True
    )
    assert "<script" not in written
    assert "<b>" not in written
    assert "<i" not in written
    assert wild.title in [text.text for text in ET.fromstring(written).iter("text")]


def test_a_scale_of_another_instrument_has_a_class_of_its_own():
    other = ChartScale("days", "Days", 0, 7)
    drawn = build_picture(
        [WeekEntry(FIRST_WEEK, scores={"days": 7})], (other,), FIRST_WEEK, FIRST_WEEK
    )
    group = next(ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True)).iter("g"))
    assert group.get("class") == "other"
    assert [text.text for text in group.iter("text")] == ["Days", "0", "3.5", "7"]


def test_two_drawings_on_a_page_share_no_id():
    written = (
        svg_chart.draw_chart(make_picture(50), is_wide=True)
        + svg_chart.draw_chart(make_picture(50), is_wide=False)
        + svg_chart.draw_chart(make_picture(50), prefix="second", is_wide=True)
    )
    ids = re.findall(r' id="([^"]+)"', written)
    assert len(ids) == len(set(ids)) == 6


def test_the_first_weeks_have_room_to_grow():
    one, three = (
        classed(ET.fromstring(svg_chart.draw_chart(make_picture(*v), is_wide=True)), "point")[0]
        for v in ([50], [50] * 3)
    )
    assert three.get("d").startswith(one.get("d"))


# --- the strip ---


@given(any_picture())
def test_the_strip_shows_level_range_and_this_week(drawn):
    for its in drawn.panels:
        value = its.points[-1].value if its.points else None
        root = ET.fromstring(svg_chart.draw_value_strip(its.scale, value, its.limits))
        assert bool(classed(root, "range")) == (its.limits is not None)
        assert len(marks(root, "point marked")) == (value is not None)
        if value is not None:
            x, _y = marks(root, "point marked")[0]
            assert x == pytest.approx(3 * value, abs=0.1)


def test_the_strip_of_a_usual_week():
    usual = make_panel(*[50.0] * 12)
    root = ET.fromstring(svg_chart.draw_value_strip(usual.scale, 75, usual.limits))
    box = classed(root, "range")[0]
    assert (box.get("x"), box.get("width")) == ("83.5", "133")
    assert classed(root, "usual")[0].get("d") == "M150 4v24"


# --- the key ---


def test_the_key_explains_what_is_there_and_nothing_else():
    meanings = [words for _drawn, words in svg_chart.build_chart_legend(make_picture(50))]
    assert meanings == ["a week"]
    full = svg_chart.build_chart_legend(make_person_picture(60))
    assert [words.split(":")[0] for _drawn, words in full] == [
        "a week",
        "part of a pattern",
        "outside your usual range",
        "your usual level and range",
        "a week away",
        "formal supervision",
    ]
    for drawn, _words in full:
        ET.fromstring(drawn)
    trial = svg_chart.build_chart_legend(make_picture(*[50] * 6))
    assert "trial level and range" in [words for _drawn, words in trial]


# --- the writer ---


def test_a_path_adds_up_to_its_places():
    places = [(n * 1.23, 50 + 7.7 * (n % 3)) for n in range(500)]
    for (x, y), (found_x, found_y) in zip(
        places, parse_subpaths(svg.polyline([places]))[0], strict=True
    ):
        assert (found_x, found_y) == pytest.approx((x, y), abs=0.051)


def test_elements_are_escaped():
    assert svg.element("a", b="<&\"'>") == '<a b="&lt;&amp;&quot;&#x27;&gt;"/>'
    assert (
        svg.text_element(1, 2.25, "<b>", "mid")
        == '<text x="1" y="2.2" class="mid">&lt;b&gt;</text>'
    )
    assert svg.element("p", cls="x", aria_hidden="true") == '<p class="x" aria-hidden="true"/>'


def test_every_chart_says_where_the_same_is_written_as_text():
    desc = ET.fromstring(svg_chart.draw_chart(make_picture(50), is_wide=True)).find("desc")
    assert desc.text == "The sentences say what the drawing shows. The table has every number."


def test_only_a_whole_drawing_is_safe_html():
    assert isinstance(svg_chart.draw_chart(make_picture(50), is_wide=True), Markup)
    assert not isinstance(svg.text_element(1, 2, "<b>"), Markup)
    assert svg.drawing(svg.text_element(1, 2, "<b>")).unescape().count("<b>") == 1
