"""Take it home: one's own result, on one's own phone, and nothing typed there is kept."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from reflect.db import reading
from reflect.models import metadata
from tests.support.workshop_clients import (
    Participant,
    add_participants,
    make_trainer,
    unescape_text,
)

CANARY = "the kettle in the hub corridor"
PASS = "room-8000"  # the cookie of a room, with the port of the site
SECOND = "ask for a quiet room on Tuesdays"
OTHERS = (1, 2, 3, 4, 5)
PAGE = {
    "surprised": CANARY,
    "one_to_try": "a call before I leave",
    "one_to_ask": SECOND,
    "type": "Workshop",
    "description": "Where we work",
    "date": "2026-11-27",
    "learnt": "",
    "impact": "",
    "peer": "y",
    "peer_learnt": "that others miss it too",
}


def taking(app, *, answers=OTHERS, instrument="workshop-week"):
    """A room that has been told: its trainer, and a phone that answered two of its statements."""
    jo = make_trainer(app).open(instrument, title="Where we work")
    add_participants(app, jo.room_code, answers)
    mine = Participant(app).join(jo.room_code).answer(sense="4", think="2")
    jo.do("reveal")
    return jo, mine


def home(jo) -> str:
    return f"/room/{jo.room_code}/take-home"


def held(phone: Participant, code: str) -> str:
    return phone.client.get_cookie(PASS, path=f"/room/{code}").value


def with_pass(app, address: str, given: str) -> Participant:
    """A browser that never joined, with a cookie somebody gave it."""
    found = Participant(app)
    found.client.set_cookie(PASS, given, path=address.removesuffix("/take-home"))
    return found


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def all_rows(app) -> dict[str, list[tuple]]:
    with app.app_context(), reading() as db:
        return {
            name: sorted(map(tuple, db.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def test_the_page_has_ones_own_answers_beside_the_room(app):
    """Six answered: 1, 2, 3, 4, 5 and mine, 4, so the two in the middle are 3 and 4."""
    jo, mine = taking(app)
    mine.get(home(jo))
    first = mine.words.split("When work was hard, I could talk it over with a colleague.")[1]
    assert first.startswith(
        " You: Mostly The middle of the room lies between “Half and half” and “Mostly”."
    )
    assert mine.words.count("You: No answer") == 3
    assert 'value="Workshop, with peer reflection"' in mine.html
    assert 'value="2026-11-27"' in mine.html


def test_another_phone_in_the_room_has_its_own_and_a_stranger_none(app):
    jo, _mine = taking(app)
    late = Participant(app).join(jo.room_code)
    late.get(home(jo))
    assert late.words.count("You: No answer") == 5
    stranger = Participant(app)
    assert stranger.get(home(jo), follow=False).status_code == 302
    assert stranger.get("/room/K7M4QX/take-home").status_code == 404


def test_the_pass_of_another_room_or_a_changed_one_opens_nothing(app):
    jo, mine = taking(app)
    address, own = home(jo), held(mine, jo.room_code)
    elsewhere = Participant(app).join(jo.open().room_code)
    changed = f"{int(own[0], 16) ^ 1:x}{own[1:]}"
    for given in (held(elsewhere, jo.room_code), changed, "00" * 48, ""):
        thief = with_pass(app, address, given)
        assert thief.get(address, follow=False).status_code == 302
        thief.get("/join")
        thief.post(address, PAGE, fresh=False)
        assert "You:" not in thief.words
    opened = with_pass(app, address, own)
    opened.get(address)
    assert "You: Mostly" in opened.words  # as it is, it opens


def test_before_the_results_are_shown_there_is_nothing_to_take(app):
    jo = make_trainer(app).open()
    mine = Participant(app).join(jo.room_code).answer(sense="4")
    mine.get(home(jo))
    assert "once the trainer has shown the results" in mine.words
    assert "You:" not in mine.words


def test_every_round_that_was_shown_stands_there_and_no_other(app):
    jo, mine = taking(app)
    jo.do("round", {"instrument": "workshop-week"})
    mine.get(f"/room/{jo.room_code}")
    mine.answer(sense="5")
    mine.get(home(jo))
    assert re.findall(r"<h2>(.*round \d)</h2>", mine.html) == ["Your last week, round 1"]
    assert "You: Completely" not in mine.words


def test_two_rounds_that_were_shown_stand_one_after_the_other(app):
    jo, mine = taking(app)
    jo.do("round", {"instrument": "workshop-week"})
    add_participants(app, jo.room_code, OTHERS)
    mine.get(f"/room/{jo.room_code}")
    mine.answer(sense="5")
    jo.do("reveal")
    mine.get(home(jo))
    first, second = mine.words.split("Your last week, round 1")[1].split("Your last week, round 2")
    assert first.count("You: Mostly") == 1
    assert second.count("You: Completely") == 1
    assert (first.count("You: No answer"), second.count("You: No answer")) == (3, 4)


def test_a_scale_has_ones_own_score(app):
    """Supervision of the weekly check-in: answers 4 and 4 and 4 count 75 each."""
    jo = make_trainer(app).open("weekly-check-in")
    statements = dict.fromkeys(("answer", "think", "care"), "4")
    for _phone in range(5):
        Participant(app).join(jo.room_code).answer(**dict.fromkeys(statements, "3"))
    mine = Participant(app).join(jo.room_code).answer(**statements)
    jo.do("reveal")
    mine.get(home(jo))
    assert "Supervision and support You: 75 The middle of the room is about 50" in mine.words
    assert "Connection You: Too few answers" in mine.words


def test_what_is_typed_becomes_a_page_and_is_not_typed_twice(app):
    jo, mine = taking(app)
    mine.post(home(jo), PAGE)
    words = unescape_text(mine.words)
    assert words.count(CANARY) == 2  # for oneself, and as what was learnt
    assert "a call before I leave ask for a quiet room on Tuesdays" in words
    assert "With a colleague in the room: that others miss it too" in words
    mine.post(home(jo), {**PAGE, "learnt": "my own words"})
    assert unescape_text(mine.words).count(CANARY) == 1


def test_as_a_file_it_has_all_of_it(app):
    jo, mine = taking(app)
    mine.post(home(jo), {**PAGE, "action": "file"})
    text = mine.html
    assert mine.page.headers["Content-Disposition"] == 'attachment; filename="take-it-home.txt"'
    for words in ("Your last week, round 1", "Your answer: Mostly", CANARY, SECOND, "27 November"):
        assert words in text


def test_the_words_can_be_changed_and_names_in_them_are_marked(app):
    jo, mine = taking(app)
    mine.post(home(jo), {**PAGE, "peer_learnt": "Mrs Adeyemi said so"})
    assert "may tell who somebody is" in mine.words
    mine.post(home(jo), {**PAGE, "peer_learnt": "Mrs Adeyemi said so", "action": "change"})
    assert CANARY in mine.html
    assert 'id="peer_learnt-marked"' in mine.html


@pytest.mark.parametrize("action", ["", "file", "change"])
def test_nothing_of_it_is_stored_or_logged(app, caplog, capfd, action):
    jo, mine = taking(app)
    mine.get(home(jo))
    caplog.set_level(logging.DEBUG)
    data = app.extensions["reflect.settings"].data
    rows, before = all_rows(app), files(data)
    mine.post(home(jo), {**PAGE, "action": action}, fresh=False)
    assert CANARY in mine.html
    assert all_rows(app) == rows
    assert files(data) == before
    assert [path for path, held in before.items() if CANARY.encode() in held] == []
    assert CANARY not in caplog.text + "".join(capfd.readouterr())
    assert "no-store" in mine.page.headers["Cache-Control"]
    assert CANARY not in str(mine.page.headers)


def test_somebody_whose_account_has_locked_meanwhile_gets_their_words_and_none_are_kept(app, clock):
    """On other pages a form that comes after the lock is kept, sealed. Not here."""
    jo, mine = taking(app)
    mine.sign_up("ada@example.org", "four small boats adrift")
    mine.get(home(jo))
    clock.now += timedelta(minutes=30)
    mine.post(home(jo), PAGE, fresh=False)
    assert mine.status == 200
    assert CANARY in mine.words
    assert "You: Mostly" in mine.words
    assert all_rows(app)["lapsed"] == []
    mine.get("/notebook")
    assert mine.path == "/sign-in"


def test_a_room_that_ends_while_somebody_types_takes_no_words_along(app):
    jo, mine = taking(app)
    mine.get(home(jo))
    jo.do("end")
    mine.post(home(jo), PAGE, fresh=False)
    assert mine.status == 200
    assert CANARY in mine.words
    assert "its results are deleted" in mine.words
    assert "You:" not in mine.words
    assert mine.get(home(jo)).status_code == 404
    assert "deleted" in mine.words


def test_a_stranger_gets_nothing_from_a_room_that_is_not_there(app):
    stranger = Participant(app)
    stranger.get("/join")
    assert stranger.post("/room/K7M4QX/take-home", PAGE, fresh=False).status_code == 404
