"""The reminder: read back by another parser than the one that wrote it, and kept nowhere."""

import html
import logging
import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from reflect.core.weeks import LONDON
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.notebook.reminder.forms import parse_hour
from reflect.notebook.reminder.services import Reminder, find_next_occurrence, render_calendar_file

PAGE = "/notebook/reminder"
NOW = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)  # a Friday
CHOSEN = {"day": "4", "at": "17:00", "alarm": "none", "title": "Notes"}
MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))
REMINDERS = st.builds(
    Reminder,
    st.integers(0, 6),
    st.times(time(3), time(22)).map(lambda at: at.replace(second=0, microsecond=0)),
)


def read(file: bytes):
    return vobject.readOne(file.decode("utf-8"))


def weeks_of(file: bytes, count: int) -> list[datetime]:
    """The first so many of its moments, as vobject works them out from the file alone."""
    event = read(file).vevent
    return list(islice(event.getrruleset(addRDate=True), count))


@given(REMINDERS, MOMENTS)
def test_the_first_is_the_next_such_day_and_hour(reminder, now):
    first = find_next_occurrence(reminder, now)
    assert now < first
    assert first - now <= timedelta(days=7, hours=1)  # an hour more where the clock goes back
    assert (first.weekday(), first.timetz()) == (
        reminder.weekday,
        reminder.at.replace(tzinfo=LONDON),
    )


@settings(max_examples=20)
@given(REMINDERS, MOMENTS)
def test_another_parser_finds_the_same_hour_in_every_week_of_a_year(reminder, now):
    found = weeks_of(render_calendar_file(reminder, now, "u"), 54)
    local = [moment.astimezone(LONDON) for moment in found]
    assert local[0] == find_next_occurrence(reminder, now)
    assert {(moment.weekday(), moment.hour, moment.minute) for moment in local} == {
        (reminder.weekday, reminder.at.hour, reminder.at.minute)
    }
    between = {later.date() - sooner.date() for sooner, later in pairwise(local)}
    assert between == {timedelta(days=7)}


@given(st.times(), st.sampled_from(["%H:%M", "%H.%M", "%H%M", " %H:%M "]))
def test_an_hour_is_read_in_any_way_of_writing_it(moment, form):
    assert parse_hour(moment.strftime(form)) == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("typed", "found"), [("7", time(7)), ("17", time(17)), ("930", time(9, 30))]
)
def test_an_hour_alone_is_enough(typed, found):
    assert parse_hour(typed) == found


@pytest.mark.parametrize(
    "typed", ["", "24", "25:00", "17:60", "5pm", "17:0", "noon", "-1", "\u0661\u0667"]
)
def test_what_is_no_hour_is_none(typed):
    assert parse_hour(typed) is None


@pytest.mark.parametrize("month", [3, 10])
def test_seventeen_stays_seventeen_in_london_when_the_clocks_change(month):
    now = datetime(2027, month, 12, 12, tzinfo=UTC)
    found = weeks_of(render_calendar_file(Reminder(4, time(17)), now, "u"), 5)
    assert {moment.astimezone(LONDON).hour for moment in found} == {17}
    offsets = [moment.utcoffset() for moment in found]  # from the zone in the file
    assert set(offsets) == {timedelta(0), timedelta(hours=1)}
    assert offsets == [moment.replace(tzinfo=LONDON).utcoffset() for moment in found]


@pytest.mark.parametrize(
    ("hours", "first"), [(time(16, 6), date(2026, 11, 27)), (time(16, 5), date(2026, 12, 4))]
)
def test_today_counts_as_long_as_the_hour_is_still_to_come(hours, first):
    assert find_next_occurrence(Reminder(4, hours), NOW).date() == first


def test_the_file_names_nobody_and_asks_nothing_of_anybody():
    file = render_calendar_file(Reminder(4, time(17)), NOW, "0123abcd").decode()
    names = set(re.findall(r"^([A-Z-]+)[:;]", file, re.MULTILINE))
    assert not names & {"ORGANIZER", "ATTENDEE", "URL", "CONTACT", "LOCATION", "DESCRIPTION"}
    assert "reflect" not in file.lower()
    assert "SUMMARY:Notes\r\n" in file
    assert "CLASS:PRIVATE\r\n" in file
    assert "TRANSP:TRANSPARENT\r\n" in file
    assert "DTSTAMP:20261127T160500Z\r\n" in file
    assert "RRULE:FREQ=WEEKLY;BYDAY=FR\r\n" in file
    assert "DTSTART;TZID=Europe/London:20261127T170000\r\n" in file
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))


@pytest.mark.parametrize("minutes", [None, 0, 10])
def test_an_alarm_only_if_it_was_chosen(minutes):
    event = read(render_calendar_file(Reminder(0, time(9), alarm=minutes), NOW, "u")).vevent
    assert hasattr(event, "valarm") == (minutes is not None)
    if minutes is not None:
        assert event.valarm.trigger.value == timedelta(minutes=-minutes)
        assert event.valarm.action.value == "DISPLAY"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=60))
