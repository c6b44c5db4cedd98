"""A clock that goes back or ahead, changes to summer time, or comes to the end of a long year."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.checkin_forms import checkin_url
from tests.support.client import Client
from tests.support.page_parsing import form_edition, form_value
from tests.support.weeks import FRIDAY

pytestmark = pytest.mark.both_databases

PASSWORD = "four small boats adrift"


def at(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def came_back(app, clock, moment: datetime) -> Client:
    clock.now = moment
    return Client(app).sign_in("sam@example.org", PASSWORD)


def sent(browser: Client, week: str, words: str) -> None:
    browser.get(checkin_url("reflection", week))
    browser.post(
        checkin_url("reflection", week), {"edition": form_edition(browser), "happened": words}
    )
    assert browser.path == f"/my-picture/{week}", browser.words


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (at(2026, 12, 27, 23, 59), "2026-W52"),
        (at(2026, 12, 28, 0, 0), "2026-W53"),
        (at(2027, 1, 1, 0, 30), "2026-W53"),
        (at(2027, 1, 3, 23, 59), "2026-W53"),
        (at(2027, 1, 4, 0, 0), "2027-W01"),
        (at(2027, 3, 28, 22, 59), "2027-W12"),  # 23:59 in London, since 01:00 in summer time
        (at(2027, 3, 28, 23, 0), "2027-W13"),
        (at(2027, 10, 31, 23, 30), "2027-W43"),  # in winter time again: 23:30 in London too
        (at(2027, 11, 1, 0, 0), "2027-W44"),
    ],
)
def test_this_week_is_londons_at_every_edge(app, signed_in, clock, moment, week):
    sam = came_back(app, clock, moment)
    sam.get("/check-in")
    assert sam.path == checkin_url("places", week)


def test_a_year_of_53_weeks_is_a_year_without_a_gap(app, signed_in, clock):
    weeks = {
        at(2026, 12, 23): "2026-W52",
        at(2026, 12, 31): "2026-W53",
        at(2027, 1, 7): "2027-W01",
    }
    for moment, week in weeks.items():
        sent(came_back(app, clock, moment), week, f"Words of {week}")
    sam = came_back(app, clock, at(2027, 1, 7))
    sam.get("/my-picture")
    assert "3 weeks, from 21 December 2026 to 10 January 2027: 3 answered." in sam.words
    sam.get(checkin_url("places", "2027-W53"))
    assert sam.status == 404, "2027 has no such week"


def test_in_the_hour_that_summer_time_skips_nobody_is_locked_out(signed_in, clock, app):
    sam = came_back(app, clock, at(2027, 3, 28, 0, 55))
    clock.now = at(2027, 3, 28, 1, 5)  # ten minutes later, an hour and ten by the wall
    sent(sam, "2027-W12", "Written over the change")


def test_a_clock_set_back_hides_nothing_that_was_kept(app, signed_in, clock):
    sent(signed_in, "2026-W48", "From before the clock went back")
    sam = came_back(app, clock, FRIDAY - timedelta(weeks=2))
    for path in ("/weeks", "/my-picture", "/check-in"):
        sam.get(path)
        assert sam.status == 200, path
    sent(sam, "2026-W46", "While the clock was wrong")
    sam = came_back(app, clock, FRIDAY)
    for week, words in (("2026-W48", "From before"), ("2026-W46", "While the clock")):
        sam.get(checkin_url("reflection", week))
        assert form_value(sam, "happened").startswith(words)


def test_a_clock_set_back_leaves_no_session_open_for_days(signed_in, clock):
    clock.forward(days=-2)
    signed_in.get("/weeks")
    assert signed_in.path == "/sign-in"


def test_a_clock_years_ahead_for_a_moment_costs_a_sign_in_and_no_check_in(app, signed_in, clock):
    sent(signed_in, "2026-W48", "Kept")
    clock.forward(days=4000)
    Client(app).get("/sign-in")
    sam = came_back(app, clock, FRIDAY)
    sam.get(checkin_url("reflection", "2026-W48"))
    assert form_value(sam, "happened") == "Kept"
