"""The drawing: well formed, without style, and each mark at its value, for any history."""

import gzip
import re
from functools import partial
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from markupsafe import Markup

from reflect.charts import svg, svg_chart
from reflect.charts.dates import round_half_up
from reflect.charts.plot_area import LABEL_LINE_HEIGHT, PlotArea
from reflect.charts.series import ChartScale, build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    CALM,
    FIRST_WEEK,
    any_picture,
    any_picture_with_changes,
    make_panel,
    make_person_picture,
    make_picture,
    parse_subpaths,
)

WIDE, NARROW = (partial(svg_chart.draw_chart, is_wide=is_wide) for is_wide in (True, False))
REFLECT = Path(svg.__file__).parents[1]
LENGTHS = [1, 3, 14, 52, 110, 520]
KINDS = {  # of marks: whether a sentence is about the week, and whether a statement is missing
    "single": (False, False),
    "point partial": (False, True),
    "point marked": (True, False),
    "point marked partial": (True, True),
}


def address(week):
    """The page of a week."""
    return f"/my-picture/{week}"


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
    for its, group in zip(drawn.drawn_panels, root.iter("g"), strict=True):
        high, low = grid(group)
        lines = [
            run for path in classed(group, "path faint") for run in parse_subpaths(path.get("d"))
        ]
        runs = [run for run in its.segments if len(run) > 1]
        assert len(lines) == len(runs)
        for line, run in zip(lines, runs, strict=True):
            values = [(low - y) / (low - high) * 100 for _x, y in line]
            assert values == pytest.approx([point.value for point in run], abs=0.6)
            steps = {round(b[0] - a[0], 1) for a, b in pairwise(line)}
            assert max(steps) - min(steps) <= 0.21


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture_with_changes())
def test_every_week_has_one_mark_of_its_kind_at_its_value(draw, drawn):
    root = ET.fromstring(draw(drawn))
    for panel, group in zip(drawn.drawn_panels, root.iter("g"), strict=True):
        high, low = grid(group)
        for cls, kind in KINDS.items():
            places = signless(group, marks(group, cls))
            values = [p.value for p in panel.points if (p.is_told, bool(p.missing)) == kind]
            read = [(low - y) / (low - high) * 100 for _x, y in places]
            assert read == pytest.approx(values, abs=1.2)  # a triangle's middle is below its centre
            assert [x for x, _y in places] == sorted(x for x, _y in places)


@given(any_picture())
def test_single_weeks_are_faint_and_levels_are_not(drawn):
    """Their classes are the ones that the stylesheet makes pale."""
    faint = re.findall(r'class="([^"]*faint[^"]*)"', svg_chart.draw_chart(drawn, is_wide=True))
    joined = sum(any(len(run) > 1 for run in each.segments) for each in drawn.drawn_panels)
    assert faint == ["path faint"] * joined
    css = (REFLECT / "static" / "reflect.css").read_text(encoding="utf-8")
    for cls in ("faint", "single", "level", "partial", "since", "hit"):
        assert re.search(rf"\.{cls}\b[^{{}}]*\{{", css), cls


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture_with_changes())
def test_levels_span_the_weeks_that_they_are_of(draw, drawn):
    root = ET.fromstring(draw(drawn))
    area = PlotArea.for_weeks(len(drawn.weeks), is_wide=draw is WIDE)
    for panel, group in zip(drawn.drawn_panels, root.iter("g"), strict=True):
        found = [run for path in classed(group, "level") for run in parse_subpaths(path.get("d"))]
        ends = [(run[0][0], run[1][0]) for run in found]
        assert [end for pair in ends for end in pair] == pytest.approx(
            [
                area.week_start_x(week - drawn.first)
                for level in panel.levels
                for week in (level.first, level.last + 1)
            ],
            abs=0.11,
        )


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture_with_changes())
def test_a_panel_has_the_usual_range_or_the_time_since_the_change(draw, drawn):
    root = ET.fromstring(draw(drawn))
    area = PlotArea.for_weeks(len(drawn.weeks), is_wide=draw is WIDE)
    for panel, group in zip(drawn.drawn_panels, root.iter("g"), strict=True):
        finding = panel.finding
        assert len(classed(group, "range")) == (finding.usual_range is not None)
        assert len(classed(group, "since")) == (finding.change is not None)
        for box in classed(group, "range"):
            high, low = grid(group)
            top, height = float(box.get("y")), float(box.get("height"))
            read = [(low - y) / (low - high) * 100 for y in (top + height, top)]
            assert read == pytest.approx(finding.usual_range, abs=0.2)
        for box in classed(group, "since"):
            left, width = float(box.get("x")), float(box.get("width"))
            weeks = finding.change.since, panel.points[-1].week + 1
            ends = [area.week_start_x(week - drawn.first) for week in weeks]
            assert (left, left + width) == pytest.approx(ends, abs=0.2)


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


