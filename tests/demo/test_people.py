"""The invented people say what they were written down to say, whenever the demo is made."""

import tomllib
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.charts import sentences
from reflect.charts.dates import format_day
from reflect.charts.series import ChartScale, build_picture
from reflect.config import packaged_data_dir
from reflect.core.errors import NotFound
from reflect.core.instruments.library import load_library
from reflect.core.instruments.scoring import score
from reflect.core.week_entries import WeekEntry
from reflect.core.weeks import Week
from reflect.demo.http import find_demo_user
from reflect.demo.seed import notebooks
from reflect.demo.seed.colleagues import ROLE_HOLDERS
from reflect.demo.seed.notebooks import Notebook
from reflect.demo.seed.people import PEOPLE, DemoPractitioner
from reflect.demo.seed.week_generator import generate_weeks
from reflect.notebook.cpd.entries import CpdRecordEntry
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID

PRIYA, MAREK, JOAN, SAM = PEOPLE
WEEKLY_CHECK_IN = load_library(packaged_data_dir("instruments")).latest(WEEKLY_INSTRUMENT_ID)
SCALES = tuple(ChartScale(scale.id, scale.title) for scale in WEEKLY_CHECK_IN.scales)
DATES = [date(2026, 11, 25), date(2027, 1, 1), date(2027, 1, 4), date(2029, 6, 30)]
LEVELS = st.integers(0, 12).map(lambda steps: steps * 25 / 3)
CHARTS = [(person, scale) for person in PEOPLE for scale in SCALES]


def name_of(value):
    return getattr(value, "name", None) or getattr(value, "id", None) or str(value)


every_chart = pytest.mark.parametrize(("person", "scale"), CHARTS, ids=name_of)
at_several_dates = pytest.mark.parametrize("today", DATES, ids=str)


def entries(person, this_week):
    return [
        WeekEntry(
            this_week + -week.ago,
            away=week.away,
            scores={} if week.away else score(WEEKLY_CHECK_IN, week.answers),
            held=week.answers.get("held"),
        )
        for week in generate_weeks(person)
    ]


def seen(person, today=DATES[0], **more):
    """The picture as the person opens it on that day; `more` are this week's scores."""
    this_week = Week.of(today)
    weeks = entries(person, this_week)
    if more:
        weeks.append(WeekEntry(this_week, scores=more))
    return build_picture(weeks, SCALES, weeks[0].week, this_week)


def chart(person, scale, today=DATES[0], **more):
    return next(p for p in seen(person, today, **more).panels if p.scale == scale)


@every_chart
@at_several_dates
def test_each_chart_says_the_reading_that_was_written_down(person, scale, today):
    said = sentences.describe_scale(chart(person, scale, today))
    reading = person.readings[scale.id]
    if reading in {"above", "below"}:
        assert said.startswith("Higher since" if reading == "above" else "Lower since")
    elif reading == "one week":
        (ago,) = (ago for ago, hard in person.hard.items() if hard == scale.id)
        monday = (Week.of(today) + -ago).monday
        last = (Week.of(today) + -1).monday
        day = format_day(monday, monday.year != last.year)
        assert said.startswith("No change found.")
        assert f"One week stood out: {day}, with " in said
    elif reading == "usual":
        assert said.startswith("No change found.")
        assert "stood out" not in said
    else:
        assert "Your weeks so far run from" in said


@every_chart
def test_a_change_was_never_spoken_of_before_it_came(person, scale):
    this_week = Week.of(DATES[0])
    weeks = entries(person, this_week)
    began = this_week + -person.phases[-1].since
    for count in range(1, len(weeks) + 1):
        drawn = build_picture(weeks[:count], SCALES, weeks[0].week, weeks[count - 1].week)
        told = next(p.finding.change for p in drawn.panels if p.scale == scale)
        if told:
            assert told.is_higher == (person.readings[scale.id] == "above")
            assert weeks[count - 1].week > began


@every_chart
def test_a_change_is_plain_to_see(person, scale):
    drawn = chart(person, scale)
    if person.readings[scale.id] in {"above", "below"}:
        change = drawn.finding.change
        assert abs(change.level - change.before) > 20
        began = Week.of(DATES[0]) + -person.phases[-1].since
        assert change.earliest <= began <= change.latest


