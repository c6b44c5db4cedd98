"""Words, drawing, table, plot and sheet never disagree: the same weeks and the same numbers.

The weeks that the sentences are about are worked out here from the finding of a panel alone; each
way of showing them is read back and compared.
"""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, target

from reflect.charts import plotly_figure, sentences, svg_chart, table
from reflect.charts.dates import format_day, format_month, round_half_up
from reflect.charts.plot_area import PlotArea
from reflect.charts.series import ALTOGETHER
from reflect.notebook.supervision_sheet.wording import describe_own_scale
from tests.support.chart_data import (
    CALM,
    any_picture,
    any_picture_with_changes,
    make_answered_picture,
    make_picture,
    make_scales_picture,
    parse_subpaths,
)

STEADY = [60.0, 50.0, 40.0] * 24
CHANGED = make_picture(*CALM, *[None] * 3, *[8] * 7, 92)
ODD_WEEK = make_picture(*CALM, 0, *CALM[:4])
PARTIAL = make_answered_picture(*[(75, 50, 25)] * 10, (25, 0, None), *[(25, 0, 0)] * 6)
LONG_AGO = make_picture(*CALM, *CALM, *[8] * 40, *[None] * 60, *[8] * 8)
TOGETHER = make_scales_picture(
    *([value - 9 * (n >= 18) for n, value in enumerate(STEADY[k : k + 36])] for k in range(3))
)
EXAMPLES = pytest.mark.parametrize("drawn", [CHANGED, ODD_WEEK, PARTIAL, LONG_AGO, TOGETHER])


def weeks_named(panel):
    """The weeks since the change, and those that stood out."""
    finding = panel.finding
    since = {p.week for p in panel.points if finding.change and p.week >= finding.change.since}
    return since | set(finding.unusual)


def weeks_filled(drawn, *, is_wide):
    """For each panel the weeks of its filled marks, from where they are in the drawing."""
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=is_wide))
    area = PlotArea.for_weeks(len(drawn.weeks), is_wide=is_wide)
    found = []
    for group in root.iter("g"):
        shapes = [
            corners
            for path in group.iter("path")
            if path.get("class") in ("point marked", "point marked partial")
            for corners in parse_subpaths(path.get("d"))
        ]
        xs = [sum(edge(x for x, _y in shape) for edge in (min, max)) / 2 for shape in shapes]
        weeks = [drawn.first + round((x - area.left) / area.step - 0.5) for x in xs[1:]]
        assert len(weeks) == len(set(weeks))  # the first is the sign beside the title
        found.append(set(weeks))
    return found


def levels_drawn(drawn, *, is_wide):
    """For each panel the values of its levels, from where they are, and all words in it."""
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=is_wide))
    found = []
    for group in root.iter("g"):
        grid, *levels = (
            [corners[0][1] for corners in parse_subpaths(path.get("d"))]
            for path in group.iter("path")
            if path.get("class") in ("grid", "level")
        )
        high, low = min(grid), max(grid)
        values = [100 * (low - y) / (low - high) for each in levels for y in each]
        found.append((values, [text.text for text in group.iter("text")]))
    return found


def trace_names(panel, drawn):
    return [each["name"] for each in plotly_figure.build_scale_figure(panel, drawn)["data"]]


def weeks_opaque(figure, title):
    """The weeks of a figure whose marks are not faint."""
    trace = next(each for each in figure["data"] if each["name"] == title)
    marks = zip(trace["x"], trace["y"], trace["marker"]["opacity"], strict=True)
    assert len(set(trace["marker"]["opacity"])) <= 2
    return {x for x, y, opacity in marks if y is not None and opacity == 1}


def check_weeks(drawn):
    """That the same weeks are named, filled, in the table and opaque in both plots."""
    rows = table.build_week_rows(drawn)
    overlay = plotly_figure.build_overlay_figure(drawn)
    wide, narrow = (weeks_filled(drawn, is_wide=is_wide) for is_wide in (True, False))
    for panel, *filled in zip(drawn.drawn_panels, wide, narrow, strict=True):
        named, title = weeks_named(panel), panel.scale.title
        assert filled == [named, named]
        told = {
            row.week
            for row in rows
            for part in row.marks.split("; ")
            if part.startswith("named above: ") and title in part
        }
        assert told == named
        own = plotly_figure.build_scale_figure(panel, drawn)
        days = {str(week.monday) for week in named}
        assert weeks_opaque(own, title) == weeks_opaque(overlay, title) == days


