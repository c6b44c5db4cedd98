"""Kinds of week beside each other: each week at its score, each stroke at the mean."""

import gzip
import random
import re
from collections import Counter
from functools import partial
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import strip_plot, svg_chart
from reflect.charts.strip_plot import MAX_STACKED_MARKS, WeekGroup
from reflect.core.comparisons import MIN_WEEKS_PER_SIDE
from tests.support.chart_data import THREE_SCALES, make_person_picture, parse_subpaths

WIDE, NARROW = (partial(strip_plot.draw_strip_plot, is_wide=is_wide) for is_wide in (True, False))
SCORES = st.lists(st.integers(0, 12).map(lambda steps: steps * 25 / 3), max_size=30)
SIDES = st.lists(
    st.tuples(SCORES, SCORES, SCORES).map(
        lambda three: WeekGroup(
            "With supervision",
            max(map(len, three)),
            {scale.id: scores for scale, scores in zip(THREE_SCALES, three, strict=True)},
        )
    ),
    min_size=1,
    max_size=3,
)


def drawn(draw, shown, scales=THREE_SCALES):
    return ET.fromstring(draw(scales, shown, "Places & more", "places"))


def middles(path):
    """The middle of each mark of a path."""
    for corners in parse_subpaths(path.get("d")):
        xs, ys = zip(*corners, strict=True)
        yield (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def classed(group, cls):
    return [each for each in group.iter("path") if each.get("class") == cls]


def lines(group):
    """Of each side: left end, right end and height of its line."""
    first = [parse_subpaths(path.get("d"))[0] for path in classed(group, "grid")]
    return [(a[0], b[0], a[1]) for a, b in first]


def values(group, side):
    """The scores that the marks of one side stand at, of the sides that have marks."""
    left, right, _height = lines(group)[0]
    marks = classed(group, "point marked")[1:]  # the first is the sign beside the title
    return sorted((x - left) / (right - left) * 100 for x, _y in middles(marks[side]))


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(shown=SIDES)
def test_a_drawing_is_well_formed_named_and_without_style(draw, shown):
    written = draw(THREE_SCALES, shown, "Places & more", "places")
    root = ET.fromstring(written)
    assert "style" not in written
    assert root.get("role") == "img"
    named = {each.get("id"): each.text for each in root.iter() if each.get("id")}
    assert root.get("aria-labelledby").split() == list(named)
    assert next(iter(named.values())) == "Places & more"


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(shown=SIDES)
def test_every_week_is_a_mark_at_its_score(draw, shown):
    share = strip_plot.weeks_a_mark(shown)
    for scale, group in zip(THREE_SCALES, drawn(draw, shown).iter("g"), strict=True):
        with_marks = [side for side in shown if len(side.scores[scale.id]) >= MIN_WEEKS_PER_SIDE]
        for at, side in enumerate(with_marks):
            weeks = Counter(side.scores[scale.id])
            marks = [value for value in weeks for _n in range(-(-weeks[value] // share))]
            assert values(group, at) == pytest.approx(sorted(marks), abs=0.5)


@pytest.mark.parametrize("draw", [WIDE, NARROW])
@given(shown=SIDES)
def test_the_stroke_stands_at_the_mean_that_is_written_beside_it(draw, shown):
    for scale, group in zip(THREE_SCALES, drawn(draw, shown).iter("g"), strict=True):
        left, right, _height = lines(group)[0]
        strokes = [parse_subpaths(path.get("d"))[0][0][0] for path in classed(group, "usual")]
        means = [mean for side in shown if (mean := side.mean(scale.id)) is not None]
        read = [(x - left) / (right - left) * 100 for x in strokes]
        assert read == pytest.approx(means, abs=0.5)
        written = [text.text for text in group.iter("text") if text.get("class") == "strong end"]
        assert written == [f"mean {int(mean + 0.5)}" for mean in means]


def test_three_weeks_are_no_mean_and_no_marks():
    few = WeekGroup("Mostly at base", 3, {scale.id: [50.0] * 3 for scale in THREE_SCALES})
    root = drawn(NARROW, [few])
    assert not classed(root, "usual")
    assert len(classed(root, "point marked")) == len(THREE_SCALES)  # the signs beside the titles
    assert [text.text for text in root.iter("text")].count("too few weeks") == 3


@given(SIDES)
def test_no_stack_grows_into_the_label_above_it(shown):
    root = drawn(WIDE, shown)
    for group in root.iter("g"):
        for path in classed(group, "point marked")[1:]:
            heights = Counter(round(x, 1) for x, _y in middles(path))
            assert max(heights.values()) <= MAX_STACKED_MARKS


def full(title):
    dice = random.Random(title)
    scores = {
        scale.id: [dice.randint(0, 12) * 25 / 3 for _week in range(170)] for scale in THREE_SCALES
    }
    return WeekGroup(title, 170, scores)


@pytest.mark.parametrize("draw", [WIDE, NARROW])
def test_nothing_leaves_the_sheet_and_no_two_labels_touch(draw):
    root = drawn(draw, [full("Without supervision"), full("Less than I wanted"), full("Before")])
    _x, _y, width, height = map(float, root.get("viewBox").split())
    for path in root.iter("path"):
        for corners in parse_subpaths(path.get("d")):
            assert all(-1 <= x <= width + 1 and 0 <= y <= height for x, y in corners)
    boxes = []
    for text in root.iter("text"):
        cls = text.get("class") or ""
        wide = len(text.text) * (8.6 if cls == "title" else 7)
        x = float(text.get("x")) - (wide if "end" in cls else wide / 2 if cls == "mid" else 0)
        assert -1 <= x <= x + wide <= width + 1, text.text
        assert float(text.get("y")) <= height
        boxes.append((x, float(text.get("y")), wide, text.text))
    for n, (x, y, wide, words) in enumerate(boxes):
        for other_x, other_y, other_wide, other in boxes[n + 1 :]:
            apart = x + wide <= other_x or other_x + other_wide <= x or abs(y - other_y) >= 12
            assert apart, (words, other)


def signs(root):
    """Class and outline of the sign beside each title."""
    return {
        group.get("class"): re.sub(
            r"^m[-\d.]+ ?[-\d.]+", "", classed(group, "point marked")[0].get("d")
        )
        for group in root.iter("g")
    }


def test_a_scale_has_the_colour_and_the_shape_that_it_has_over_time():
    side = WeekGroup("Before", 4, {scale.id: [50.0] * 4 for scale in THREE_SCALES})
    found = signs(drawn(WIDE, [side]))
    assert found == signs(ET.fromstring(svg_chart.draw_chart(make_person_picture(5), is_wide=True)))
    assert len(set(found.values())) == 3


def test_ten_years_are_a_small_drawing():
    many = [full("Mostly at home"), full("Mostly at base"), full("Mostly elsewhere")]
    written = "".join(draw(THREE_SCALES, many, "Places", "places") for draw in [WIDE, NARROW])
    assert len(gzip.compress(written.encode())) < 4_000
