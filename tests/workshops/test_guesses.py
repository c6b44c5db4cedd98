"""Codes of rooms cannot be guessed at."""

import pytest
from room_people import Phone, trainer

from reflect.accounts.rate_limit import PER_NETWORK
from reflect.core.crypto.room_codes import ROOM_SYMBOLS
from reflect.db import KEY, writing
from reflect.web.clock import KEY as CLOCK
from reflect.workshops import guesses

pytestmark = pytest.mark.both_databases

PATHS = ["/room/{}", "/room/{}/state", "/room/{}/wall", "/room/{}/wall/state"]


def codes(many: int) -> list[str]:
    return [f"AAAA{ROOM_SYMBOLS[n // 30]}{ROOM_SYMBOLS[n % 30]}" for n in range(many)]


def test_a_hundred_wrong_codes_from_one_network_are_enough(app, clock):
    jo = trainer(app).open()
    inside = Phone(app).join(jo.room_code)
    guesser = Phone(app)
    for n, code in enumerate(codes(PER_NETWORK)):
        assert guesser.get(PATHS[n % 4].format(code)).status_code == 404
    refused = guesser.join(jo.room_code)
    assert refused.status == 422
    assert "Wait" in refused.words
    assert guesser.get(f"/room/{jo.room_code}/wall").status_code == 429
    assert inside.get(f"/room/{jo.room_code}").status_code == 200
    clock.forward(minutes=16)
    assert "Send my answers" in Phone(app).join(jo.room_code).words


def test_phones_that_were_in_a_room_are_no_guessers_after_its_end(app):
    jo = trainer(app).open()
    phone = Phone(app).join(jo.room_code)
    jo.do("end")
    for _time in range(PER_NETWORK + 5):
        phone.get(f"/room/{jo.room_code}/state")
    again = trainer(app, "kim@example.org").open()
    assert "Send my answers" in Phone(app).join(again.room_code).words


def test_guessing_from_everywhere_stops_those_who_guessed_and_nobody_else(app):
    jo = trainer(app).open()
    moment = app.extensions[CLOCK]()
    keys = app.extensions["reflect.keys"]
    with writing(app.extensions[KEY]) as db:
        for n in range(guesses.IN_ALL):
            guesses.failed(db, guesses.guess(keys, f"10.0.{n // 250}.{n % 250}"), moment)
    new = Phone(app)
    assert "Send my answers" in new.join(jo.room_code).words
    guesser = Phone(app)
    guesser.get("/room/AAAAAA")
    assert guesser.join(jo.room_code).status == 422
