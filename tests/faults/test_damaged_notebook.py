"""One row of the notebook that does not open: its page says so, and shows all the others."""

import pytest
from sqlalchemy import text

from reflect.accounts import repository as account_repository
from reflect.core.crypto.vault import unlock_with_code
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from tests.support.checkin_forms import checkin_url
from tests.support.factories import submit_monthly_set
from tests.support.page_parsing import form_edition
from tests.support.weeks import FRIDAY

pytestmark = pytest.mark.both_databases

THIS, LAST = "2026-W48", "2026-W47"
ONE = "One thing that was kept for this page could not be opened. It was left as it is."
ENTRY = {
    "type": "Reading",
    "description": "A study of hot desks in two counties",
    "learnt": "Quiet rooms matter",
    "impact": "I ask for one",
}


@pytest.fixture
def sam(signed_in, clock):
    """Somebody with two weeks of texts."""
    clock.now = FRIDAY
    for week in (LAST, THIS):
        signed_in.get(checkin_url("reflection", week))
        fields = {"edition": form_edition(signed_in), "happened": f"Words of {week}"}
        signed_in.post(checkin_url("reflection", week), fields)
    return signed_in


@pytest.fixture
def hurt(app, sam):
    """Damage the row of a kind and key; it has to be there."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        vault = unlock_with_code(
            account_repository.find_account_by_username(db, "sam@example.org").record, sam.code
        )

    def damage(kind: str, *key: str) -> bytes:
        where = {"slot": vault.slot(kind, *key)}
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            found = db.execute(text("SELECT blob FROM rows WHERE slot = :slot"), where).one()
            blob = bytes(found.blob)[:-1] + bytes([found.blob[-1] ^ 1])
            put = text("UPDATE rows SET blob = :blob WHERE slot = :slot")
            db.execute(put, {**where, "blob": blob})
        return blob

    return damage


def test_a_week_of_the_journal_closes_no_other(sam, hurt):
    hurt("notes", "weekly-check-in", LAST)
    sam.get("/notebook/journal")
    assert (sam.status, sam.words.count(ONE)) == (200, 1)
    assert f"Words of {THIS}" in sam.words
    assert f"Words of {LAST}" not in sam.words


def test_a_search_says_that_it_could_not_look_everywhere(sam, hurt):
    hurt("notes", "weekly-check-in", LAST)
    sam.get("/notebook/journal/search")
    sam.post("/notebook/journal/search", {"words": "words of"})
    assert "Found in one note." in sam.words
    assert sam.words.count(ONE) == 1
    sam.post("/notebook/journal/search", {"words": "elephants"})
    assert sam.words.count(ONE) == 1, "nothing found, but not everything was looked through"


def test_the_supervision_sheet_offers_the_other_weeks(sam, hurt):
    hurt("notes", "weekly-check-in", LAST)
    sam.get("/notebook/supervision-sheet")
    assert (sam.status, sam.words.count(ONE)) == (200, 1)
    assert f"Words of {THIS}" in sam.words


def test_a_year_of_cpd_closes_no_other_and_is_not_written_over(app, sam, hurt):
    write(sam, "2026-11-05", "0" * 16)
    write(sam, "2025-11-05", "1" * 16)
    blob = hurt("cpd", "2024-25")
    sam.get("/notebook/cpd")
    assert (sam.status, sam.words.count(ONE)) == (200, 1)
    assert "Reading, 5 November 2026" in sam.words
    write(sam, "2025-11-06", "2" * 16)
    assert sam.status == 500
    assert ENTRY["description"] in sam.words, "what was typed is lost"
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert blob in {bytes(row.blob) for row in db.execute(text("SELECT blob FROM rows"))}
    write(sam, "2026-11-07", "3" * 16)
    assert sam.status == 200, "another year can be written in"


def write(sam, day: str, identity: str):
    sam.post("/notebook/cpd/new", {**ENTRY, "date": day, "id": identity})


def test_a_monthly_set_closes_no_other(app, sam, hurt):
    submit_monthly_set(
        app, sam, "self-care", THIS, {"breaks": 3, "after": 4, "room": 2, "backed": 3}
    )
    submit_monthly_set(
        app, sam, "families", LAST, {"face": 3, "fit": 3, "enough": 2, "found": 4, "choice": 3}
    )
    hurt("answers", "self-care", THIS)
    sam.get("/notebook/months")
    assert (sam.status, sam.words.count(ONE)) == (200, 1)
    sam.get("/notebook/months/self-care")
    assert (sam.status, sam.words.count(ONE)) == (200, 1)
    sam.get("/notebook/months/families")
    assert (sam.status, sam.words.count(ONE)) == (200, 0)
    sam.get(f"/my-picture/{THIS}")
    assert sam.status == 200
