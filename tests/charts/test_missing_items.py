"""When a change may come from the statements, and how words, table and plot say it."""

from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import plotly_figure, sentences, table
from reflect.charts.baselines import is_based_on_other_items
from reflect.charts.series import build_picture
from reflect.core.week_entries import WeekEntry
from tests.support.chart_data import CONNECTION_SCALE, FIRST_WEEK, make_picture

CALM = [50, 58, 50, 42, 50, 58, 50, 42, 50, 58, 50, 42]
NONE, REACH, SENSE = frozenset(), frozenset({"reach"}), frozenset({"sense"})
SETS = st.sampled_from([NONE, REACH, SENSE])
SEEN = "Your last seven weeks with answers all lie below your usual level."
OTHERS = "They rest on other statements than that level, and that alone can look like this."
SELDOM = "Ordinary ups and downs seldom look like this."


def lived(missing, values=(*CALM, *[42] * 7)):
    """Connection week by week, each with the statements that it does without."""
    entries = [
        WeekEntry(
            FIRST_WEEK + n,
            scores={"connection": value},
            missing={"connection": gone} if gone else {},
        )
        for n, (value, gone) in enumerate(zip(values, missing, strict=True))
    ]
    return build_picture(entries, (CONNECTION_SCALE,), FIRST_WEEK, FIRST_WEEK + (len(entries) - 1))


@given(SETS, st.integers(19, 60))
def test_statements_that_are_always_missing_make_no_difference(gone, weeks):
    assert not is_based_on_other_items([gone] * weeks)


@given(st.lists(SETS, min_size=12, max_size=12), st.lists(SETS, min_size=7, max_size=7))
def test_what_lies_between_the_level_and_the_latest_weeks_does_not_matter(then, now):
    here = is_based_on_other_items([*then, *now])
    assert is_based_on_other_items([*then, REACH, SENSE, NONE, *now]) == here


@given(st.lists(SETS, min_size=12, max_size=12), st.lists(SETS, min_size=7, max_size=7))
def test_missing_and_answered_change_places(then, now):
    """A statement that goes missing counts as much as one that comes back."""
    whole = REACH | SENSE
    turned = [whole - each for each in (*then, *now)]
    assert is_based_on_other_items(turned) == is_based_on_other_items([*then, *now])


def test_half_of_the_weeks_is_where_it_begins():
    assert not is_based_on_other_items(
        [NONE] * 12 + [REACH] * 3 + [NONE] * 4
    )  # 3 of 7 against none
    assert is_based_on_other_items([NONE] * 12 + [REACH] * 4 + [NONE] * 3)
    assert is_based_on_other_items([REACH] * 6 + [NONE] * 6 + [NONE] * 7)  # none against 6 of 12
    assert not is_based_on_other_items([REACH] * 5 + [NONE] * 7 + [NONE] * 7)
    assert not is_based_on_other_items([REACH] * 6 + [NONE] * 6 + [REACH] * 6 + [NONE])
    assert is_based_on_other_items([SENSE] * 12 + [REACH] * 7)  # as many, but others


def test_the_claim_is_held_back_and_the_fact_is_said():
    same, other = lived([NONE] * 19), lived([NONE] * 12 + [REACH] * 7)
    assert sentences.describe_scale(same.panels[0]) == f"{SEEN} {SELDOM}"
    assert sentences.describe_scale(other.panels[0]) == f"{SEEN} {OTHERS}"
    said = sentences.describe_week(other.panels[0], other.last)
    assert said == f"42 this week; your usual level is 50. {SEEN} {OTHERS}"


def test_it_is_said_of_a_change_only():
    calm = lived([NONE] * 12 + [REACH] * 7, [*CALM, *CALM[:7]])
    assert not calm.panels[0].is_based_on_other_items
    assert sentences.describe_scale(calm.panels[0]) == "Inside your usual range."


def test_marks_and_limits_are_the_same_whatever_is_missing():
    same, other = lived([NONE] * 19), lived([NONE] * 12 + [REACH] * 7)
    assert same.panels[0].limits == other.panels[0].limits
    marks = [[point.mark for point in drawn.panels[0].points] for drawn in (same, other)]
    assert marks[0] == marks[1]


def test_table_and_plot_say_on_how_many_statements_a_week_rests():
    drawn = lived([NONE] * 12 + [REACH] * 7)
    notes = [row.notes for row in table.build_week_rows(drawn)]
    assert notes[0] == "in a pattern: Connection; Connection from 2 of 3 statements"
    assert notes[-1] == ""
    line = plotly_figure.build_scale_figure(drawn.panels[0], drawn)["data"][3]
    hovers = [hover for hover in line["hovertext"] if hover.endswith("from 2 of 3 statements")]
    assert len(hovers) == 7


def test_the_caption_leads_to_the_table_where_weeks_rest_on_fewer():
    said = "Some weeks rest on fewer statements than the scale has; the table says which."
    assert said in sentences.build_caption(lived([NONE] * 18 + [REACH]))
    assert said not in sentences.build_caption(lived([NONE] * 19))
    assert said not in sentences.build_caption(make_picture(*CALM))
