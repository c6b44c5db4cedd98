"""Words, drawing, table and plot of one history tell the same, because they read one panel."""

from xml.etree import ElementTree as ET

from hypothesis import given

from reflect.charts import plotly_figure, sentences, svg_chart, table
from reflect.charts.dates import format_day, round_half_up
from tests.support.chart_data import any_picture, any_picture_with_changes, parse_subpaths


@given(any_picture())
def test_a_week_named_in_words_is_ringed_plotted_and_in_the_table(drawn):
    rows = {row.week: row for row in table.build_week_rows(drawn)}
    for its in drawn.panels:
        said = sentences.describe_scale(its)
        plotted = {
            x
            for each in plotly_figure.build_scale_figure(its, drawn)["data"]
            if each["name"].startswith("outside")
            for x in each["x"]
        }
        for week in its.outside:
            if len(its.outside) <= 3:
                assert format_day(week.monday) in said
            assert str(week.monday) in plotted
            assert its.scale.title in rows[week].marks


@given(any_picture())
def test_rings_are_as_many_in_drawing_table_and_plot(drawn):
    groups = ET.fromstring(svg_chart.draw_chart(drawn, is_wide=True)).iter("g")
    rows = table.build_week_rows(drawn)
    for its, group in zip(drawn.panels, groups, strict=True):
        rings = [
            ring
            for path in group.iter("path")
            if path.get("class") == "ring"
            for ring in parse_subpaths(path.get("d"))
        ]
        told = [row for row in rows if its.scale.title in row.marks.partition("in a pattern")[0]]
        plotted = [
            each
            for each in plotly_figure.build_scale_figure(its, drawn)["data"]
            if each["name"].startswith("outside")
        ]
        assert len(rings) == len(told) == sum(len(each["x"]) for each in plotted)


@given(any_picture())
def test_the_usual_level_is_one_number_everywhere(drawn):
    for its in drawn.panels:
        if its.stage != "usual":
            assert sentences.describe_usual_range(its) == ""
            continue
        level = round_half_up(its.limits[1])
        assert f"level is {level}," in sentences.describe_usual_range(its)
        assert f">usual {level}<" in svg_chart.draw_chart(drawn, is_wide=True)
        names = [each["name"] for each in plotly_figure.build_scale_figure(its, drawn)["data"]]
        assert f"usual level: {level}" in names


@given(any_picture())
def test_the_summary_counts_the_rows_of_the_table(drawn):
    notes = [row.note for row in table.build_week_rows(drawn)]
    if drawn.entries:
        said = sentences.summarise_weeks(drawn)
        assert said.startswith(f"{len(notes)} week")
        assert f"{drawn.answered_count} answered" in said
        assert ("away" in notes) == (" away" in said)
        assert ("left out" in notes) == ("left out" in said)


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


@given(any_picture_with_changes())
def test_each_level_is_one_number_in_words_and_plot(drawn):
    for its in drawn.panels:
        said = sentences.describe_usual_range(its)
        names = [each["name"] for each in plotly_figure.build_scale_figure(its, drawn)["data"]]
        for stretch in its.baseline_periods:
            if stretch.limits is None:
                continue
            level, day = (
                round_half_up(stretch.limits[1]),
                stretch.until and format_day(stretch.until.monday),
            )
            kind = "trial" if stretch.stage == "trial" else "usual"
            if stretch.until:
                assert f"evel {level}, range" in said
                assert f"{kind} level until {day} {stretch.until.monday.year}: {level}" in names
            else:
                assert f"{kind} level: {level}" in names
                assert (f"level is {level}," in said) == (kind == "usual")