@pytest.mark.parametrize("values", [[57] * 26 + [50] * 26, [50] * 26 + [57] * 26])
def test_labels_of_close_levels_are_moved_apart(values):
    """The level now keeps its place, and the one before is moved away from it."""
    levels = make_panel(*values).levels
    assert len(levels) == 2
    assert abs(levels[0].value - levels[1].value) * 1.18 < LABEL_LINE_HEIGHT - 2
    root = ET.fromstring(svg_chart.draw_chart(make_picture(*values), is_wide=True))
    labels = {
        t.text.split()[0]: float(t.get("y")) for t in root.iter("text") if t.get("x") == "682"
    }
    labels = {word: y for word, y in labels.items() if word in ("before", "now")}
    assert abs(labels["before"] - labels["now"]) >= LABEL_LINE_HEIGHT - 0.1
    is_higher = levels[1].value > levels[0].value
    assert (labels["now"] < labels["before"]) == is_higher


def test_the_number_of_a_level_is_beside_it_or_beside_the_title():
    drawn = make_picture(*[80] * 12, *[40] * 12)
    before, now = (round_half_up(level.value) for level in drawn.panels[0].levels)
    words = [
        [text.text for text in ET.fromstring(draw(drawn)).iter("text")] for draw in (WIDE, NARROW)
    ]
    assert {f"before {before}", f"now {now}"} <= set(words[0])
    assert f"before {before}, now {now}" in words[1]
    assert "about 50" in [t.text for t in ET.fromstring(WIDE(make_picture(*CALM))).iter("text")]


def test_ten_years_are_a_small_drawing():
    drawn = make_person_picture(520)
    written = svg_chart.draw_chart(drawn, is_wide=True) + svg_chart.draw_chart(drawn, is_wide=False)
    assert len(gzip.compress(written.encode())) < 9_000


@pytest.mark.parametrize("draw", [WIDE, NARROW])
def test_where_all_is_close_only_weeks_of_sentences_and_lone_weeks_have_marks(draw):
    drawn = make_person_picture(520)
    root = ET.fromstring(draw(drawn))
    assert any(point.is_told for point in drawn.panels[0].points)
    for panel, group in zip(drawn.panels, root.iter("g"), strict=True):
        lone = {run[0].week for run in panel.segments if len(run) == 1}
        expected = [p for p in panel.points if p.is_told or p.week in lone]
        for cls, kind in KINDS.items():
            count = sum((p.is_told, bool(p.missing)) == kind for p in expected)
            assert len(signless(group, marks(group, cls))) == count


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
        classed(ET.fromstring(svg_chart.draw_chart(make_picture(*v), is_wide=True)), "single")[0]
        for v in ([50], [50] * 3)
    )
    assert three.get("d").startswith(one.get("d"))


# --- the strip ---


@given(any_picture())
def test_the_strip_shows_level_range_and_this_week(drawn):
    for panel in drawn.panels:
        value = panel.points[-1].value if panel.points else None
        level, usual_range = panel.finding.level, panel.finding.usual_range
        root = ET.fromstring(svg_chart.draw_value_strip(panel.scale, value, level, usual_range))
        assert bool(classed(root, "range")) == (usual_range is not None)
        assert len(marks(root, "point marked")) == (value is not None)
        if value is not None:
            x, _y = marks(root, "point marked")[0]
            assert x == pytest.approx(3 * value, abs=0.1)


