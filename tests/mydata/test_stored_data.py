"""The proof page: all that is stored about somebody, column by column, sealed beside plain."""

import html
import json
import re

import pytest
from sqlalchemy import select

from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import accounts, metadata, rows, sessions, vaults
from reflect.mydata import stored_data
from tests.support.accounts import NAME, open_vault
from tests.support.archives import fill_vault

PAGE = "/my-data/stored"
SAID_IN_WORDS = {"rows", "throttle", "boxes", "arrivals"}  # sealed, or without a name
OF_TEAMS = {  # nobody is named in them
    "allowed_instruments",
    "releases",
    "team_actions",
    "team_codes",
    "team_instruments",
    "team_rules",
    "teams",
}
OF_ROOMS = {"room_answers", "room_rounds"}  # nobody is named in them


@pytest.fixture
def lived(app, signed_in):
    fill_vault(app, open_vault(app, signed_in), 12)
    return signed_in


def lying(app, browser) -> list[stored_data.SealedRow]:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return stored_data.load_sealed_rows(db, open_vault(app, browser))


def shown(browser, label: str) -> str:
    part = browser.html.split(f'aria-label="{label}"')[1]
    return html.unescape(re.search(r"<code>(.*?)</code>", part, re.DOTALL).group(1))


def test_no_column_of_the_database_is_left_out():
    explained = {
        table.name: list(why) for table, _title, _until, why in stored_data.EXPLAINED_TABLES
    }
    there = {
        table.name: [column.name for column in table.columns]
        for table in metadata.sorted_tables
        if table.name not in SAID_IN_WORDS | OF_TEAMS | OF_ROOMS
    }
    assert explained == there
    assert [column.name for column in rows.columns] == ["vault", "slot", "rev", "blob"]


def test_every_row_can_be_seen_sealed_and_plain(app, lived):
    found = lying(app, lived)
    assert len(found) > 20
    for row in found:
        lived.get(f"{PAGE}?row={row.number}")
        assert shown(lived, "Sealed bytes") == row.blob.hex()
        assert json.loads(shown(lived, "Plain text")) == row.value
        assert row.slot.hex() in lived.html
        assert f'<option value="{row.number}" selected>' in lived.html


def test_the_sealed_bytes_are_those_in_the_database(app, lived):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        there = {bytes(row.slot): bytes(row.blob) for row in db.execute(select(rows))}
    assert {row.slot: row.blob for row in lying(app, lived)} == there


def test_what_stands_in_clear_is_all_there_is(app, lived):
    """Nothing but these stands in the database about somebody who has only written."""
    lived.get(PAGE)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        account = db.execute(select(accounts)).one()
        lock = db.execute(select(vaults)).one()
        session = db.execute(select(sessions)).one()
        filled = {
            table.name for table in metadata.sorted_tables if db.execute(select(table)).first()
        }
    assert filled == {"accounts", "vaults", "sessions", "rows"}
    for value in (account.id, account.name, lock.id, lock.kdf, "27 November, 16:05"):
        assert value in lived.words
    assert "32 bytes" in lived.words
    for sealed in (lock.salt, lock.ver_hash, lock.wrap_pw, lock.wrap_rc, session.wrap, session.id):
        assert bytes(sealed).hex() not in lived.html


def test_no_title_and_no_address_tells_a_week(lived):
    lived.get(f"{PAGE}?row=3")
    assert "2026" not in re.search(r"<title>(.*?)</title>", lived.html, re.DOTALL).group(1)
    assert set(re.findall(r'<option value="(.*?)"', lived.html)) == {
        str(number) for number in range(lived.html.count("<option"))
    }


def test_the_secret_of_the_second_factor_is_on_no_page(app, lived):
    for row in lying(app, lived):
        lived.get(f"{PAGE}?row={row.number}")
        assert "JBSWY3DPEHPK3PXP" not in lived.html


def test_the_rows_are_counted_by_what_is_in_them(app, lived):
    found = lying(app, lived)
    lived.get(PAGE)
    answers = [row for row in found if row.kind == "answers"]
    sealed = sum(len(row.blob) for row in answers)
    assert f"Check-ins: ticks and numbers {len(answers)} {sealed}" in lived.words


def test_it_is_said_that_the_size_hides_how_much_was_written(app, lived):
    row = next(row for row in lying(app, lived) if row.kind == "notes")
    lived.get(f"{PAGE}?row={row.number}")
    assert f"{len(row.blob)} bytes:" in lived.words
    assert "filled up with zeros before it was sealed" in lived.words


@pytest.mark.parametrize("picked", ["", "-1", "9999", "x", "1e1", "²", "9" * 5000, "../0"])
def test_a_row_that_is_not_there_is_the_first(app, lived, picked):
    lived.get(PAGE, query_string={"row": picked})
    assert lived.status == 200
    assert shown(lived, "Sealed bytes") == lying(app, lived)[0].blob.hex()


def test_before_the_first_check_in_there_is_no_row(signed_in):
    signed_in.get(PAGE)
    assert "There are no rows yet." in signed_in.words
    assert "Sealed bytes" not in signed_in.html


def test_the_auditors_command_names_the_person(lived):
    lived.get(PAGE)
    assert f"reflect check --dump-vault {NAME}" in lived.words


def test_an_open_reset_is_on_the_page(app, lived, clock):
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        invitations.create_reset_invitation(db, NAME, clock.now)
    lived.get(PAGE)
    assert "An open invitation or reset in your name" in lived.words


def test_another_person_sees_their_own(app, lived, sign_up):
    other = sign_up("beth@example.org", "seven green lamps at noon")
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        sam = account_repository.find_account_by_username(db, NAME)
    other.get(f"{PAGE}?row=0")
    for trace in (sam.account.id, sam.record.vault, NAME):
        assert trace not in other.html
    assert "There are no rows yet." in other.words


def test_the_way_there_stands_on_every_page_of_who_has_signed_in(client, signed_in):
    for path in ("/check-in", "/settings", "/who-can-read-what"):
        signed_in.get(path)
        assert f'href="{PAGE}"' in signed_in.html
    client.get("/who-can-read-what")
    assert PAGE not in client.html
