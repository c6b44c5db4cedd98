"""HEAD, which browsers' extensions, monitors and scanners of links send, changes nothing.

Every route is asked as somebody to whom it is open, with a session, a team, a room and a check-in
that are really there; every row of every table is compared before and after.
"""

import re

import pytest

from reflect.core.crypto.codes import parse_room_code
from tests.support.accounts import account_id
from tests.support.admin_actions import create_team, enable_second_factor
from tests.support.database import all_rows
from tests.support.routes import app_routes, route_path
from tests.support.workshop_clients import Trainer

NAME = "jo@example.org"
PIECE = "a" * 16


@pytest.fixture
def jo(app, clock):
    """Somebody with every role, a team, a room, a week with texts, and a CPD entry."""
    browser = Trainer(app)
    browser.sign_up(NAME, "four small boats adrift", ["trainer", "organiser", "leader"])
    enable_second_factor(browser, clock)
    week = {"description": "words", "happened": "words", "held": "2"}
    browser.post("/check-in/2026-W47/reflection", week)
    browser.post("/check-in/2026-W48/statements", {"reach": "2"})
    browser.post("/monthly/families/2026-W48/statements", {"fit": "2"})
    browser.post("/notebook/cpd/new", {"id": PIECE, "action": "draft", "description": "words"})
    browser.post("/my-picture/changes", {"day": "2026-11-18", "kind": "office"})
    browser.open()
    browser.team = create_team(browser)
    return browser


def paths(app, browser) -> list[str]:
    """The path of every route with GET, with values that exist."""
    values = {
        "account": account_id(app, NAME),
        "entry": PIECE,
        "code": parse_room_code(browser.room_code),
        "room": browser.room.rpartition("/")[2],
        "team": browser.team,
    }
    return [route_path(rule, **values) for rule in app_routes(app) if "GET" in rule.methods]


def like_get(answer) -> tuple:
    """What HEAD and GET have in common."""
    return answer.status_code, answer.mimetype, answer.headers.get("Location")


@pytest.mark.parametrize("who", ["jo", "nobody"])
def test_head_on_every_page_changes_no_row_and_answers_as_get_does(app, clock, client, jo, who):
    browser, opened = {"jo": jo, "nobody": client}[who], 0
    for path in paths(app, jo):
        clock.forward(seconds=61)  # so that GET would write down that somebody is there
        before = all_rows(app)
        head = browser.client.head(path)
        assert all_rows(app) == before, path
        assert head.data == b"", path
        get = browser.client.get(path)
        assert like_get(head) == like_get(get), path
        opened += head.status_code == 200
    assert opened > {"jo": 80, "nobody": 20}[who]


@pytest.mark.parametrize("origin", ["same-origin", "same-site", "cross-site"])
def test_head_does_not_end_a_room_wherever_it_comes_from(app, jo, origin):
    assert jo.client.head(f"{jo.room}/end", headers={"Sec-Fetch-Site": origin}).status_code == 200
    assert re.search(r"Answered", jo.look())


def test_a_monitor_that_asks_the_sign_in_page_for_its_headers_hears_that_it_is_there(client):
    for path in ("/", "/sign-in", "/invitation", "/recovery", "/health"):
        assert client.client.head(path).status_code == 200, path
