"""The presenter's tour: each button lands where it says, and what is said there stands there."""

import re

import pytest
from sqlalchemy import select

from reflect.content.reading_age import reading_age, split_sentences, split_words
from reflect.db import ENGINE_EXTENSION_KEY, reading
from reflect.demo.seed import prepare
from reflect.demo.seed.people import PEOPLE
from reflect.demo.tour.routes import TOUR_STOPS
from reflect.models import accounts, sessions
from reflect.policy import anyone
from reflect.web import access_control
from tests.support.client import Client
from tests.support.demo_site import impersonate
from tests.support.public_demo import copy_folders, new_visitor, start_demo

SAM = PEOPLE[-1]
TOUR = "/demo/tour"
OLDEST, LONGEST = 11, 25  # reading age in years; words in a sentence
NEVER = ["!", "should", "must ", "please", "decline", "improve", "caused", "poor"]
ALLOWED = "how they should feel"  # in a question
QUOTED = re.compile("“([^”]+)”")
NUMBERED = list(enumerate(TOUR_STOPS, 1))
PLACES = [(n, at, place) for n, stop in NUMBERED for at, place in enumerate(stop.places, 1)]
EVERY = pytest.mark.parametrize(
    ("number", "stop"), NUMBERED, ids=lambda one: getattr(one, "title", None)
)
EACH = pytest.mark.parametrize(
    ("number", "at", "place"), PLACES, ids=lambda one: getattr(one, "button", None)
)


def go(browser, number, at=1):
    """Press a button of a stop."""
    browser.get(f"{TOUR}/{number}")
    browser.post(f"{TOUR}/{number}/{at}", fresh=False)
    return browser


def heading(browser):
    return re.search(r"<h1[^>]*>(.*?)</h1>", browser.html, re.DOTALL).group(1).strip()


