"""Deleted is deleted: described, at once, and nothing of the person is found afterwards."""

import pytest
from sqlalchemy import event, select, text

from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.config import DATABASE_NAME
from reflect.db import ENGINE_EXTENSION_KEY, open_engine, reading, vacuum_file, writing
from reflect.models import events, metadata
from reflect.mydata import services as mydata_services
from tests.support.accounts import NAME, PASSWORD, open_vault
from tests.support.archives import download_archive, fill_vault, import_archive
from tests.support.client import Client
from tests.support.site_fixture import record_queries

pytestmark = pytest.mark.both_databases

NAMES_SOMEBODY = {
    "disputes",
    "events",
    "identities",
    "invitations",
    "lapsed",
    "memberships",
    "rooms",
    "rows",
    "sessions",
    "vaults",
}
OTHER = "seven green lamps at noon"


def stored(app) -> bytes:
    """Every byte that the site keeps: all files of its data folder, or all columns of its tables.

    PostgreSQL keeps old bytes until it tidies up, which the page of deleting says.
    """
    engine, folder = app.extensions[ENGINE_EXTENSION_KEY], app.extensions["reflect.settings"].data
    if engine.dialect.name == "sqlite":
        assert (folder / DATABASE_NAME).stat().st_size > 50_000
        return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with reading(engine) as db:
        columns = [
            column
            for table in metadata.sorted_tables
            for row in db.execute(select(table))
            for column in row
        ]
    return b"\0".join(
        bytes(column) if isinstance(column, bytes | memoryview) else str(column).encode()
        for column in columns
    )