@given(st.sampled_from(CHARTS), LEVELS)
def test_whatever_this_week_brings_a_steady_chart_tells_no_change(of, value):
    person, scale = of
    if person.readings[scale.id] in {"usual", "one week", "early"}:
        assert chart(person, scale, **{scale.id: value}).finding.change is None


@given(st.tuples(LEVELS, LEVELS, LEVELS))
def test_from_sams_next_check_in_on_a_change_can_be_found(values):
    before = seen(SAM)
    assert before.answered_count == 9
    assert [drawn.finding.can_show_change for drawn in before.panels] == [False] * 3
    scores = dict(zip((scale.id for scale in SCALES), values, strict=True))
    after = seen(SAM, **scores)
    assert [drawn.finding.can_show_change for drawn in after.panels] == [True] * 3


@at_several_dates
@pytest.mark.parametrize(
    ("person", "weeks", "counted"),
    [
        (PRIYA, 52, "47 answered, 3 away, 2 without answers."),
        (MAREK, 52, "47 answered, 3 away, 2 without answers."),
        (JOAN, 52, "46 answered, 4 away, 2 without answers."),
        (SAM, 9, "9 answered."),
    ],
    ids=name_of,
)
def test_the_weeks_count_as_they_were_told(person, weeks, counted, today):
    summary = sentences.summarise_weeks(seen(person, today))
    assert summary.startswith(f"{weeks} weeks, from ")
    assert summary.endswith(counted)


@at_several_dates
def test_this_week_is_still_empty(today):
    for person in PEOPLE:
        assert seen(person, today).last == Week.of(today) + -1
        assert generate_weeks(person)[-1].ago == 1


@pytest.mark.parametrize("person", PEOPLE, ids=name_of)
def test_a_person_is_the_same_on_every_machine(person):
    assert generate_weeks(person) == generate_weeks(person)


@pytest.mark.parametrize("person", PEOPLE, ids=name_of)
def test_what_somebody_wrote_stands_in_an_answered_week(person):
    answered = {week.ago for week in generate_weeks(person) if not week.away}
    assert set(person.notes) <= answered
    assert set(person.hard) <= answered
    for told in person.notes.values():
        assert told.outcome in {"", "done", "carried", "let_go"}
        assert told.action
        assert 1 <= told.whose <= 4


@pytest.mark.parametrize("person", PEOPLE, ids=name_of)
def test_a_week_has_ten_half_days(person):
    for week in generate_weeks(person):
        if not week.away:
            places = [week.answers[name] for name in ("home", "base", "other", "out", "between")]
            assert sum(places) == 10
            assert min(places) >= 0


@pytest.mark.parametrize("person", PEOPLE, ids=name_of)
def test_phases_follow_each_other_in_time(person):
    assert all(one.since > other.since for one, other in pairwise(person.phases))
    assert set(person.phases[-1].levels) == set(person.readings) == {s.id for s in SCALES}


def test_people_are_found_by_the_name_they_sign_in_with():
    users = (*PEOPLE, *ROLE_HOLDERS)
    assert [find_demo_user(user.name) for user in users] == list(users)
    assert len({user.name for user in users}) == 4 + 5
    with pytest.raises(NotFound):
        find_demo_user("nobody")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (DemoPractitioner, 'name = "kim"\nshown = "Kim"\nseed = 1\nphases = []\nawai = [3]'),
        (Notebook, 'stages = "experienced"'),
        (Notebook, "[sorting.3]\ntheme = []"),
    ],
)
def test_a_misspelt_key_of_the_invented_weeks_stops_the_start(kind, text):
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.toml.decode(text, type=kind)


def test_each_cpd_entry_has_the_keys_of_a_cpd_entry():
    """`CpdRecordEntry` is no table of ours alone, so it ignores a key that it does not know."""
    raw = tomllib.loads(Path(notebooks.__file__).with_name("notebooks.toml").read_text("utf-8"))
    known = {field.name for field in fields(CpdRecordEntry)}
    keys = {
        key for one in raw.values() for piece in one.get("pieces", {}).values() for key in piece
    }
    assert {"type", "learnt"} < keys <= known