def signed_in_here(app):
    """The names of those who are signed in."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        query = select(accounts.c.name).join(sessions, sessions.c.account == accounts.c.id)
        return list(db.execute(query).scalars())


def texts(stop):
    asked = [words for pair in stop.answers.items() for words in pair]
    return list(map(str, (*stop.say, *stop.look, *asked)))


# --- what it promises


def test_ten_stops_in_a_quarter_of_an_hour_or_a_little_more():
    assert len(TOUR_STOPS) == 10
    assert 15 <= sum(stop.minutes for stop in TOUR_STOPS) <= 20
    assert all(2 <= len(stop.say) <= 5 for stop in TOUR_STOPS)


@EACH
def test_a_button_lands_where_it_says_as_whom_it_says(demo, number, at, place):
    browser = go(Client(demo), number, at)
    assert browser.status == 200, browser.words
    assert heading(browser).startswith(str(place.heading))
    assert signed_in_here(demo) == ([place.person] if place.person else [])


@EVERY
def test_what_a_stop_quotes_stands_on_one_of_its_pages(demo, number, stop):
    browser, shown = Client(demo), ""
    for at in range(1, len(stop.places) + 1):
        shown += go(browser, number, at).words + " "
    quoted = [found for words in texts(stop) for found in QUOTED.findall(words)]
    assert quoted
    assert [each for each in quoted if each.lower() not in shown.lower()] == []


@EVERY
def test_a_stop_is_read_at_eleven_and_keeps_the_voice(number, stop):
    said = "\n\n".join(texts(stop))
    assert [one for one in split_sentences(said) if len(split_words(one)) > LONGEST] == [], number
    assert reading_age(said) <= OLDEST
    plain = QUOTED.sub("", said).lower().replace(ALLOWED, "")
    assert [word for word in NEVER if word in plain] == []


def test_what_is_said_of_people_is_so():
    by_name = {person.name: person for person in PEOPLE}
    priya, marek, joan = by_name["priya"], by_name["marek"], by_name["joan"]
    assert (priya.readings["connection"], priya.phases[1].since) == ("below", 11)
    assert {priya.readings[name] for name in ("supervision", "balance")} == {"usual"}
    assert marek.readings["balance"] == "above"
    assert set(joan.readings.values()) == {"usual", "one week"}
    assert len(SAM.weeks_ago) == 9


# --- the pages


def test_one_page_has_every_word_to_print(demo):
    browser = Client(demo)
    browser.get(TOUR)
    for number, stop in NUMBERED:
        assert f"Stop {number}: {stop.title}" in browser.words
        for words in (*texts(stop), *(str(place.button) for place in stop.places)):
            assert words in browser.words


@EVERY
def test_a_stop_has_all_its_words_and_leads_on_and_back(demo, number, stop):
    browser = Client(demo)
    browser.get(f"{TOUR}/{number}")
    assert heading(browser) == str(stop.title)
    for words in (*texts(stop), *(str(place.button) for place in stop.places)):
        assert words in browser.words
    led = {n for n in range(12) if f'href="{TOUR}/{n}"' in browser.html}
    assert led == {number - 1, number + 1} & set(range(1, 11))


@pytest.mark.parametrize("path", ["/0", "/11", "/1/0", "/1/3", "/11/1"])
def test_there_is_no_other_stop(demo, path):
    browser = Client(demo)
    browser.get(TOUR)
    if path.count("/") == 1:
        browser.get(TOUR + path)
    else:
        browser.get(f"{TOUR}/1")
        browser.post(TOUR + path, fresh=False)
    assert browser.status == 404
    assert signed_in_here(demo) == []


def test_a_password_changed_in_the_demo_is_said_on_the_stop(demo, settings):
    browser = impersonate(demo, SAM)
    old = prepare.load_demo_password(settings, "sam")
    browser.post("/settings/password", {"password": old, "new_password": "seven green lamps at 9"})
    go(browser, 2)
    assert browser.status == 422
    assert "The password of Sam Tully was changed in this demo." in browser.words
    assert heading(browser) == str(TOUR_STOPS[1].title)


def test_the_page_after_the_check_in_is_of_the_week_that_was_filled_in(demo):
    browser = go(Client(demo), 2)
    week = "/check-in/2026-W48/"
    browser.post(f"{week}places", {"home": "5", "contact": "2"})
    browser.post(f"{week}statements", dict.fromkeys(("reach", "sense", "belong"), "4"))
    browser.post(f"{week}reflection", {"held": "2"})
    go(browser, 3)
    assert heading(browser) == "Your week of 23 November"
    assert "75 this week. Your weeks average" in browser.words
    assert "Trial range" not in browser.words


# --- the way there and back


def test_the_front_page_and_the_banner_lead_to_it(demo):
    browser = Client(demo)
    browser.get("/demo")
    assert f'href="{TOUR}"' in browser.html
    assert ">The tour</a>" not in browser.html
    browser = impersonate(demo, SAM)
    browser.get("/weeks")
    assert f'<a href="{TOUR}">The tour</a>' in browser.html


@EACH
def test_the_banner_leads_back_to_the_stop(demo, number, at, place):
    browser = go(Client(demo), number, at)
    assert f'<a href="{TOUR}/{number}">Back to the tour, stop {number}</a>' in browser.html


@pytest.mark.parametrize("told", ["0", "11", "-1", "x", "1e1", ""])
def test_an_address_with_another_stop_leads_nowhere(demo, told):
    browser = Client(demo)
    browser.get(f"/who-can-read-what?stop={told}")
    assert browser.status == 200
    assert "Back to the tour" not in browser.words


def test_a_tour_sets_no_cookie_of_its_own(demo):
    browser = go(Client(demo), 1)
    assert len(browser.client._cookies) == 1  # the promise that is shown there says: one cookie


# --- where it is


def test_its_routes_are_open_on_this_machine_alone(demo):
    found = {
        rule.rule: sorted(rule.methods - {"HEAD", "OPTIONS"})
        for rule in demo.url_map.iter_rules()
        if rule.endpoint.startswith("tour.")
    }
    assert found == {
        TOUR: ["GET"],
        f"{TOUR}/<int:number>": ["GET"],
        f"{TOUR}/<int:number>/<int:place>": ["POST"],
    }
    for endpoint in ("tour.index", "tour.stop", "tour.go"):
        assert access_control.find_rule(demo, endpoint) is anyone
        assert not vars(demo.view_functions[endpoint])[access_control.LAN_ATTRIBUTE]


@pytest.mark.parametrize("path", [TOUR, f"{TOUR}/4"])
def test_a_visitor_of_a_public_demo_has_it_in_a_copy_of_their_own(public, path):
    browser = new_visitor(public)
    browser.get(path)
    assert browser.path == "/demo/begin"
    assert copy_folders(public) == set()


@EACH
def test_in_a_copy_each_button_lands_too(public, number, at, place):
    browser = go(start_demo(public), number, at)
    assert browser.status == 200
    assert heading(browser).startswith(str(place.heading))
    assert f"Back to the tour, stop {number}" in browser.words