def check_words(drawn):
    """That the sentences, the sheet and the result of the latest week name change and weeks."""
    for panel in drawn.drawn_panels:
        finding = panel.finding
        said = sentences.describe_scale(panel)
        sheet = describe_own_scale(panel)
        assert ("stood out" in said) == ("stood out" in sheet) == bool(finding.unusual)
        for week in finding.unusual:
            assert format_day(week.monday) in said
            assert format_day(week.monday) in sheet
            assert "This week stood out." in sentences.describe_week(panel, week)
        change = sentences.describe_change(panel)
        assert bool(change) == (finding.change is not None)
        if finding.change:
            month = format_month(finding.change.since.monday)
            assert month in change or finding.change.give_or_take > 13
            word = "higher" if finding.change.is_higher else "lower"
            latest = sentences.describe_week(panel, panel.points[-1].week)
            for text in (change, said.lower(), sheet, latest.lower()):
                assert f"{word} since" in text
            assert change in sheet
            assert any(f"has been {change}" in text for text in sentences.describe_picture(drawn))
        elif finding.can_show_change:
            assert said.startswith("No change found.")
            assert "no change found" in sheet


def check_levels(drawn):
    """That each level is one number: in words, label, plot, sheet and on the latest week."""
    wide, narrow = (levels_drawn(drawn, is_wide=is_wide) for is_wide in (True, False))
    for panel, *both in zip(drawn.drawn_panels, wide, narrow, strict=True):
        expected = [level.value for level in panel.levels]
        for (values, words), labels_fit in zip(both, (True, False), strict=True):
            assert values == pytest.approx(expected, abs=0.7)
            labels = [word for word in words if re.search("about|before|now", word)]
            assert labels or not (labels_fit and expected)
            numbers = re.findall(r"\d+", " ".join(labels))
            assert not labels or numbers == [str(round_half_up(value)) for value in expected]
        shown = [str(round_half_up(value)) for value in expected]
        plotted = [name for name in trace_names(panel, drawn) if name.startswith("level")]
        assert [name.split(": ")[1] for name in plotted] == shown
        if not expected or not panel.finding.can_show_change:
            continue
        latest = sentences.describe_week(panel, panel.points[-1].week)
        texts = sentences.describe_scale(panel), describe_own_scale(panel), latest
        words = f"average {shown[-1]}"
        if panel.finding.change:
            words = f"about {shown[1]}, compared with about {shown[0]} before."
        assert all(words in text for text in texts), texts


# --- any history ---


@given(any_picture_with_changes())
def test_the_weeks_that_sentences_are_about_are_the_same_everywhere(drawn):
    target(sum(len(weeks_named(panel)) for panel in drawn.drawn_panels))
    check_weeks(drawn)


@given(any_picture_with_changes())
def test_words_sheet_and_latest_week_name_the_same_change(drawn):
    check_words(drawn)


@given(any_picture_with_changes())
def test_each_level_is_one_number_everywhere(drawn):
    check_levels(drawn)


@given(any_picture_with_changes())
@example(TOGETHER)
@example(CHANGED)
def test_all_scales_together_are_drawn_exactly_if_the_headline_is_about_them(drawn):
    titles = [panel.scale.title for panel in drawn.drawn_panels]
    headline, *more = sentences.describe_picture(drawn)
    is_drawn = drawn.drawn_panels[-1].scale.id == ALTOGETHER
    assert is_drawn == headline.startswith("The average of all scales has been ")
    assert is_drawn == ("None of the scales shows it clearly by itself." in more)
    headings = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True)).iter("g")
    assert [each.find("text").text for each in headings] == titles
    assert all(len(row.values) == len(titles) for row in table.build_week_rows(drawn))


