"""A sheet's lines in the words of its writer, under the rules of the charts; the sheet as text."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import sentences
from reflect.charts.dates import format_day
from reflect.checkins.actions import WeeklyAction
from reflect.core.weeks import Week
from reflect.notebook.cpd.entries import CpdRecordEntry
from reflect.notebook.supervision_sheet import wording
from reflect.notebook.supervision_sheet.presenters import format_sheet_text, is_one_page
from reflect.notebook.supervision_sheet.services import SheetItem, SupervisionSheet
from tests.support.chart_data import any_picture, make_panel

TODAY, W48 = date(2026, 11, 27), Week.parse("2026-W48")
TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
SHEETS = st.builds(
    SupervisionSheet,
    shown=TEXT,
    when=TEXT,
    want=TEXT,
    brought=st.lists(st.builds(SheetItem, TEXT, TEXT), max_size=4).map(tuple),
    seen=st.lists(TEXT, max_size=4).map(tuple),
)
EVEN = [50.0, 58.3] * 6  # a baseline of twelve


@given(any_picture())
def test_the_sheet_says_what_the_picture_says_with_my_for_your(picture):
    for one in picture.panels:
        said = sentences.describe_scale(one)
        mine = wording.describe_own_scale(one).removeprefix(f"{one.scale.title}: ")
        assert bool(mine) == one.finding.can_show_change
        if one.finding.change:
            assert (
                said[0].lower() + said[1:] == sentences.describe_change(one) or one.finding.unusual
            )
            assert mine.startswith(sentences.describe_change(one))
        elif mine:
            average = mine.removeprefix("no change found. My weeks average ").partition(".")[0]
            assert said.startswith(f"No change found. Your weeks average {average}")
        for week in one.finding.unusual:
            assert format_day(week.monday) in mine


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (EVEN, "Connection: no change found. My weeks average 54."),
        (
            [*EVEN, *[25.0] * 7],
            (
                "Connection: lower since about May (give or take two weeks): about 26, compared "
                "with about 54 before."
            ),
        ),
        (
            [*EVEN, 0.0],
            "Connection: no change found. My weeks average 50. One week stood out: 18 May.",
        ),
        (EVEN[:9], ""),
        ([], ""),
    ],
)
def test_a_scale_reads_like_this(values, words):
    assert wording.describe_own_scale(make_panel(*(values or [None]))) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (0, "My last formal supervision was this week."),
        (1, "It is one week since my last formal supervision. Four are set."),
        (7, "It is seven weeks since my last formal supervision. Four are set."),
        (14, "It is 14 weeks since my last formal supervision. Four are set."),
    ],
)
def test_weeks_since_the_last_supervision_stand_beside_what_is_set(ago, words):
    assert wording.describe_weeks_since_supervision(W48 + -ago, W48, 4) == words


@pytest.mark.parametrize(
    ("whose", "outcome", "words"),
    [
        (1, "", "My action, from my week of 23 November."),
        (1, "carried", "My action, carried over, from my week of 23 November."),
        (2, "open", "My team's move, from my week of 23 November."),
        (3, "", "My supervisor's move, from my week of 23 November."),
        (4, "", "The organisation's move, from my week of 23 November."),
        (0, "", "An action, from my week of 23 November."),
    ],
)
def test_an_action_says_whose_move_it_is(whose, outcome, words):
    action = WeeklyAction("a", "2026-W48", "2026-11-27", "x", whose, outcome=outcome)
    assert wording.describe_action_source(action, TODAY) == words


def test_a_week_of_another_year_says_its_year():
    assert wording.describe_week_source(Week.parse("2025-W48"), TODAY) == (
        "From my week of 24 November 2025."
    )


@pytest.mark.parametrize(
    ("function", "source", "words"),
    [
        ("support", "From my week.", "Support. From my week."),
        ("", "From my week.", "From my week."),
        ("mediation", "", "Mediation."),
        ("made-up", "", ""),
    ],
)
def test_a_function_of_supervision_stands_before_the_source(function, source, words):
    assert wording.add_function_label(function, source) == words


def test_a_cpd_draft_is_one_short_line():
    entry = CpdRecordEntry("a", type="Reading", description="word " * 100)
    line = wording.describe_cpd_draft(entry)
    assert line.startswith("Reading: word word")
    assert line.endswith("word…")
    assert len(line) < 220
    assert wording.describe_cpd_draft(replace(entry, description="")) == "Reading"
    assert wording.describe_cpd_draft(replace(entry, type="", description="a\nb")) == "a b"
    assert wording.describe_cpd_draft(CpdRecordEntry("a")) == ""


@given(SHEETS)
def test_every_word_of_a_sheet_comes_out_whole(sheet):
    text = format_sheet_text(sheet)
    lines = [part for one in sheet.brought for part in (one.text, one.note)]
    assert all(part in text for part in (sheet.shown, sheet.when, sheet.want, *lines, *sheet.seen))


def test_an_empty_sheet_has_lines_to_write_on():
    text = format_sheet_text(SupervisionSheet())
    assert text.startswith("For supervision\n\n\nWhat I want from today\n\n____")
    assert "What I see in my own picture" not in text
    assert text.count("\n" + "_" * 60) == 7


def test_a_sheet_reads_like_this():
    sheet = SupervisionSheet(
        "Sam Adeyemi",
        "Thursday, 90 minutes",
        "Room to think.",
        (SheetItem("Two hard visits.", "Support. From my week."), SheetItem("A training day.")),
        ("Connection: no change found. My weeks average 75.",),
    )
    assert format_sheet_text(sheet).split("\n\n\nWhat we agreed")[0] == (
        "For supervision\nSam Adeyemi\nThursday, 90 minutes\n\n\n"
        "What I want from today\n\nRoom to think.\n\n\n"
        "What I bring\n\n- Two hard visits.\n  (Support. From my week.)\n\n- A training day.\n\n\n"
        "What I see in my own picture\n\nConnection: no change found. My weeks average 75."
    )


@given(SHEETS, TEXT)
def test_one_more_line_never_makes_a_sheet_fit(sheet, text):
    longer = replace(sheet, brought=(*sheet.brought, SheetItem(text)))
    assert is_one_page(sheet) or not is_one_page(longer)
