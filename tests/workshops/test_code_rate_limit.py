"""Codes of rooms cannot be guessed at."""

import pytest

from reflect.accounts.rate_limit import MAX_NETWORK_FAILURES
from reflect.core.crypto.codes import ROOM_CODE_ALPHABET
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.web.clock import CLOCK_EXTENSION
from reflect.workshops import http as workshop_http
from tests.support.workshop_clients import Participant, make_trainer

pytestmark = pytest.mark.both_databases

PATHS = ["/room/{}", "/room/{}/state", "/room/{}/wall", "/room/{}/wall/state"]


def codes(many: int) -> list[str]:
    return [f"AAAA{ROOM_CODE_ALPHABET[n // 30]}{ROOM_CODE_ALPHABET[n % 30]}" for n in range(many)]


def test_a_hundred_wrong_codes_from_one_network_are_enough(app, clock):
    jo = make_trainer(app).open()
    inside = Participant(app).join(jo.room_code)
    guesser = Participant(app)
    for n, code in enumerate(codes(MAX_NETWORK_FAILURES)):
        assert guesser.get(PATHS[n % 4].format(code)).status_code == 404
    refused = guesser.join(jo.room_code)
    assert refused.status == 422
    assert "Wait" in refused.words
    assert guesser.get(f"/room/{jo.room_code}/wall").status_code == 429
    assert inside.get(f"/room/{jo.room_code}").status_code == 200
    clock.forward(minutes=16)
    assert "Send my answers" in Participant(app).join(jo.room_code).words


def test_phones_that_were_in_a_room_are_no_guessers_after_its_end(app):
    jo = make_trainer(app).open()
    phone = Participant(app).join(jo.room_code)
    jo.do("end")
    for _time in range(MAX_NETWORK_FAILURES + 5):
        phone.get(f"/room/{jo.room_code}/state")
    again = make_trainer(app, "kim@example.org").open()
    assert "Send my answers" in Participant(app).join(again.room_code).words


def test_guessing_from_everywhere_stops_those_who_guessed_and_nobody_else(app):
    jo = make_trainer(app).open()
    moment = app.extensions[CLOCK_EXTENSION]()
    keys = app.extensions["reflect.keys"]
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        for n in range(workshop_http.MAX_WRONG_CODES_PER_HOUR):
            workshop_http.record_wrong_code(
                db,
                workshop_http.derive_code_attempt_keys(keys, f"10.0.{n // 250}.{n % 250}"),
                moment,
            )
    new = Participant(app)
    assert "Send my answers" in new.join(jo.room_code).words
    guesser = Participant(app)
    guesser.get("/room/AAAAAA")
    assert guesser.join(jo.room_code).status == 422