@given(any_picture_with_changes())
@example(TOGETHER)
@example(CHANGED)
def test_the_headline_is_about_the_largest_change_and_every_change_is_said(drawn):
    changed = [panel for panel in drawn.drawn_panels if panel.finding.change]
    said = sentences.describe_picture(drawn)
    sizes = []
    for text in said[: len(changed)]:
        (panel,) = (each for each in changed if text.startswith(f"{each.scale.title} has been "))
        sizes.append(abs(panel.finding.change.level - panel.finding.change.before))
    assert sizes == sorted(sizes, reverse=True)
    assert sum(" has been " in text for text in said) == len(changed)
    none_found = "No lasting change was found" in said[0]
    can_be = any(panel.finding.can_show_change for panel in drawn.panels)
    assert none_found == (can_be and not changed)


# --- histories that have what is compared, so that nothing above is said of nothing ---


@EXAMPLES
def test_examples_agree(drawn):
    assert any(weeks_named(panel) for panel in drawn.drawn_panels)
    check_weeks(drawn)
    check_words(drawn)
    check_levels(drawn)


def test_the_examples_have_what_they_are_for():
    assert CHANGED.panels[0].finding.change is not None
    assert CHANGED.panels[0].finding.unusual == (CHANGED.last,)
    assert ODD_WEEK.panels[0].finding.change is None
    assert len(ODD_WEEK.panels[0].finding.unusual) == 1
    assert any(point.missing and point.is_told for point in PARTIAL.panels[0].points)
    assert PlotArea.for_weeks(len(LONG_AGO.weeks), is_wide=False).is_dense
    assert TOGETHER.altogether is not None


@given(any_picture())
def test_without_a_week_to_name_no_mark_is_filled(drawn):
    has_filled = any(weeks_filled(drawn, is_wide=True))
    legend = [meaning for _mark, meaning in svg_chart.build_chart_legend(drawn)]
    assert has_filled == any(weeks_named(panel) for panel in drawn.drawn_panels)
    assert has_filled == ("a week that the sentences are about" in legend)


# --- what else is counted twice ---


@given(any_picture())
def test_the_summary_counts_the_rows_of_the_table(drawn):
    notes = [row.note for row in table.build_week_rows(drawn)]
    if drawn.entries:
        said = sentences.summarise_weeks(drawn)
        assert said.startswith(f"{len(notes)} week")
        assert f"{drawn.answered_count} answered" in said
        assert ("away" in notes) == (" away" in said)
        assert ("no answers" in notes) == ("without answers" in said)


@given(any_picture_with_changes())
def test_weeks_with_a_missing_statement_are_hollow_in_drawing_and_plot_and_in_the_table(drawn):
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True))
    rows = table.build_week_rows(drawn)
    for panel, group in zip(drawn.drawn_panels, root.iter("g"), strict=True):
        partial = [point for point in panel.points if point.missing]
        hollow = [
            mark
            for path in group.iter("path")
            if "partial" in path.get("class")
            for mark in parse_subpaths(path.get("d"))
        ]
        trace = next(
            each
            for each in plotly_figure.build_scale_figure(panel, drawn)["data"]
            if each["name"] == panel.scale.title
        )
        sheet = plotly_figure.LIGHT_PALETTE.sheet
        assert len(hollow) == len(partial) == trace["marker"]["color"].count(sheet)
        fewer = {row.week for row in rows if f"{panel.scale.title} from 2 of 3" in row.fewer}
        assert fewer == {point.week for point in partial}


@given(any_picture_with_changes())
def test_what_was_marked_is_the_same_in_key_drawing_table_and_plot(drawn):
    told = [
        words
        for _drawn, words in svg_chart.build_chart_legend(drawn)
        if words.startswith("marked: ")
    ]
    rows = [row for row in reversed(table.build_week_rows(drawn)) if row.changed]
    assert [row.week for row in rows] == [change.week for change in drawn.changes]
    root = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True))
    lines = [p.get("d") for p in root.iter("path") if p.get("class") == "change"]
    assert sum(len(parse_subpaths(each)) for each in lines) == len(drawn.changes)
    figure = plotly_figure.build_overlay_figure(drawn)
    hovers = [h for t in figure["data"] if t["name"] == "what you marked" for h in t["hovertext"]]
    dashed = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "line"]
    assert len(dashed) == len(hovers) == len(told) == len(drawn.changes)
    for change, key, row, hover in zip(drawn.changes, told, rows, hovers, strict=True):
        assert change.title in key
        assert change.title in row.notes
        for said in (key, hover):
            assert format_day(change.week.monday) in said