def test_any_title_comes_back_as_it_was_and_adds_no_line(title):
    file = render_calendar_file(Reminder(0, time(9), title=title), NOW, "u")
    assert read(file).vevent.summary.value == title
    plain = render_calendar_file(Reminder(0, time(9)), NOW, "u")
    unfolded = [each.decode().replace("\r\n ", "") for each in (file, plain)]
    assert unfolded[0].count("\r\n") == unfolded[1].count("\r\n")


# Through the page


def test_the_page_proposes_a_day_an_hour_and_a_word_that_tells_nothing(signed_in):
    signed_in.get(PAGE)
    assert re.search(r'name="day" value="4" checked', signed_in.html)
    assert re.search(r'name="alarm" value="none" checked', signed_in.html)
    assert 'value="16:00"' in signed_in.html
    assert 'value="Notes"' in signed_in.html
    assert not re.search(r'name="address"[^>]* checked', signed_in.html)


def test_the_answer_is_a_file_that_opens(signed_in):
    signed_in.post(PAGE, {**CHOSEN, "alarm": "10", "title": " Notes,  half past "})
    assert signed_in.status == 200
    assert signed_in.page.content_type == "text/calendar; charset=utf-8"
    assert signed_in.page.headers["Content-Disposition"] == 'attachment; filename="weekly.ics"'
    assert signed_in.page.headers["Cache-Control"] == "no-store"
    event = read(signed_in.page.get_data()).vevent
    assert event.summary.value == "Notes, half past"
    assert event.dtstart.value.isoformat() == "2026-11-27T17:00:00+00:00"
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=10)


def test_no_two_files_have_an_identity_in_common(signed_in):
    found = set()
    for _time in range(2):
        signed_in.post(PAGE, CHOSEN)
        found.add(read(signed_in.page.get_data()).vevent.uid.value)
    assert len(found) == 2


def test_the_address_of_the_site_is_in_it_only_if_one_asks(app, signed_in):
    address = app.extensions["reflect.settings"].url
    signed_in.post(PAGE, CHOSEN)
    assert address not in signed_in.html
    signed_in.post(PAGE, {**CHOSEN, "address": "1"})
    assert read(signed_in.page.get_data()).vevent.description.value == address


def test_an_empty_title_is_notes(signed_in):
    signed_in.post(PAGE, {**CHOSEN, "title": "  "})
    assert read(signed_in.page.get_data()).vevent.summary.value == "Notes"


@pytest.mark.parametrize("title", ["a\r\nATTENDEE:mailto:x@example.org", "a\x00b\x1b", "a\u2028b"])
def test_a_title_cannot_bring_lines_of_its_own(signed_in, title):
    signed_in.post(PAGE, {**CHOSEN, "title": title})
    event = read(signed_in.page.get_data()).vevent
    assert not hasattr(event, "attendee")
    assert not re.search(r"[\x00-\x1f\u2028]", event.summary.value)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "7"}, "Choose a day."),
        ({"day": ""}, "Choose a day."),
        ({"at": "25:00"}, "Use an hour of the day, such as 17:00 or 17."),
        ({"at": ""}, "Use an hour of the day, such as 17:00 or 17."),
        ({"alarm": "5"}, "Choose one of these."),
        ({"title": "x" * 61}, "This title is too long. Use 60 characters at most."),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(signed_in, wrong, sentence):
    typed = {"day": "2", "at": "half past", "alarm": "10", "title": "Tea & <i>", "address": "1"}
    typed = {**typed, "at": "9.15", **wrong}
    signed_in.post(PAGE, typed)
    assert signed_in.status == 422
    assert signed_in.words.count(sentence) == 2
    assert "<title>Check:" in signed_in.html
    for name in ("at", "title"):
        assert f'value="{html.escape(typed[name])}"' in signed_in.html
    for name in {"day", "alarm"} - set(wrong):
        assert re.search(f'name="{name}" value="{typed[name]}" checked', signed_in.html)
    assert re.search(r'name="address"[^>]* checked', signed_in.html)


def test_nothing_of_it_is_stored_or_logged(app, signed_in, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    signed_in.get(PAGE)
    before = stored(app)
    signed_in.post(PAGE, {**CHOSEN, "title": "heron over the quarry"}, fresh=False)
    assert signed_in.page.mimetype == "text/calendar"
    assert stored(app) == before
    assert "heron" not in caplog.text + "".join(capfd.readouterr())


def stored(app) -> list[tuple]:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return sorted(map(tuple, db.execute(text("SELECT vault, slot, rev FROM rows"))))


def test_a_form_after_the_lock_comes_back_as_it_was(signed_in, clock):
    signed_in.get(PAGE)
    clock.forward(minutes=16)
    signed_in.post(PAGE, {**CHOSEN, "at": "8.15", "title": "Tea"}, fresh=False)
    signed_in.post(
        "/sign-in",
        {"name": "sam@example.org", "password": signed_in.password, "next": PAGE},
        fresh=False,
    )
    assert signed_in.path == PAGE
    assert 'value="8.15"' in signed_in.html
    assert 'value="Tea"' in signed_in.html