def test_the_strip_of_a_usual_week():
    root = ET.fromstring(svg_chart.draw_value_strip(make_panel(50).scale, 75, 50, (30, 80)))
    box = classed(root, "range")[0]
    assert (box.get("x"), box.get("width")) == ("90", "150")
    assert classed(root, "level")[0].get("d") == "M150 4v24"


def test_the_strip_without_a_level_is_a_line_and_a_mark():
    root = ET.fromstring(svg_chart.draw_value_strip(make_panel(50).scale, 75))
    assert {each.get("class") for each in root} == {"grid", "point marked"}


# --- links of weeks ---


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(drawn=any_picture_with_changes())
def test_each_answered_week_is_a_link_over_its_marks(draw, drawn):
    root = ET.fromstring(draw(drawn, week_address=address))
    area = PlotArea.for_weeks(len(drawn.weeks), is_wide=draw is WIDE)
    answered = [week for week, entry in drawn.entries.items() if not entry.away]
    links = list(root.iter("a"))
    assert [link.get("href") for link in links] == [address(week) for week in answered]
    tops = [grid(group)[0] for group in root.iter("g")]
    bottoms = [grid(group)[1] for group in root.iter("g")]
    for week, link in zip(answered, links, strict=True):
        (box,) = link
        x, y, width, height = (float(box.get(key)) for key in ("x", "y", "width", "height"))
        assert x <= area.x(week - drawn.first) <= x + width
        assert y <= min(tops) + 0.1
        assert y + height >= max(bottoms) - 0.1


@given(any_picture_with_changes())
def test_links_are_not_on_the_way_of_the_tab_key_and_the_drawing_is_hidden(drawn):
    """The table has the same links, and a name for each."""
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True, week_address=address))
    assert {link.get("tabindex") for link in root.iter("a")} <= {"-1"}
    assert root.get("aria-hidden") == "true"
    assert root.get("role") is None
    assert not [each for each in root.iter() if each.get("id")]


@given(any_picture())
def test_without_addresses_there_is_no_link(drawn):
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True))
    assert not list(root.iter("a"))
    assert root.get("aria-hidden") is None


def test_where_all_is_close_no_week_is_a_link():
    written = svg_chart.draw_chart(make_person_picture(110), is_wide=False, week_address=address)
    assert "<a" not in written
    assert 'aria-hidden="true"' in written


def test_an_address_is_never_markup():
    written = svg_chart.draw_chart(
        make_picture(50), is_wide=True, week_address=lambda week: f'/"><b>{week}'
    )
    assert "<b>" not in written


# --- the key ---


def test_the_key_explains_what_is_there_and_nothing_else():
    meanings = [words for _drawn, words in svg_chart.build_chart_legend(make_picture(50))]
    assert meanings == ["a week"]
    full = svg_chart.build_chart_legend(make_person_picture(60))
    assert [words.split(":")[0] for _drawn, words in full] == [
        "a week",
        "a week with a statement left out",
        "a week that the sentences are about",
        "your level",
        "the time since a change",
        "a week away",
        "formal supervision",
    ]
    for drawn, _words in full:
        ET.fromstring(drawn)
    even = svg_chart.build_chart_legend(make_picture(*CALM))
    assert [words for _drawn, words in even] == [
        "a week",
        "your level",
        "where single weeks usually are",
    ]


@given(any_picture_with_changes())
def test_the_key_has_each_kind_of_mark_that_is_drawn(drawn):
    written = svg_chart.draw_chart(drawn, is_wide=True)
    key = [words for _drawn, words in svg_chart.build_chart_legend(drawn)]
    for cls, words in (
        ("level", "your level"),
        ("range", "where single weeks usually are"),
        ("since", "the time since a change"),
        ("away", "a week away"),
        ("met", "formal supervision"),
    ):
        assert (words in key) == (f'class="{cls}"' in written)


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


def test_a_drawing_is_framed_in_one_place():
    """So that none lacks its name and description, or is marked as safe somewhere else."""
    framing = [
        path for path in REFLECT.rglob("*.py") if re.search(r'\("svg"|<svg', path.read_text())
    ]
    assert framing == [REFLECT / "charts" / "svg.py"]
