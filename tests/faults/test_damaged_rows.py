"""A row that was damaged, swapped or rolled back: a sentence, never another week's answers.

The week of that row is closed and left as it is; every other week goes on, and so do the list, the
picture and the next check-in.
"""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import text

from reflect.accounts import repository as account_repository
from reflect.core.crypto.vault import unlock_with_code
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from tests.support.account_cache import restore_or_make
from tests.support.checkin_forms import checkin_url
from tests.support.client import Client
from tests.support.page_parsing import form_edition, form_value
from tests.support.weeks import FRIDAY

pytestmark = pytest.mark.both_databases

WEEKS = ("2026-W45", "2026-W46", "2026-W47", "2026-W48")
HURT, OTHER, THIS = "2026-W46", "2026-W45", "2026-W48"
NOT_OPENED = "Something kept here could not be opened. It was left as it is."
GET = text("SELECT rev, blob FROM rows WHERE slot = :slot")
PUT = text("UPDATE rows SET blob = :blob WHERE slot = :slot")


@pytest.fixture
def sam(app, clock, sign_up):
    """Somebody with four weeks, of which the one to be hurt was corrected once."""

    def lived() -> Client:
        sam = sign_up()
        for ago, week in zip((3, 2, 1, 0), WEEKS, strict=True):
            clock.now = FRIDAY - timedelta(weeks=ago)
            sam.sign_in("sam@example.org", sam.password)
            send(sam, week, f"First words of {week}")
        send(sam, HURT, f"Last words of {HURT}")
        return sam.save_cookies()

    return Client(app).copy_from(restore_or_make(app, "four weeks", lived))


def send(browser, week: str, words: str) -> None:
    browser.get(checkin_url("reflection", week))
    fields = {"edition": form_edition(browser), "happened": words, "held": "1", "minutes": "60"}
    browser.post(checkin_url("reflection", week), fields)
    assert browser.path == f"/my-picture/{week}", browser.words


@pytest.fixture
def slots(app, sam):
    """Where a kind of row of a week lies."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        vault = unlock_with_code(
            account_repository.find_account_by_username(db, "sam@example.org").record, sam.code
        )
    return lambda kind, week: vault.slot(kind, "weekly-check-in", week)


def flip(db, slots, kind):
    slot = slots(kind, HURT)
    blob = bytearray(db.execute(GET, {"slot": slot}).one().blob)
    blob[len(blob) // 2] ^= 1
    db.execute(PUT, {"slot": slot, "blob": bytes(blob)})


def cut(db, slots, kind):
    slot = slots(kind, HURT)
    whole = bytes(db.execute(GET, {"slot": slot}).one().blob)
    db.execute(PUT, {"slot": slot, "blob": whole[:20]})


def swap(db, slots, kind):
    one, two = slots(kind, HURT), slots(kind, OTHER)
    blobs = [bytes(db.execute(GET, {"slot": slot}).one().blob) for slot in (one, two)]
    db.execute(PUT, {"slot": one, "blob": blobs[1]})


def roll_back(db, slots, kind):
    """The bytes of an earlier save under the number of the last."""
    slot = slots(kind, HURT)
    db.execute(text("UPDATE rows SET rev = rev + 1 WHERE slot = :slot"), {"slot": slot})


@pytest.mark.parametrize("fault", [flip, cut, swap, roll_back])
@pytest.mark.parametrize("kind", ["answers", "notes"])
def test_one_hurt_row_closes_its_week_and_no_other(app, sam, slots, kind, fault):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        fault(db, slots, kind)
    sam.get(checkin_url("reflection", HURT))
    assert (sam.status, NOT_OPENED in sam.words) == (500, True)
    assert not any(week in sam.words for week in WEEKS), "words of one week on the page of another"
    for week in (OTHER, "2026-W47", THIS):
        sam.get(checkin_url("reflection", week))
        assert form_value(sam, "happened") == f"First words of {week}"
        sam.get(f"/my-picture/{week}")
        assert sam.status == 200
    sam.get("/weeks")
    assert sam.words.count("Could not be opened.") == (kind == "answers")
    sam.get("/my-picture")
    assert ("the week of 9 November 2026" in sam.words) == (kind == "answers")
    send(sam, THIS, "Something else this week")


def test_all_the_others_can_be_taken_along_and_the_file_says_what_is_not_in_it(app, sam, slots):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        flip(db, slots, "notes")
    sam.post("/my-data/archive", {"password": sam.password})
    assert sam.page.mimetype == "application/zip", sam.words
    with zipfile.ZipFile(io.BytesIO(sam.page.data)) as archive:
        read_me = archive.read("read-me.html").decode()
    assert "One row of yours could not be opened, so it is not in this file." in read_me
    assert f"First words of {THIS}" in read_me
    assert f"Last words of {HURT}" not in read_me


def test_what_does_not_open_is_not_written_over(app, sam, slots):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        flip(db, slots, "answers")
        before = db.execute(GET, {"slot": slots("answers", HURT)}).one()
    sent = {"edition": "answers-2", "happened": "Written over, in more than twenty letters"}
    sam.get("/weeks")
    sam.post(checkin_url("reflection", HURT), sent, fresh=False)
    assert sam.status == 500
    assert sent["happened"] in sam.words, "what was typed is lost"
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert db.execute(GET, {"slot": slots("answers", HURT)}).one() == before
