"""The chart as rows: the same weeks, numbers and marks, for those who do not see it."""

from hypothesis import given

from reflect.charts import table
from reflect.charts.dates import round_half_up
from reflect.charts.series import build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    CALM,
    FIRST_WEEK,
    THREE_SCALES,
    any_picture,
    any_picture_with_changes,
    make_change,
    make_person_picture,
    make_picture,
)


@given(any_picture())
def test_rows_are_the_weeks_of_the_axis_newest_first(drawn):
    assert [row.week for row in table.build_week_rows(drawn)] == drawn.weeks[::-1]


@given(any_picture())
def test_rows_hold_every_number_and_no_other(drawn):
    for row in table.build_week_rows(drawn):
        here = [panel.point_at(row.week) for panel in drawn.drawn_panels]
        assert row.values == tuple(
            str(round_half_up(point.value)) if point else "" for point in here
        )
        assert row.supervised == (row.week in drawn.supervised_weeks)
        assert (row.note == "away") == (row.week in drawn.away_weeks)
        assert (row.note == "no answers") == (row.week not in drawn.entries)


@given(any_picture_with_changes())
def test_rows_name_every_week_of_the_sentences_and_of_the_process_chart(drawn):
    for row in table.build_week_rows(drawn):
        points = [(panel.scale.title, panel.point_at(row.week)) for panel in drawn.drawn_panels]
        named = [title for title, point in points if point and point.is_told]
        parts = {"named above": named}
        for mark, words in (
            ("outside", "outside the process limits"),
            ("pattern", "in a process pattern"),
        ):
            parts[words] = [title for title, p in points if p and p.process_mark == mark]
        expected = "; ".join(
            f"{words}: {', '.join(titles)}" for words, titles in parts.items() if titles
        )
        assert row.marks == expected


@given(any_picture())
def test_rows_say_how_many_statements_a_number_has(drawn):
    for row in table.build_week_rows(drawn):
        fewer = [
            f"{panel.scale.title} from 2 of 3 statements"
            for panel in drawn.panels
            if (point := panel.point_at(row.week)) and point.missing
        ]
        assert row.fewer == "; ".join(fewer)


@given(any_picture())
def test_rows_know_whether_a_week_can_be_looked_at(drawn):
    answered = {week for week, entry in drawn.entries.items() if not entry.away}
    assert {row.week for row in table.build_week_rows(drawn) if row.is_answered} == answered


@given(any_picture())
def test_rows_hold_every_half_day(drawn):
    told = {row.week: row.places for row in table.build_week_rows(drawn)}
    for place, weeks in drawn.half_days_by_place.items():
        for at, half_days in weeks:
            assert f"{table.place_title(place)} {half_days}" in told[drawn.first + at].split(", ")
    counted = sum(len(words.split(", ")) for words in told.values() if words)
    assert counted == sum(map(len, drawn.half_days_by_place.values()))


def test_the_latest_weeks_alone():
    drawn = make_person_picture(60)
    assert table.build_week_rows(drawn, latest=12) == table.build_week_rows(drawn)[:12]


def test_a_row_in_words():
    entries = [
        WeekEntry(
            FIRST_WEEK, False, {"connection": 175 / 3}, {"base": 2, "home": 6, "moon": 1, "out": 0}
        ),
        WeekEntry(FIRST_WEEK + 1, away=True),
        WeekEntry(FIRST_WEEK + 3, held=1),
    ]
    rows = table.build_week_rows(build_picture(entries, THREE_SCALES, FIRST_WEEK, FIRST_WEEK + 3))
    assert [row.day for row in rows] == ["16 March", "9 March", "2 March", "23 February"]
    assert [row.note for row in rows] == ["no scores", "no answers", "away", ""]
    assert [row.supervised for row in rows] == [True, False, False, False]
    assert rows[-1].values == ("58", "", "")
    assert rows[-1].places == "Home 6, Base 2, moon 1"


def test_marks_in_words():
    rows = table.build_week_rows(make_picture(*CALM, *[42] * 6, 8))
    assert [row.marks for row in rows[:2]] == [
        "named above: Connection; outside the process limits: Connection",
        "in a process pattern: Connection",
    ]
    assert rows[-1].marks == ""


def test_all_notes_of_a_row_in_words():
    marks = [make_change(12, "Hub opened")]
    row = table.build_week_rows(make_picture(*CALM, 0, marks=marks))[0]
    assert row.notes == (
        "marked: Hub opened; named above: Connection; outside the process limits: Connection"
    )


def test_days_carry_their_year_where_the_axis_spans_two():
    assert table.build_week_rows(make_picture(50, first=FIRST_WEEK + 43))[0].day == "21 December"
    assert [
        row.day for row in table.build_week_rows(make_picture(50, 50, 50, first=FIRST_WEEK + 43))
    ] == [
        "4 January 2027",
        "28 December 2026",
        "21 December 2026",
    ]
