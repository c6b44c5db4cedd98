"""The Plotly figures: true to the panel, valid to Plotly itself, and without any markup."""

import json
import subprocess
import sys

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings

from reflect.charts import plotly_figure
from reflect.charts.dates import round_half_up
from reflect.charts.series import ChartScale, build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    FIRST_WEEK,
    any_picture,
    any_picture_with_changes,
    make_answered_picture,
    make_person_picture,
    make_picture,
)


def all_figures(drawn):
    for dark in (False, True):
        yield plotly_figure.build_overlay_figure(drawn, dark=dark)
        yield from (
            plotly_figure.build_scale_figure(its, drawn, dark=dark) for its in drawn.drawn_panels
        )


def trace(figure, name):
    return next(each for each in figure["data"] if each["name"] == name)


def texts(value):
    """Every string within a figure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


@settings(max_examples=25)
@given(any_picture() | any_picture_with_changes())
def test_plotly_knows_every_word_of_a_figure(drawn):
    for figure in all_figures(drawn):
        go.Figure(data=figure["data"], layout=figure["layout"])  # raises for a key it does not know


@given(any_picture() | any_picture_with_changes())
def test_no_text_is_markup(drawn):
    for figure in all_figures(drawn):
        assert not [text for text in texts(figure) if set(text) & set("<>&\n")]
        assert not [key for each in figure["data"] for key in each if key.endswith("template")]


@given(any_picture() | any_picture_with_changes())
def test_a_figure_is_plain_json(drawn):
    for figure in all_figures(drawn):
        assert json.loads(json.dumps(figure)) == figure


@given(any_picture())
def test_values_gaps_and_hovers_are_those_of_the_panel(drawn):
    for panel in drawn.drawn_panels:
        line = trace(plotly_figure.build_scale_figure(panel, drawn), panel.scale.title)
        assert line["x"] == [str(week.monday) for week in drawn.weeks]
        assert line["connectgaps"] is False
        for week, y, hover in zip(drawn.weeks, line["y"], line["hovertext"], strict=True):
            point = panel.point_at(week)
            assert y == (pytest.approx(point.value, abs=0.005) if point else None)
            assert hover == "" if point is None else f" {round_half_up(point.value)}" in hover
            mark = point and point.process_mark
            assert ("outside the process limits" in hover) == (mark == "outside")
            assert ("in a process pattern" in hover) == (mark == "pattern")
            assert ("from 2 of 3 statements" in hover) == (point is not None and point.missing == 1)


@given(any_picture_with_changes())
def test_rings_are_the_weeks_outside_the_process_limits(drawn):
    for panel in drawn.drawn_panels:
        figure = plotly_figure.build_scale_figure(panel, drawn)
        ringed = [x for t in figure["data"] if t["name"].startswith("outside") for x in t["x"]]
        outside = [str(p.week.monday) for p in panel.points if p.process_mark == "outside"]
        assert ringed == outside


@given(any_picture_with_changes())
def test_each_line_has_its_process_chart_within_the_scale(drawn):
    """Three dashed lines for each line of twelve weeks, over its weeks and no other."""
    for panel in drawn.drawn_panels:
        figure = plotly_figure.build_scale_figure(panel, drawn)
        dashed = [t for t in figure["data"] if "process" in t["name"] and t["mode"] == "lines"]
        expected = []
        for line in panel.lines:
            if line.process:
                since, until = line.since or drawn.first, line.until or drawn.last + 1
                days = [str(since.monday), str((until + -1).monday)]
                chart = line.process
                values = max(chart.lower, 0), chart.mean, min(chart.upper, 100)
                expected += [
                    (days, [round(value, 2)] * 2, str(round_half_up(value))) for value in values
                ]
        found = [(each["x"], each["y"], each["name"].split(": ")[1]) for each in dashed]
        assert found == expected
        assert {t["line"]["dash"] for t in dashed} <= {"dash"}


@given(any_picture_with_changes())
def test_levels_are_solid_lines_over_the_weeks_they_are_of(drawn):
    for panel in drawn.drawn_panels:
        figure = plotly_figure.build_scale_figure(panel, drawn)
        solid = [t for t in figure["data"] if t["name"].startswith("level")]
        assert [(t["x"], t["y"]) for t in solid] == [
            ([str(level.first.monday), str(level.last.monday)], [round(level.value, 2)] * 2)
            for level in panel.levels
        ]
        assert all(t["line"]["dash"] == "solid" and t["line"]["width"] > 2 for t in solid)


@given(any_picture_with_changes())
def test_the_band_is_the_usual_range_and_nothing_else(drawn):
    for panel in drawn.drawn_panels:
        figure = plotly_figure.build_scale_figure(panel, drawn)
        boxes = [shape for shape in figure["layout"]["shapes"] if shape["yref"] == "y"]
        usual = panel.finding.usual_range
        assert [[box["y0"], box["y1"]] for box in boxes] == (
            [pytest.approx(usual, abs=0.006)] if usual else []
        )


@given(any_picture())
def test_supervision_and_weeks_away_are_in_every_figure(drawn):
    for figure in all_figures(drawn):
        met = [x for t in figure["data"] if t["name"] == "formal supervision" for x in t["x"]]
        assert met == [str(week.monday) for week in drawn.supervised_weeks]
        away = [shape for shape in figure["layout"]["shapes"] if shape["yref"] == "paper"]
        assert bool(away) == bool(drawn.away_weeks)


@given(any_picture_with_changes())
def test_all_scales_over_each_other_have_no_level_range_or_process_chart(drawn):
    figure = plotly_figure.build_overlay_figure(drawn)
    assert not [each for each in figure["data"] if each["mode"] == "lines"]
    assert not [t for t in figure["data"] if "process" in t["name"]]
    assert not [shape for shape in figure["layout"]["shapes"] if shape["yref"] == "y"]


def test_together_lays_all_scales_over_each_other():
    drawn = make_person_picture(40)
    figure = plotly_figure.build_overlay_figure(drawn)
    lines = [each for each in figure["data"] if each["mode"] == "lines+markers"]
    assert [each["name"] for each in lines] == [its.scale.title for its in drawn.panels]
    assert len({each["line"]["dash"] for each in lines}) == 3
    assert len({each["marker"]["symbol"] for each in lines}) == 3
    assert figure["layout"]["yaxis"]["range"] == [-5, 105]


def test_a_stretch_away_is_one_column_of_whole_weeks():
    figure = plotly_figure.build_overlay_figure(make_picture(50, "away", "away", 50))
    (column,) = figure["layout"]["shapes"]
    assert (column["x0"], column["x1"]) == ("2026-02-26T12:00:00", "2026-03-12T12:00:00")


def test_a_hover_in_words():
    drawn = make_picture(*[50] * 12, *[33] * 6, 8)
    hovers = trace(plotly_figure.build_scale_figure(drawn.panels[0], drawn), "Connection")[
        "hovertext"
    ]
    assert hovers[0] == "Week of 23 February 2026: Connection 50"
    assert hovers[-2] == "Week of 22 June 2026: Connection 33, in a process pattern"
    assert hovers[-1] == "Week of 29 June 2026: Connection 8, outside the process limits"


def test_the_hover_of_a_week_with_a_missing_statement_in_words():
    drawn = make_answered_picture((75, 50, None))
    hovers = trace(plotly_figure.build_scale_figure(drawn.panels[0], drawn), "Connection")
    assert hovers["hovertext"] == [
        "Week of 23 February 2026: Connection 63, from 2 of 3 statements"
    ]


def test_a_title_with_markup_is_made_plain():
    wild = ChartScale("wild", "<b>R&amp;D</b>")
    drawn = build_picture(
        [WeekEntry(FIRST_WEEK, scores={"wild": 50})], (wild,), FIRST_WEEK, FIRST_WEEK
    )
    for figure in all_figures(drawn):
        assert not [text for text in texts(figure) if set(text) & set("<>&")]


def test_light_and_dark_differ_in_colours_alone():
    drawn = make_person_picture(40)
    light, dark = (
        plotly_figure.build_scale_figure(drawn.panels[0], drawn, dark=dark)
        for dark in (False, True)
    )
    assert light["layout"]["paper_bgcolor"] != dark["layout"]["paper_bgcolor"]
    assert [each["y"] for each in light["data"]] == [each["y"] for each in dark["data"]]
    assert light["config"] == dark["config"]


def test_nothing_leads_away_from_the_site():
    config = plotly_figure.build_overlay_figure(make_picture(50))["config"]
    assert config["displaylogo"] is False
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["responsive"] is True
    assert "editable" not in config


def test_the_config_of_one_figure_is_not_that_of_another():
    plotly_figure.build_overlay_figure(make_picture(50))["config"]["displaylogo"] = True
    assert plotly_figure.build_overlay_figure(make_picture(50))["config"]["displaylogo"] is False


def test_charts_load_no_plotly_on_the_server():
    code = (
        "import sys, reflect.charts.plotly_figure, reflect.charts.svg_chart, reflect.charts.table\n"
    )
    code += "print({'plotly', 'numpy', 'pandas', 'flask', 'babel'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
