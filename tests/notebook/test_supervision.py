"""Formal supervision over the year: what is counted, said and drawn, and what stays unsaid."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.accounts.settings import preferences
from reflect.charts.plot_area import PlotArea
from reflect.core.week_entries import (
    SUPERVISION_HELD,
    SUPERVISION_MISSED,
    SUPERVISION_NOT_DUE,
    SupervisionMeeting,
)
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.notebook.supervision import chart as supervision_chart
from reflect.notebook.supervision import presenters as supervision_presenters
from reflect.notebook.supervision.services import LOOKBACK_WEEKS
from tests.support.accounts import open_vault
from tests.support.factories import (
    FOUR_WEEKLY_SETTINGS,
    FULL_ANSWERS,
    make_supervision_year,
    submit_week,
)
from tests.support.weeks import W48

PAGE = "/notebook/supervision"
SINCE, ASK = "since your last formal supervision.", "You could ask for the next date."
ANSWERS = st.sampled_from(
    [
        SUPERVISION_HELD,
        SUPERVISION_HELD,
        SUPERVISION_NOT_DUE,
        SUPERVISION_NOT_DUE,
        SUPERVISION_MISSED,
        "away",
        None,
        0,
    ]
)
MEETINGS = st.builds(
    SupervisionMeeting,
    st.just(""),
    st.sampled_from([0, 45, 89, 90, 120]),
    st.integers(0, 3),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 3),
)


@st.composite
def years(draw):
    weeks = draw(st.integers(1, 80))
    said = {f"w{ago}": draw(ANSWERS) for ago in range(weeks)}
    meetings = {ago: draw(MEETINGS) for ago in range(weeks) if said[f"w{ago}"] == SUPERVISION_HELD}
    count = draw(st.integers(1, 26))
    own = {
        **FOUR_WEEKLY_SETTINGS,
        "interval": count,
        "own_interval": draw(st.sampled_from([0, count])),
    }
    return make_supervision_year(meetings, weeks, own, **said)


@given(years())
def test_every_week_of_the_span_is_told_away_silent_or_still_open(one):
    parts = [*one.reported_weeks, *one.away_weeks, *one.unreported_weeks]
    assert len(set(parts)) == len(parts)
    assert {*parts, one.last} == set(one.weeks)
    assert len(one.weeks) <= LOOKBACK_WEEKS


@given(years())
def test_weeks_between_add_up_to_the_time_from_the_first_to_the_last(one):
    assert all(later.after == later.week - sooner.week for sooner, later in pairwise(one.sessions))
    if one.sessions and one.sessions[0].after is None:
        assert sum(one.gaps) == one.sessions[-1].week - one.sessions[0].week


@given(years())
def test_what_is_due_comes_after_the_latest_and_takes_nothing_from_the_weeks_since(one):
    assert all(one.latest is None or week > one.latest.week for week in one.due)
    assert one.weeks_since_latest is None or one.weeks_since_latest == W48 - one.latest.week


@given(years())
def test_the_answers_of_each_line_and_those_not_said_make_up_all_meetings(one):
    lines = dict(supervision_presenters.summarise_supervision_year(one))
    for line in ("How you met", "With whom", "Free of interruptions", "Time to think"):
        if one.sessions:
            assert sum(map(int, re.findall(r"\d+", lines[line]))) == len(one.sessions)
        else:
            assert line not in lines


@given(years())
def test_the_next_date_is_spoken_of_past_the_interval_only(one):
    past = one.weeks_since_latest is not None and one.weeks_since_latest > one.interval.weeks
    assert (ASK in supervision_presenters.describe_latest_supervision(one)) == past


@given(years())
def test_the_line_runs_without_overlap_from_the_first_known_meeting_to_this_week(one):
    frame = PlotArea.for_weeks(len(one.weeks), is_wide=True)
    within, beyond = supervision_chart._split_at_interval(one, frame)
    stretches = sorted([*within, *beyond])
    assert all(a < b for a, b in stretches)
    assert all(one[1] == other[0] for one, other in pairwise(stretches))
    end = frame.x(one.last - one.first)
    if one.latest and one.latest.week < one.last:
        assert stretches[-1][1] == end


@given(years())
def test_the_drawing_has_a_mark_for_each_meeting_and_a_stroke_for_each_week_that_tells(one):
    for drawn in (
        supervision_chart.draw_supervision_chart(one, is_wide=True),
        supervision_chart.draw_supervision_chart(one, is_wide=False),
    ):
        marks = re.findall(r'class="point marked" d="([^"]*)"', drawn)
        assert sum(each.count("z") for each in marks) == len(one.sessions)
        strokes = re.findall(r'class="told" d="([^"]*)"', drawn)
        assert sum(each.count("z") for each in strokes) == len(one.reported_weeks)
        assert "style=" not in drawn


@given(years())
def test_the_key_explains_what_is_drawn_and_nothing_else(one):
    meanings = {
        meaning.split(",")[0]: drawn
        for drawn, meaning in supervision_chart.build_supervision_legend(one)
    }
    wide = supervision_chart.draw_supervision_chart(one, is_wide=True)
    assert ("formal supervision" in meanings) == ('class="point marked"' in wide)
    assert ("you noted that it was due" in meanings) == ('class="point"' in wide)
    assert ("longer than that" in meanings) == ('class="bare"' in wide)
    assert ("a week away" in meanings) == ('class="away"' in wide)


# By hand


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (0, "You had formal supervision this week. You set four weeks."),
        (1, "Your last formal supervision was last week. You set four weeks."),
        (4, f"It is four weeks {SINCE} You set four."),
        (7, f"It is seven weeks {SINCE} You set four. {ASK}"),
        (60, f"It is 60 weeks {SINCE} You set four. {ASK}"),
    ],
)
def test_the_first_sentence_says_how_long_ago_and_what_was_set(ago, said):
    assert (
        supervision_presenters.describe_latest_supervision(make_supervision_year((ago,), weeks=70))
        == said
    )


def test_never_held_so_far_is_said_as_it_is():
    said = supervision_presenters.describe_latest_supervision(make_supervision_year((), weeks=30))
    assert said == "Your check-ins tell of no formal supervision so far. You set four weeks."


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"own_interval": 6, "stage": "experienced", "interval": 6}, "You set six."),
        ({"own_interval": 0, "stage": "to-six-months", "interval": 2}, "Your stage suggests two."),
        (
            {"own_interval": 0, "stage": "", "interval": 4},
            "Reflect counts with four until you choose.",
        ),
    ],
)
def test_it_says_where_the_interval_comes_from(own, said):
    assert said in supervision_presenters.describe_latest_supervision(
        make_supervision_year((9,), own={**FOUR_WEEKLY_SETTINGS, **own})
    )


def test_answers_that_it_was_due_are_mentioned_and_dated():
    one = make_supervision_year((6,), w2=SUPERVISION_MISSED)
    assert (
        supervision_presenters.describe_since_latest(one)[1]
        == "Since then, in your week of 9 November, you noted that it was due."
    )
    two = make_supervision_year((6,), w2=SUPERVISION_MISSED, w1=SUPERVISION_MISSED)
    assert supervision_presenters.describe_since_latest(two)[1] == (
        "In two weeks since then you noted that it was due, the latest that of 16 November."
    )
    before = make_supervision_year((6,), w8=SUPERVISION_MISSED)
    assert supervision_presenters.describe_since_latest(before) == [
        "Your last one: week of 12 October."
    ]
    never = make_supervision_year((), w8=SUPERVISION_MISSED, w7=SUPERVISION_MISSED)
    assert supervision_presenters.describe_since_latest(never) == [
        "In two weeks you noted that it was due, the latest that of 5 October."
    ]


def test_weeks_that_say_nothing_since_are_named_and_weeks_away_are_not():
    one = make_supervision_year((6,), w3=None, w2=0, w1="away")
    assert supervision_presenters.describe_since_latest(one)[-1] == (
        "Two weeks since then say nothing about it, so one may be missing here."
    )
    assert (
        len(
            supervision_presenters.describe_since_latest(
                make_supervision_year((6,), w1="away", w0=None)
            )
        )
        == 1
    )  # this week is still open
    assert (
        len(
            supervision_presenters.describe_since_latest(
                make_supervision_year((60,), weeks=80, w3=None)
            )
        )
        == 1
    )  # the table says it


def test_the_last_one_has_its_day_or_else_its_week():
    assert supervision_presenters.describe_since_latest(
        make_supervision_year({6: SupervisionMeeting(day="2026-10-16")})
    )[0] == ("Your last one: Friday 16 October.")
    assert supervision_presenters.describe_since_latest(
        make_supervision_year({50: SupervisionMeeting(day="2025-12-12")})
    )[0] == ("Your last one: 12 December 2025.")


TOLD = {
    20: SupervisionMeeting("", 45, 1, 1, 1, 1),
    16: SupervisionMeeting("", 90, 2, 1, 2, 2),
    8: SupervisionMeeting("", 95, 2, 2, 0, 3),
    4: SupervisionMeeting(),
}


def test_the_year_worked_by_hand():
    assert supervision_presenters.summarise_supervision_year(
        make_supervision_year(TOLD, w30="away", w31="away", w12=None, w10=SUPERVISION_MISSED)
    ) == [
        ("How many", "4 formal supervisions. 2 weeks away. 1 week says nothing."),
        ("You noted that it was due", "In 1 week."),
        ("From one to the next", "4 to 8 weeks, in the middle 4. Longer than 4 weeks: 1 of 3."),
        (
            "Length",
            "45 to 95 minutes, in the middle 90. 2 of 3 reached 90 minutes. Not said: 1.",
        ),
        ("How you met", "In person 1, by video 2, not said 1."),
        ("With whom", "One to one 2, in a group 1, not said 1."),
        ("Free of interruptions", "Yes 1, no 1, not said 2."),
        ("Time to think", "Yes 1, a little 1, no 1, not said 1."),
    ]


def test_one_length_alone_is_no_range():
    lines = dict(
        supervision_presenters.summarise_supervision_year(
            make_supervision_year({3: SupervisionMeeting(minutes=60)})
        )
    )
    assert lines["Length"] == "60 minutes. 0 of 1 reached 90 minutes."
    assert "From one to the next" not in lines
    assert (
        dict(supervision_presenters.summarise_supervision_year(make_supervision_year((3,))))[
            "Length"
        ]
        == "Not said."
    )


def test_the_rows_are_newest_first_and_say_what_was_not_said():
    newest, second, *_rest = supervision_presenters.build_supervision_rows(
        make_supervision_year(TOLD)
    )
    assert (newest.day, newest.after, newest.minutes) == ("Week of 26 October", "4", "not said")
    assert (newest.how, newest.free, newest.reflect) == ("not said",) * 3
    assert (second.after, second.how, second.reflect) == ("8", "by video, in a group", "no")
    assert (
        supervision_presenters.build_supervision_rows(
            make_supervision_year({9: SupervisionMeeting(who=1)})
        )[0].how
        == "one to one"
    )


def test_a_label_of_another_version_is_not_said_rather_than_guessed():
    assert (
        supervision_presenters.build_supervision_rows(
            make_supervision_year({3: SupervisionMeeting(how=9, free=7)})
        )[0].free
        == "not said"
    )


def test_the_span_is_a_year_at_most_and_a_meeting_before_it_still_counts():
    one = make_supervision_year((60, 10), weeks=80)
    assert len(one.weeks) == LOOKBACK_WEEKS
    assert [held.week for held in one.sessions] == [W48 + -10]
    assert one.gaps == [50]
    within, beyond = supervision_chart._split_at_interval(
        one, PlotArea.for_weeks(LOOKBACK_WEEKS, is_wide=True)
    )
    assert len(within) == 1  # what began before is beyond the interval when the span begins
    assert len(beyond) == 2
    assert make_supervision_year((60,), weeks=80).sessions == ()
    assert make_supervision_year((60,), weeks=80).weeks_since_latest == 60


# Through the page


def supervise(app, browser, ago: int, **told) -> None:
    week = W48 + -ago
    answers = {**FULL_ANSWERS, "held": 1, "date": week.days[2].isoformat(), **told}
    submit_week(app, browser, week, **answers)


def test_somebody_new_reads_where_it_comes_from(signed_in):
    signed_in.get(PAGE)
    assert "Your check-ins tell of no formal supervision so far." in signed_in.words
    assert "The check-in asks about it on its last page." in signed_in.words
    assert "<svg class" not in signed_in.html
    assert "data-print" not in signed_in.html


def test_the_page_says_draws_and_lists(app, signed_in):
    supervise(app, signed_in, 11, minutes=60, how=1, who=1, free=1, reflect=2)
    supervise(app, signed_in, 7)
    submit_week(app, signed_in, W48 + -2, **{**FULL_ANSWERS, "held": 3})
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        preferences.update_settings(db, open_vault(app, signed_in), interval=4, shown="Sam <Tully>")
    signed_in.get(PAGE)
    assert "It is seven weeks since your last formal supervision. You set four." in signed_in.words
    assert "Sam <Tully>, 27 November 2026" in signed_in.words
    assert "Since then, in your week of 9 November, you noted that it was due." in signed_in.words
    assert "Wednesday 7 October 4 not said not said not said not said" in signed_in.words
    assert "in person, one to one" in signed_in.words
    assert "12 weeks, from 7 September to 29 November" in signed_in.words
    assert 'aria-labelledby="year-wide-t year-wide-d"' in signed_in.html
    assert 'aria-labelledby="year-narrow-t year-narrow-d"' in signed_in.html
    assert 'href="/my-picture/2026-W41"' in signed_in.html


def test_the_stage_in_the_settings_speaks_here(app, signed_in):
    supervise(app, signed_in, 3)
    signed_in.post("/settings", {"shown": "", "stage": "to-six-months", "interval": ""})
    signed_in.get(PAGE)
    assert "Your stage suggests two. You could ask for the next date." in signed_in.words
    signed_in.post("/settings", {"shown": "", "stage": "to-six-months", "interval": "5"})
    signed_in.get(PAGE)
    assert "You set five." in signed_in.words
    assert "You could ask" not in signed_in.words


def test_a_meeting_of_more_than_a_year_ago_is_still_the_last(app, signed_in):
    supervise(app, signed_in, 60)
    signed_in.get(PAGE)
    assert "It is 60 weeks since your last formal supervision." in signed_in.words
    assert "0 formal supervisions. 51 weeks say nothing." in signed_in.words
    assert "One by one" not in signed_in.words


def test_the_texts_are_never_opened_for_it(app, signed_in, monkeypatch):
    supervise(app, signed_in, 3)
    opened = []
    real = type(open_vault(app, signed_in)).unseal_row

    def watch(self, kind, *rest):
        opened.append(kind)
        return real(self, kind, *rest)

    monkeypatch.setattr("reflect.core.crypto.vault.Vault.unseal_row", watch)
    signed_in.get(PAGE)
    assert signed_in.status == 200
    assert set(opened) == {"answers", "settings"}