def traces_of(app, browser, name: str = NAME) -> list[bytes]:
    """What could be found of somebody: name, ids, salts, seals, slots and blobs."""
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        found = account_repository.find_account_by_username(db, name)
        record = found.record
        rows = db.execute(
            text("SELECT slot, blob FROM rows WHERE vault = :vault"), {"vault": record.vault}
        ).all()
        sessions = db.execute(
            text("SELECT id, wrap FROM sessions WHERE account = :id"), {"id": found.account.id}
        ).all()
    whole = [bytes(part) for row in (*rows, *sessions) for part in row]
    whole += [record.salt, record.ver_hash, record.wrap_pw, record.s2, record.wrap_rc]
    middles = [part[len(part) // 2 :][:24] for part in whole if len(part) > 60]
    return [name.encode(), found.account.id.encode(), record.vault.encode(), *whole, *middles]


@pytest.fixture
def lived(app, signed_in) -> Client:
    fill_vault(app, open_vault(app, signed_in), 60)
    return signed_in


def delete(browser, password: str = PASSWORD) -> Client:
    browser.post("/my-data/delete", {"password": password})
    return browser


def test_the_page_says_what_goes_and_what_stays(signed_in):
    signed_in.get("/my-data/delete")
    for sentence in (
        "This deletes your account and all you wrote from this site, now.",
        "Sealed copies in backups, until those backups go.",
        "Team figures that are already out.",
        "take it along first",
    ):
        assert sentence in signed_in.words


@pytest.mark.parametrize("password", ["", "not the right one at all"])
def test_without_the_password_nothing_goes(app, lived, password):
    before = traces_of(app, lived)[3:]
    delete(lived, password)
    assert lived.status == 422
    assert "<title>Check:" in lived.html
    there = stored(app)
    assert all(one in there for one in before if len(one) <= 64)


def test_a_search_of_every_file_finds_nothing_of_them(app, lived, sign_up):
    other = sign_up("beth@example.org", OTHER)
    fill_vault(app, open_vault(app, other, "beth@example.org"), 20)
    mine, theirs = traces_of(app, lived), traces_of(app, other, "beth@example.org")
    before = stored(app)
    assert all(one in before for one in mine + theirs if len(one) <= 64)
    assert len(mine) > 250
    delete(lived)
    after = stored(app)
    assert [after[at - 80 : at + 80] for one in mine if (at := after.find(one)) >= 0] == []
    assert all(one in after for one in theirs if len(one) <= 64)


def test_a_file_is_written_anew_and_keeps_what_is_kept(tmp_path):
    path = tmp_path / "x.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    with writing(engine) as db:
        db.execute(text("CREATE TABLE t (a TEXT)"))
        db.execute(text("INSERT INTO t VALUES ('kept')"))
        db.execute(text("CREATE TABLE large (b BLOB)"))
        db.execute(text("INSERT INTO large VALUES (zeroblob(200000))"))
        db.execute(text("DELETE FROM large"))
    before = path.stat().st_size
    assert vacuum_file(engine)
    assert path.stat().st_size < before / 2
    with reading(engine) as db:
        assert db.execute(text("SELECT a FROM t")).scalar() == "kept"
    with writing(engine) as db:  # the connections of before are none the worse for it
        db.execute(text("INSERT INTO t VALUES ('more')"))


def test_somebody_at_work_costs_no_deletion(tmp_path):
    engine, other = (open_engine(f"sqlite:///{tmp_path / 'x.sqlite'}") for _ in range(2))
    event.listen(engine, "connect", lambda at, _record: at.execute("PRAGMA busy_timeout=50"))
    with writing(other) as db:
        db.execute(text("CREATE TABLE t (a TEXT)"))
        assert not vacuum_file(engine)


def test_no_row_of_any_table_is_left(app, lived, clock):
    """With all that can wait for somebody: an old vault, a reset, a lapsed form, failed tries."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        code = invitations.create_reset_invitation(db, NAME, clock.now)
    fresh = Client(app).accept(code, OTHER).confirm_code()
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        invitations.create_reset_invitation(db, NAME, clock.now)
    Client(app).sign_in(NAME, "not the right one at all")
    Client(app).post("/recovery", {"name": NAME, "code": lived.code, "password": PASSWORD})
    elsewhere = Client(app).sign_in(NAME, OTHER)
    elsewhere.get("/settings")
    clock.forward(minutes=17)
    elsewhere.post("/settings", {"shown": "Sam", "interval": "4"}, fresh=False)
    fresh.sign_in(NAME, OTHER)
    assert {table for table, count in counted(app).items() if count} >= {"lapsed", "throttle"}
    delete(fresh, OTHER)
    assert fresh.path == "/my-data/gone"
    left = {table: count for table, count in counted(app).items() if count}
    # of the network, for sign-in and recovery; and that somebody was reset: neither names anybody
    assert left == {"throttle": 2, "events": 2}
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        named = db.execute(select(events.c.account, events.c.name)).all()
    assert {tuple(row) for row in named} == {(None, "")}


def counted(app) -> dict[str, int]:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return {
            table.name: len(db.execute(select(table)).all()) for table in metadata.sorted_tables
        }


def test_every_table_that_names_somebody_is_thought_of():
    """A new table that points at an account or a vault has to be emptied here as well."""
    pointing = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in {"accounts", "vaults"}
    }
    assert pointing == NAMES_SOMEBODY


def test_what_opens_anything_goes_first(app, lived):
    with record_queries(app) as seen:
        delete(lived)
    writes = [one.split()[:3] for one in seen if one.startswith(("UPDATE", "DELETE"))]
    tables = [word for _verb, *rest in writes for word in rest if word in metadata.tables]
    begun = tables.index("vaults")
    assert tables[begun : begun + 3] == ["vaults", "sessions", "rows"]
    assert tables[-1] == "accounts"


def test_all_of_it_goes_or_nothing(app, lived, monkeypatch):
    def broken(*_given):
        raise RuntimeError

    before = counted(app)
    monkeypatch.setattr(mydata_services.rate_limit, "delete_counters", broken)
    delete(lived)
    assert lived.status == 500
    assert counted(app) == before
    assert lived.get("/my-picture").status_code == 200


def test_one_is_signed_out_here_and_everywhere(app, lived):
    elsewhere = Client(app).sign_in(NAME, PASSWORD)
    before = lived.cookie
    delete(lived)
    assert lived.path == "/my-data/gone"
    assert "It is gone" in lived.words
    assert "Sign out" not in lived.words
    assert lived.cookie != before
    assert lived.page.history[-1].headers["Clear-Site-Data"] == '"cache", "storage"'
    for browser in (lived, elsewhere):
        browser.get("/my-picture")
        assert browser.path == "/sign-in"


def test_afterwards_the_name_is_nobodys(app, lived):
    delete(lived)
    lived.sign_in(NAME, PASSWORD)
    told = lived.words
    lived.sign_in("never@example.org", PASSWORD)
    assert lived.status == 422
    assert lived.words == told


def test_who_comes_back_begins_empty_and_can_bring_an_archive(app, lived, sign_up):
    whole = download_archive(lived)
    delete(lived)
    again = sign_up(NAME, OTHER)
    again.get("/my-picture")
    assert "Your first check-in goes here." in again.words
    assert "It is in" in import_archive(again, whole).words


def test_the_page_of_what_is_gone_is_not_shown_to_who_is_still_here(signed_in):
    signed_in.get("/my-data/gone")
    assert signed_in.path == "/my-data"


def test_the_last_organiser_is_told_what_then(app, sign_up):
    first = sign_up("first@example.org", PASSWORD, ("organiser",))
    first.get("/my-data/delete")
    assert "You are the only organiser here." in first.words
    sign_up("second@example.org", PASSWORD, ("leader", "organiser"))
    first.get("/my-data/delete")
    assert "only organiser" not in first.words
    practitioner = sign_up("third@example.org", PASSWORD)
    practitioner.get("/my-data/delete")
    assert "only organiser" not in practitioner.words


def test_the_last_organiser_can_go_all_the_same(app, sign_up):
    first = sign_up("first@example.org", PASSWORD, ("organiser",))
    delete(first)
    assert first.path == "/my-data/gone"
