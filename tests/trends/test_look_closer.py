"""Looking closer: what the chart library is handed, and what the page keeps out."""

import html
import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import sentences
from reflect.charts.series import ChartScale, build_picture
from reflect.core.week_entries import WeekEntry
from reflect.core.weeks import Week
from reflect.trends import presenters as trends_presenters
from reflect.trends import routes as trends_routes
from reflect.web import assets
from tests.support.factories import submit_weeks

FIRST = Week(date(2026, 2, 23))
VALUES = st.lists(st.none() | st.integers(0, 12), min_size=1, max_size=40)


def picture_of(values, title="Connection"):
    scales = (ChartScale("connection", title), ChartScale("own", title))
    entries = [
        WeekEntry(FIRST + n, scores={"connection": value * 25 / 3}, held=1 if n % 3 == 0 else 2)
        for n, value in enumerate(values)
        if value is not None
    ]
    return build_picture(entries, scales, FIRST, FIRST + (len(values) - 1))


def texts(value):
    """Every string in a figure."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


def attribute(page: str, name: str):
    return json.loads(html.unescape(re.search(rf'data-{name}="([^"]*)"', page).group(1)))


@given(VALUES, st.text("<>&\"'ab/", max_size=8), st.sampled_from(["connection", "own", "together"]))
def test_no_figure_holds_markup(values, title, scale):
    here = trends_presenters.select_scale(picture_of(values, title), scale)
    found = trends_routes.build_plotly_json(here, scale)
    for figure in map(json.loads, (found["light"], found["dark"])):
        assert not [text for text in texts(figure) if re.search(r"[<>&]", text)]
        assert not any("hovertemplate" in trace for trace in figure["data"])


@given(VALUES)
def test_light_and_dark_differ_in_colour_alone(values):
    found = trends_routes.build_plotly_json(picture_of(values), "together")
    light, dark = json.loads(found["light"]), json.loads(found["dark"])
    assert light != dark
    assert [trace["y"] for trace in light["data"]] == [trace["y"] for trace in dark["data"]]
    assert light["config"] == dark["config"]


def test_nothing_is_sent_to_a_cloud_and_a_saved_image_needs_no_blob():
    config = json.loads(trends_routes.build_plotly_json(picture_of([3]), "together")["light"])[
        "config"
    ]
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["toImageButtonOptions"]["format"] == "svg"


def test_the_library_finds_the_element_that_keeps_its_styles_out():
    script = assets.list_source_files()[assets.PLOTLY].read_text(encoding="utf-8")
    assert re.fullmatch(r"[0-9a-f]{64}", trends_routes.map_style_id())
    assert f'getElementById("{trends_routes.map_style_id()}")' in script
    assert '"plotly.js-style-"+' in script


@pytest.mark.parametrize("scale", ["connection", "supervision", "balance", "together"])
@pytest.mark.parametrize("weeks", [1, 12])
def test_the_page_hands_over_both_figures(app, signed_in, scale, weeks):
    submit_weeks(app, signed_in, weeks)
    signed_in.get(f"/my-picture/look-closer/{scale}")
    light, dark = attribute(signed_in.html, "light"), attribute(signed_in.html, "dark")
    lines = [trace for trace in light["data"] if trace["mode"] == "lines+markers"]
    assert len(lines) == (3 if scale == "together" else 1)
    assert all(len(trace["y"]) == weeks for trace in lines)
    assert light["layout"]["paper_bgcolor"] != dark["layout"]["paper_bgcolor"]


def test_what_the_library_asks_for_stands_before_its_script(app, signed_in):
    submit_weeks(app, signed_in, 2)
    page = signed_in.get("/my-picture/look-closer/connection").get_data(as_text=True)
    places = [
        page.index('id="plotly.js-style-global"'),
        page.index(f'<template id="{trends_routes.map_style_id()}">'),
        page.index(assets.asset_url("plotly.js")),
        page.index(assets.asset_url("look-closer.js")),
    ]
    assert places == sorted(places)


def test_without_a_script_the_drawing_is_there(app, signed_in):
    submit_weeks(app, signed_in, 12)
    signed_in.get("/my-picture/look-closer/balance")
    assert signed_in.html.count('class="wide"') == 1
    assert "Without scripts you see the drawing. The table has every number and mark." in (
        signed_in.words
    )
    assert "Work-life balance No change found. Your weeks average " in signed_in.words
    assert "<table>" in signed_in.html


def test_what_the_dashed_lines_are_worth_is_said_beside_them(app, signed_in):
    submit_weeks(app, signed_in, 12)
    signed_in.get("/my-picture/look-closer/connection")
    assert sentences.describe_process_chart() in signed_in.words
    names = [trace["name"] for trace in attribute(signed_in.html, "light")["data"]]
    assert sum("process" in name for name in names) >= 3
    signed_in.get("/my-picture")
    assert sentences.describe_process_chart() not in signed_in.words


def test_one_scale_has_the_headline_of_its_own(app, signed_in):
    submit_weeks(app, signed_in, 4)
    signed_in.get("/my-picture/look-closer/balance")
    assert re.search(r"Work-life balance: \d+ in your latest week, ", signed_in.words)


def test_before_the_first_week_no_library_is_loaded(signed_in):
    signed_in.get("/my-picture/look-closer/together")
    assert "Your first check-in goes here." in signed_in.words
    assert "plotly" not in signed_in.html


def test_there_is_nothing_to_look_at_under_another_name(app, signed_in):
    submit_weeks(app, signed_in, 1)
    for name in ("nothing", "Connection", "connection/figure"):
        signed_in.get(f"/my-picture/look-closer/{name}")
        assert signed_in.status == 404
