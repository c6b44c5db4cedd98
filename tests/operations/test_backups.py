"""Backup and restore: all that is worth keeping, whole or not at all, on either database."""

import json
import shutil
import zipfile

import pytest
from sqlalchemy import select

from reflect.core.errors import Invalid
from reflect.core.instruments.library import Library
from reflect.db import ENGINE_EXTENSION_KEY, open_engine, reading, snapshot, writing
from reflect.models import SCHEMA_VERSION, metadata, releases, sessions
from reflect.operations import backups, restore
from reflect.operations import schema as operations_schema
from tests.support.backup_files import restore_backup, write_backup
from tests.support.client import Client
from tests.support.operator_site import CANARY, NAME, PASSWORD, OperatorSite, sign_up_with_note
from tests.support.postgresql import fresh_database

pytestmark = pytest.mark.both_databases


def rows(engine) -> dict[str, list[tuple]]:
    """All that a backup is to hold, as it lies."""
    with reading(engine) as db:
        return {
            table.name: sorted(map(tuple, db.execute(select(table))), key=repr)
            for table in backups.list_tables(db)
        }


@pytest.fixture
def empty(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def other_database(cluster):
    with fresh_database(cluster) as url:
        yield url


def test_every_row_comes_back_as_it_was(app, empty, tmp_path):
    sign_up_with_note(app)
    source = write_backup(app, tmp_path / "one.backup")
    restore_backup(empty, source)
    assert rows(empty) == rows(app.extensions[ENGINE_EXTENSION_KEY])
    with reading(empty) as db:
        assert operations_schema.read_schema_version(db) == SCHEMA_VERSION


def test_a_site_moves_to_postgresql(app, other_database, tmp_path):
    sign_up_with_note(app)
    source = write_backup(app, tmp_path / "one.backup")
    engine = open_engine(other_database)
    operations_schema.migrate_schema(engine, "base")
    restore_backup(engine, source)
    assert rows(engine) == rows(app.extensions[ENGINE_EXTENSION_KEY])
    engine.dispose()


def test_what_lives_for_hours_and_what_is_sealed_for_a_window_is_left_out(app, tmp_path):
    sam = sign_up_with_note(app)
    source = write_backup(app, tmp_path / "one.backup")
    with zipfile.ZipFile(source) as archive:
        held = {name.removeprefix("tables/").partition(".")[0] for name in archive.namelist()}
    assert not held & {"boxes", sessions.name, "rooms", "room_answers", "throttle", "lapsed"}
    every = {table.name for table in metadata.sorted_tables}
    assert held - {"manifest"} == every - backups.EXCLUDED_TABLES
    whole = source.read_bytes()
    for secret in (CANARY, PASSWORD, sam.code, sam.cookie):
        assert secret.encode() not in whole
    assert bytes.fromhex(sam.cookie) not in whole
    assert source.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", ["sealed row", "name", "manifest"])
def test_a_damaged_backup_restores_nothing(app, empty, tmp_path, part):
    sign_up_with_note(app)
    source = write_backup(app, tmp_path / "one.backup")
    raw = bytearray(source.read_bytes())
    blob = rows(app.extensions[ENGINE_EXTENSION_KEY])["rows"][0][3]
    inside = {"sealed row": blob[20:40], "name": NAME.encode(), "manifest": b'"sha256"'}
    raw[raw.rindex(inside[part])] ^= 1
    source.write_bytes(raw)
    with pytest.raises(Invalid):
        restore_backup(empty, source)
    assert restore.is_database_empty(empty)


def test_whichever_byte_is_changed_nothing_wrong_is_restored(app, tmp_path):
    sign_up_with_note(app)
    source = write_backup(app, tmp_path / "one.backup")
    whole, before = source.read_bytes(), rows(app.extensions[ENGINE_EXTENSION_KEY])
    for at in range(0, len(whole), len(whole) // 40):
        source.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        engine = open_engine(f"sqlite:///{tmp_path / f'{at}.sqlite'}")
        try:
            restore_backup(engine, source)
        except Invalid:
            assert restore.is_database_empty(engine)
        else:
            assert rows(engine) == before  # what was changed tells nothing: a time in the archive
        engine.dispose()


@pytest.mark.parametrize("whole", [b"", b"PK", b"no backup at all" * 99])
def test_another_file_is_no_backup(tmp_path, whole):
    path = tmp_path / "odd"
    path.write_bytes(whole)
    with pytest.raises(Invalid, match="no whole backup"):
        backups.open_backup(path)


def test_half_a_backup_is_none(app, tmp_path):
    source = write_backup(app, tmp_path / "one.backup")
    source.write_bytes(source.read_bytes()[:-200])
    with pytest.raises(Invalid, match="no whole backup"):
        backups.open_backup(source)


def test_a_backup_of_a_later_schema_is_refused_and_leaves_nothing(app, empty, tmp_path):
    source = write_backup(app, tmp_path / "one.backup")
    changed = tmp_path / "later.backup"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            if name == backups.MANIFEST_FILENAME:
                held = json.dumps({**json.loads(held), "schema": "9999"}).encode()
            new.writestr(name, held)
    with pytest.raises(Invalid, match="9999"):
        restore_backup(empty, changed)
    assert restore.is_database_empty(empty)


def test_a_file_that_is_there_is_left_as_it_is(app, tmp_path):
    target = tmp_path / "one.backup"
    target.write_text("mine")
    with pytest.raises(Invalid, match="left as it is"):
        write_backup(app, target)
    assert target.read_text() == "mine"
    assert list(tmp_path.glob("*.part")) == []


def test_others_write_while_a_backup_is_read(app, tmp_path):
    sign_up_with_note(app)
    engine = app.extensions[ENGINE_EXTENSION_KEY]
    with snapshot(engine) as db:
        before = sum(backups.count_rows(db).values())
        Client(app).sign_up("kim@example.org", "five quiet lamps indoors")
        assert sum(backups.count_rows(db).values()) == before
    with reading(engine) as db:
        assert sum(backups.count_rows(db).values()) > before


LINE = {"instrument": "weekly-check-in", "team": "f" * 32, "window": 30, "step": 10}


def line(values, **more) -> bytes:
    return json.dumps({**LINE, "values": values, **more}).encode() + b"\n"


def published(engine) -> dict[tuple, int | None]:
    with reading(engine) as db:
        return {(row.window, row.scale): row.value for row in db.execute(select(releases))}


def test_figures_that_came_out_since_are_brought_in_and_the_first_told_stands(
    app, tmp_path, library
):
    engine = app.extensions[ENGINE_EXTENSION_KEY]
    with writing(engine) as db:
        team = {"id": "f" * 32, "name": "Riverside", "made": 0, "dissolved": None, "least": 5}
        table = metadata.tables["teams"]
        known = {column.name: team.get(column.name, 0) for column in table.columns}
        db.execute(table.insert().values(**known))
    target = tmp_path / "releases.jsonl"
    target.write_bytes(line({"connection": 60}) + b'{"half')
    others = [
        line({"connection": 20}),  # tells another figure of a window that is known
        line({"connection": 40, "supervision": 50}, window=31),
        line({}, window=32, step=None),
        line({"connection": 10}, team="0" * 32),  # a team that is not there
    ]
    assert restore.merge_releases(engine, library, target, others) == 3
    found = published(engine)
    assert found[30, "connection"] == 60
    assert found[31, "supervision"] == 50
    assert found[32, "connection"] is None
    assert found[31, "balance"] is None
    assert restore.merge_releases(engine, library, target, others) == 0
    whole = [json.loads(each) for each in target.read_text().splitlines() if each.endswith("}")]
    assert len(whole) == 4
    assert whole[0]["values"] == {"connection": 60}


@pytest.fixture
def library(app) -> Library:
    return app.extensions["reflect.library"]


@pytest.fixture
def operator(tmp_path, static, monkeypatch):
    return lambda name: OperatorSite(tmp_path / name, static, monkeypatch)


def test_an_operator_backs_up_and_restores_elsewhere_and_the_same_chart_is_there(
    operator, tmp_path
):
    one, two = operator("one"), operator("two")
    assert one.run("init", "--url", "http://127.0.0.1:8000").exit_code == 0
    app = one.app()
    sam = sign_up_with_note(app)
    sam.get("/my-picture")
    before = sam.words
    (one.data / "where-to-turn.txt").write_text("Ring Kim", encoding="utf-8")
    (one.data / "guides" / "ours.md").write_text("ours", encoding="utf-8")
    done = one.run("backup", tmp_path)
    assert done.exit_code == 0, done.output
    (made,) = tmp_path.glob("*.backup")
    assert (one.data / "keys").read_bytes().split()[1] not in made.read_bytes()
    shutil.copy(one.data / "keys", two.data / "keys")
    done = two.run("restore", made)
    assert done.exit_code == 0, done.output
    assert "1 vaults are back" in done.output
    there = Client(two.app())
    there.sign_in(NAME, PASSWORD)
    there.get("/my-picture")
    assert there.words == before
    assert (two.data / "where-to-turn.txt").read_text(encoding="utf-8") == "Ring Kim"
    assert (two.data / "guides" / "ours.md").exists()


def test_restoring_over_a_site_is_refused(operator, tmp_path):
    one = operator("one")
    one.run("init", "--url", "http://127.0.0.1:8000")
    one.run("backup", tmp_path / "made.backup")
    done = one.run("restore", tmp_path / "made.backup")
    assert done.exit_code == 1
    assert "left as it is" in done.output


def test_a_restore_that_breaks_off_late_leaves_no_site_that_could_be_run(operator, tmp_path):
    """An instrument of the organisation's that does not fit is met after the tables are filled."""
    one, two = operator("one"), operator("two")
    one.run("init", "--url", "http://127.0.0.1:8000")
    (one.data / "instruments" / "ours.toml").write_text("# no questionnaire", encoding="utf-8")
    one.run("backup", tmp_path / "made.backup")
    shutil.copy(one.data / "keys", two.data / "keys")
    assert two.run("restore", tmp_path / "made.backup").exit_code == 1
    assert "Run `reflect init` first" in two.run("check").output


def test_a_new_key_is_never_made_beside_a_site_that_has_lost_its_own(operator, tmp_path):
    one = operator("one")
    one.run("init", "--url", "http://127.0.0.1:8000")
    one.run("backup", tmp_path / "made.backup")
    (one.data / "keys").unlink()
    assert one.run("restore", tmp_path / "made.backup", "--new-key").exit_code == 1
    assert not (one.data / "keys").exists()


def test_with_the_key_file_lost_the_recovery_code_opens(operator, tmp_path):
    one, two = operator("one"), operator("two")
    one.run("init", "--url", "http://127.0.0.1:8000")
    sam = sign_up_with_note(one.app())
    one.run("backup", tmp_path / "made.backup")
    assert two.run("restore", tmp_path / "made.backup").exit_code == 1
    done = two.run("restore", tmp_path / "made.backup", "--new-key")
    assert "Recovery codes do." in done.output
    there = Client(two.app())
    there.sign_in(NAME, PASSWORD)
    assert there.path == "/sign-in"
    form = {"name": NAME, "code": sam.code, "password": "nine tall reeds bending"}
    there.post("/recovery", form)
    there.confirm_code()
    there.get("/notebook/journal")
    assert CANARY in there.words


def test_a_key_is_added_and_seals_from_then_on(operator):
    one = operator("one")
    one.run("init", "--url", "http://127.0.0.1:8000")
    done = one.run("keys", "add")
    assert "Key 2 was added" in done.output
    assert len((one.data / "keys").read_text().splitlines()) == 2
