"""Every sentence of a chart, and the rule that allows it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given

from reflect.charts import sentences
from reflect.charts.claim_rates import load_claim_rates
from reflect.charts.dates import (
    format_day,
    format_days,
    format_short_day,
    round_half_up,
    spell_number,
    spell_number_capitalised,
)
from reflect.charts.series import ChartScale, build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import (
    CALM,
    CONNECTION_SCALE,
    FIRST_WEEK,
    THREE_SCALES,
    any_picture,
    any_picture_with_changes,
    make_answered_picture,
    make_change,
    make_panel,
    make_picture,
    make_scales_picture,
)

FALL, RISE = [*CALM, *[8] * 8], [*CALM, *[92] * 8]


def format_levels(values):
    """The two levels of a change; `test_findings.py` has them worked by hand."""
    before, now = (round_half_up(level.value) for level in make_panel(*values).levels)
    return f"about {now}, compared with about {before} before."


LOWER = f"ower since about May (give or take two weeks): {format_levels(FALL)}"
HIGHER = f"igher since about May (give or take two weeks): {format_levels(RISE)}"
NEVER = re.compile(
    r"!|—|good for|poor|at risk|declin|improv|worse|better than|please|\{|\}", re.IGNORECASE
)


def everything(drawn):
    """Every sentence that a picture can say."""
    yield from sentences.describe_picture(drawn)
    yield from (
        sentences.summarise_weeks(drawn),
        sentences.describe_progress(drawn),
        sentences.describe_error_rates(drawn),
        sentences.describe_process_chart(),
        sentences.build_caption(drawn),
        sentences.format_chart_title(drawn),
    )
    for panel in drawn.drawn_panels:
        yield from (sentences.describe_scale(panel), sentences.describe_change(panel))
        yield from (sentences.describe_week(panel, week) for week in drawn.weeks)
    yield from (sentences.welcome_back(drawn, week) for week in drawn.weeks)


@given(any_picture_with_changes())
def test_no_sentence_judges_or_hurries(drawn):
    for sentence in everything(drawn):
        assert not NEVER.search(sentence), sentence


@given(any_picture_with_changes())
def test_no_sentence_is_longer_than_twenty_five_words(drawn):
    """The one on how often a change is chance has its numbers side by side: up to forty."""
    rates = sentences.describe_error_rates(drawn)
    for said in everything(drawn):
        for sentence in re.split(r"[.;:] ", said):
            assert len(sentence.split()) <= (40 if said == rates else 25), sentence


@given(any_picture_with_changes())
def test_no_sentence_begins_with_a_small_letter_or_lacks_its_stop(drawn):
    said = [*sentences.describe_picture(drawn), sentences.build_caption(drawn)]
    for panel in drawn.drawn_panels:
        said.append(sentences.describe_scale(panel))
        said += [sentences.describe_week(panel, week) for week in drawn.weeks]
    for text in said:
        assert text.endswith("."), text
        for sentence in text.split(". "):
            assert not sentence[:1].islower(), sentence
        assert "  " not in text


@given(any_picture_with_changes())
def test_no_change_is_said_exactly_where_none_is_found_in_enough_weeks(drawn):
    for panel in drawn.drawn_panels:
        finding, said = panel.finding, sentences.describe_scale(panel)
        none_found = finding.can_show_change and finding.change is None
        assert said.startswith("No change found. Your weeks average ") == none_found
        assert bool(sentences.describe_change(panel)) == (finding.change is not None)


@given(any_picture_with_changes())
def test_only_the_latest_week_is_given_beside_a_change(drawn):
    for panel in drawn.drawn_panels:
        change = sentences.describe_change(panel)
        for week in drawn.weeks:
            is_latest = bool(panel.points) and panel.points[-1].week == week
            said = "compared with about" in sentences.describe_week(panel, week)
            assert said == (is_latest and bool(change))


@given(any_picture_with_changes())
def test_a_week_of_an_earlier_line_is_compared_with_nothing(drawn):
    for panel in drawn.drawn_panels:
        for point in panel.points:
            if not panel.is_on_latest_line(point.week) and point is not panel.points[-1]:
                value = round_half_up(point.value)
                assert sentences.describe_week(panel, point.week) == f"{value} this week."


@given(any_picture())
def test_how_many_weeks_are_missing_is_said_until_there_are_enough(drawn):
    can_be = any(panel.finding.can_show_change for panel in drawn.panels)
    assert bool(sentences.describe_progress(drawn)) != can_be
    assert bool(sentences.describe_error_rates(drawn)) == can_be


# --- the headline ---


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([None], ["No week has enough answers for a number yet."]),
        (
            [50],
            [
                "Connection: 50 in the first week.",
                "After nine more weeks with answers, Reflect can look for a lasting change.",
            ],
        ),
        (
            [*CALM[:8], 58],
            [
                (
                    "Connection: 58 in your latest week, 16 higher than the last time. "
                    "Your weeks so far run from 42 to 58."
                ),
                "After one more week with answers, Reflect can look for a lasting change.",
            ],
        ),
        (CALM, ["No lasting change was found in your last 12 weeks with answers."]),
        (CALM * 6, ["No lasting change was found in your last 52 weeks with answers."]),
        (FALL, [f"Connection has been l{LOWER}"]),
        (RISE, [f"Connection has been h{HIGHER}"]),
        (
            [*CALM, None, "away", "away"],
            [
                "No lasting change was found in your last 12 weeks with answers.",
                "Your latest answers are from the week of 11 May 2026.",
            ],
        ),
    ],
)
def test_what_there_is_to_say_first(values, said):
    assert list(sentences.describe_picture(make_picture(*values))) == said


def test_the_larger_change_is_said_first_and_then_that_no_other_was_found():
    drawn = make_scales_picture([*CALM, *[58, 50] * 4], [*CALM, *[92] * 8], [*CALM, *[0] * 8])
    first, second, *rest = sentences.describe_picture(drawn)
    assert first.startswith("Work-life balance has been lower since about May ")
    assert second.startswith("Supervision and support has been higher since about May ")
    assert rest == ["No other change was found."]


def test_a_change_that_only_all_scales_together_show_says_so():
    steady = [60.0, 50.0, 40.0] * 24
    series = (
        [value - 9 * (n >= 18) for n, value in enumerate(steady[k : k + 36])] for k in (0, 1, 2)
    )
    headline, *rest = sentences.describe_picture(make_scales_picture(*series))
    assert headline == (
        "The average of all scales has been lower since about June (give or take two weeks): "
        "about 41, compared with about 50 before."
    )
    assert rest == ["None of the scales shows it clearly by itself."]


def test_where_the_latest_line_begins_is_said_with_its_reason():
    marked = make_picture(*CALM, *CALM, marks=[make_change(12, baseline=True)])
    assert sentences.describe_picture(marked)[-1] == (
        "You started again with your mark of 18 May 2026. Earlier weeks are not compared."
    )
    entries = [replace(e, version=1 + (n >= 12)) for n, e in enumerate(marked.entries.values())]
    drawn = build_picture(entries, (CONNECTION_SCALE,), marked.first, marked.last)
    assert sentences.describe_picture(drawn)[-1] == (
        "The questionnaire changed in the week of 18 May 2026. Earlier weeks are not compared."
    )


# --- a scale ---


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([None], "No week with enough answers yet."),
        ([50], "50 in the first week."),
        (
            [58, 50, 50],
            "50 in your latest week, the same as the last time. Your weeks so far run from 50 to",
        ),
        ([50, None, 42], "42 in your latest week, 8 lower than the last time. Your weeks so far"),
        (CALM[:10], "No change found. Your weeks average 51."),
        ([*CALM, *CALM[:4]], "No change found. Your weeks average 50; the last eight, 50."),
        (FALL, f"L{LOWER}"),
        (RISE, f"H{HIGHER}"),
        (
            [*CALM, 0, 50],
            (
                "No change found. Your weeks average 46. One week stood out: 18 May, with 0. "
                "One week alone says little."
            ),
        ),
        (
            [*CALM * 2, 0, 50, 100],
            (
                "No change found. Your weeks average 50; the last eight, 49. "
                "Two weeks stood out: 10 August and 24 August. Single weeks say little."
            ),
        ),
    ],
)
def test_beside_the_name_of_a_scale(values, sentence):
    assert sentences.describe_scale(make_panel(*values)).startswith(sentence)


def test_no_run_of_numbers_is_given_where_all_are_the_same():
    said = sentences.describe_scale(make_panel(50, 50.4, 50))
    assert said == "50 in your latest week, the same as the last time."


def test_a_change_is_said_first_and_single_weeks_after_it():
    said = sentences.describe_scale(make_panel(*CALM, *[8] * 8, 60))
    assert said.startswith("Lower since about May ")
    assert said.endswith("One week stood out: 13 July, with 60. One week alone says little.")


def test_a_change_is_dated_as_exactly_as_it_is_known():
    """A month with a number of weeks, or the months between which it began."""
    exact = sentences.describe_change(make_panel(*FALL))
    assert exact.startswith("lower since about May (give or take two weeks): ")
    gap = sentences.describe_change(make_panel(*CALM, *[None] * 9, *[8] * 8))
    assert gap.startswith("lower since about July (give or take nine weeks): ")
    long = sentences.describe_change(make_panel(*CALM, *[None] * 20, *[8] * 8))
    assert long.startswith("lower since some time between May and October: ")


def test_the_year_of_a_change_is_said_where_the_latest_answers_are_of_another():
    drawn = make_picture(*CALM, *[8] * 10, first=FIRST_WEEK + 30)
    assert "since about December 2026 (give" in sentences.describe_picture(drawn)[0]
    same = make_picture(*CALM, *[8] * 8, first=FIRST_WEEK + 40)
    assert "since about February (give" in sentences.describe_picture(same)[0]


# --- a week ---


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([50, 50, 50, 41.67], "42 in your latest week, 8 lower than the last time. "),
        ([*CALM, 62.5], "63 this week. Your weeks average 51."),
        (FALL, f"8 this week. L{LOWER}"),
        (
            [*CALM, 0],
            "0 this week. Your weeks average 46. This week stood out. One week alone says little.",
        ),
    ],
)
def test_the_latest_week_beside_its_level(values, sentence):
    drawn = make_picture(*values)
    assert sentences.describe_week(drawn.panels[0], drawn.last).startswith(sentence)


@pytest.mark.parametrize(
    ("week", "sentence"),
    [
        (2, "50 this week. Your weeks around then average 50."),
        (14, f"8 this week. Your weeks around then average {format_levels(FALL).split()[1][:-1]}."),
    ],
)
def test_an_earlier_week_beside_the_level_of_its_time(week, sentence):
    panel = make_panel(*FALL)
    assert sentences.describe_week(panel, FIRST_WEEK + week) == sentence


def test_a_week_before_a_mark_is_compared_with_nothing():
    panel = make_panel(*CALM, *CALM, marks=[make_change(12, baseline=True)])
    assert sentences.describe_week(panel, FIRST_WEEK + 3) == "42 this week."


def test_a_blank_is_not_zero():
    drawn = build_picture([WeekEntry(FIRST_WEEK)], THREE_SCALES, FIRST_WEEK, FIRST_WEEK)
    assert sentences.describe_week(drawn.panels[1], FIRST_WEEK) == (
        "Not enough answers for this scale this week. Two of three are needed. Blank is not zero."
    )
    five = ChartScale("x", "X", items=5, minimum=4)
    drawn = build_picture([WeekEntry(FIRST_WEEK)], (five,), FIRST_WEEK, FIRST_WEEK)
    assert "Four of five are needed." in sentences.describe_week(drawn.panels[0], FIRST_WEEK)


# --- the summary, and coming back ---


def test_the_summary_counts_every_week():
    assert sentences.summarise_weeks(make_picture(50, "away", None, 58)) == (
        "4 weeks, from 23 February to 22 March: 2 answered, 1 away, 1 without answers."
    )
    assert (
        sentences.summarise_weeks(make_picture(50))
        == "1 week, from 23 February to 1 March: 1 answered."
    )
    assert sentences.summarise_weeks(
        build_picture([], THREE_SCALES, FIRST_WEEK, FIRST_WEEK)
    ).startswith("Your first check-in goes")


def test_years_are_said_where_the_axis_spans_two():
    first = FIRST_WEEK + 40
    said = sentences.summarise_weeks(make_picture(*[50] * 14, first=first))
    assert said.startswith("14 weeks, from 30 November 2026 to 7 March 2027:")
    panel = make_picture(*CALM, 8, *[50] * 4, first=FIRST_WEEK + 32).panels[0]
    assert "One week stood out: 28 December 2026, with 8." in sentences.describe_scale(panel)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([50, None, None, None, 50], "Welcome back. Three weeks have no answers. The line has a"),
        ([50, None, None, 50], "Welcome back. Two weeks have no answers. "),
        ([50, None, 50], ""),
        ([50, "away", "away", "away", 50], ""),
        ([None, None, None, 50], ""),
        ([50, None, None, None, "away"], "Welcome back. Three weeks"),
    ],
)
def test_one_is_welcomed_back_after_a_gap(values, said):
    drawn = make_picture(*values)
    found = sentences.welcome_back(drawn, drawn.last)
    assert found.startswith(said)
    assert bool(found) == bool(said)


# --- what is said of the method, and of the drawing ---


def test_how_often_a_change_is_chance_is_said_once_one_can_be_found():
    assert sentences.describe_error_rates(make_picture(*CALM[:9])) == ""
    said = sentences.describe_error_rates(make_picture(*CALM))
    rates = load_claim_rates("person")
    for name in ("any_false_change", "step_21_told", "step_14_told"):
        assert 0 < rates[name] < 100
        assert f"{rates[name]}" in said
    assert said.endswith(
        "So a change may be chance, and silence does not mean that nothing changed."
    )


def test_what_the_process_chart_is_worth_is_said_with_its_number():
    marked = load_claim_rates("person")["any_process_mark"]
    assert f"marks some week of {marked} in 100 people" in sentences.describe_process_chart()


def test_the_caption_speaks_only_of_what_is_drawn():
    plain = "Higher is better. Lines break where weeks are missing."
    assert sentences.build_caption(make_picture(50)) == plain
    assert sentences.build_caption(make_picture(*CALM)) == plain
    assert "half-days" in sentences.build_caption(make_picture(50, places={"home": 4}))
    several = "one is the average of several weeks"
    assert several in sentences.build_caption(make_picture(*[50] * 61, places={"home": 4}))
    assert several not in sentences.build_caption(make_picture(*[50] * 60, places={"home": 4}))
    hollow = "In hollow weeks a statement has no answer."
    assert hollow in sentences.build_caption(make_answered_picture((75, 50, None)))
    assert hollow not in sentences.build_caption(make_answered_picture((75, 50, 25)))
    widely = "Your weeks vary a lot, so a single week says little."
    assert widely in sentences.build_caption(make_picture(*[20, 80] * 8))
    assert widely not in sentences.build_caption(make_picture(*[20, 80] * 5))


@given(any_picture_with_changes())
def test_the_drawing_has_a_name(drawn):
    said = sentences.format_chart_title(drawn)
    assert all(panel.scale.title in said for panel in drawn.panels)
    assert said.endswith("week" if len(drawn.weeks) == 1 else f"{len(drawn.weeks)} weeks")


def test_numbers_and_days_in_words():
    assert [spell_number(n) for n in (0, 1, 10, 11)] == ["0", "one", "ten", "11"]
    assert spell_number_capitalised(4) == "Four"
    assert [round_half_up(value) for value in (62.5, 63.5, 58.33, 66.67, 0)] == [63, 64, 58, 67, 0]
    days = [(FIRST_WEEK + n).monday for n in (0, 1, 2)]
    assert format_day(days[1]) == "2 March"
    assert format_day(days[1], year=True) == "2 March 2026"
    assert format_short_day(days[0]) == "23 Feb"
    assert format_short_day(days[0], year=True) == "23 Feb 2026"
    assert format_days(days) == "23 February, 2 March and 9 March"
    assert format_days(days[:2]) == "23 February and 2 March"
    assert format_days(days[:1]) == "23 February"
