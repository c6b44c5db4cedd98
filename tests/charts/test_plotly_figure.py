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
    make_person_picture,
    make_picture,
)


def all_figures(drawn):
    for dark in (False, True):
        yield plotly_figure.build_overlay_figure(drawn, dark=dark)
        yield from (plotly_figure.build_scale_figure(its, drawn, dark=dark) for its in drawn.panels)


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


@settings(max_examples=25, deadline=None)
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
    for its in drawn.panels:
        line = trace(plotly_figure.build_scale_figure(its, drawn), its.scale.title)
        assert line["x"] == [str(week.monday) for week in drawn.weeks]
        assert line["connectgaps"] is False
        for week, y, hover in zip(drawn.weeks, line["y"], line["hovertext"], strict=True):
            point = its.point_at(week)
            assert y == (pytest.approx(point.value, abs=0.005) if point else None)
            assert hover == "" if point is None else f" {round_half_up(point.value)}" in hover
            assert ("outside" in hover) == (point is not None and point.mark == "outside")


@given(any_picture())
def test_marks_are_filled_and_ringed_as_in_the_drawing(drawn):
    for its in drawn.panels:
        figure = plotly_figure.build_scale_figure(its, drawn)
        fills = trace(figure, its.scale.title)["marker"]["color"]
        hollow = plotly_figure.LIGHT_PALETTE.sheet
        for week, fill in zip(drawn.weeks, fills, strict=True):
            point = its.point_at(week)
            assert (fill != hollow) == (point is not None and point.mark is not None)
        ringed = [x for t in figure["data"] if t["name"].startswith("outside") for x in t["x"]]
        outside = [str(point.week.monday) for point in its.points if point.mark == "outside"]
        assert ringed == outside


@given(any_picture())
def test_limits_are_lines_with_a_width_of_their_own(drawn):
    for its in drawn.panels:
        figure = plotly_figure.build_scale_figure(its, drawn)
        lines = [each for each in figure["data"] if each["mode"] == "lines"]
        assert [each["y"][0] for each in lines] == pytest.approx(list(its.limits or ()), abs=0.006)
        assert all(each["line"]["width"] > 0 for each in lines)
        boxes = [shape for shape in figure["layout"]["shapes"] if shape["yref"] == "y"]
        assert [(box["y0"], box["y1"]) for box in boxes] == (
            [pytest.approx(its.limits[::2], abs=0.006)] if its.limits else []
        )


@given(any_picture())
def test_supervision_and_weeks_away_are_in_every_figure(drawn):
    for figure in all_figures(drawn):
        met = [x for t in figure["data"] if t["name"] == "formal supervision" for x in t["x"]]
        assert met == [str(week.monday) for week in drawn.supervised_weeks]
        away = [shape for shape in figure["layout"]["shapes"] if shape["yref"] == "paper"]
        assert bool(away) == bool(drawn.away_weeks)


@given(any_picture_with_changes())
def test_each_stretch_has_lines_and_a_range_of_its_own(drawn):
    for its in drawn.panels:
        figure = plotly_figure.build_scale_figure(its, drawn)
        lines = [each for each in figure["data"] if each["mode"] == "lines"]
        levels = [value for stretch in its.baseline_periods for value in stretch.limits or ()]
        assert [each["y"][0] for each in lines] == pytest.approx(levels, abs=0.006)
        boxes = [shape for shape in figure["layout"]["shapes"] if shape["yref"] == "y"]
        assert len(boxes) == len(levels) / 3
        in_legend = [each for each in lines if each.get("showlegend", True)]
        assert len(in_legend) == (3 if its.limits else 0)


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
    drawn = make_picture(*[50] * 12, 8)
    hovers = trace(plotly_figure.build_scale_figure(drawn.panels[0], drawn), "Connection")[
        "hovertext"
    ]
    assert hovers[0] == "Week of 23 February 2026: Connection 50"
    assert hovers[-1] == "Week of 18 May 2026: Connection 8, outside your usual range"


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
