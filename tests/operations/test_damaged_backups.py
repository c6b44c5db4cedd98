"""A damaged backup is refused in a sentence, wherever the damage lies: fuzzing found these."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from reflect.core.errors import Invalid
from reflect.db import open_engine
from reflect.operations import backups, restore
from tests.support.backup_files import restore_backup, write_backup

pytestmark = pytest.mark.both_databases


@pytest.fixture
def right(app, signed_in, tmp_path) -> bytes:
    own = tmp_path / "own.md"
    own.write_text("of our own " * 20)
    return write_backup(app, tmp_path / "right.backup", [("guides/own.md", own)]).read_bytes()


def spoilt(right: bytes, name: str, change) -> bytes:
    """The backup with one of its files changed and everything around it whole."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(right)) as old, zipfile.ZipFile(packed, "w") as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return packed.getvalue()


def refusal(raw: bytes, folder: Path) -> str:
    path = folder / "wrong.backup"
    path.write_bytes(raw)
    engine = open_engine(f"sqlite:///{folder / 'new.sqlite'}")
    with pytest.raises(Invalid) as refused:
        restore_backup(engine, path)
    assert restore.is_database_empty(engine)
    engine.dispose()
    return str(refused.value)


def test_bytes_of_a_text_that_are_no_text(right, tmp_path):
    wrong = spoilt(
        right, "tables/accounts.msgpack", lambda raw: raw.replace(b"sam@", b"s\xff\xfe@")
    )
    assert "damaged in accounts" in refusal(wrong, tmp_path)


def test_a_list_of_entries_that_leads_to_nowhere(right, tmp_path):
    at = right.rfind(b"PK\5\6")
    wrong = right[: at + 16] + b"\xff\xff\xff\x7f" + right[at + 20 :]
    assert "no whole backup" in refusal(wrong, tmp_path)


def test_a_row_that_stands_there_twice(right, tmp_path):
    wrong = spoilt(right, "tables/accounts.msgpack", lambda raw: raw * 2)
    assert "damaged in accounts" in refusal(wrong, tmp_path)


@pytest.mark.parametrize(("was", "now"), [("name", "nobody"), ("accounts", "acounts")])
def test_a_table_or_column_that_there_is_not(right, tmp_path, was, now):
    def change(raw: bytes) -> bytes:
        found = json.loads(raw)
        accounts = found["tables"].pop("accounts")
        if was in accounts["columns"]:
            accounts["columns"][accounts["columns"].index(was)] = now
        found["tables"] = {now if was == "accounts" else "accounts": accounts, **found["tables"]}
        return json.dumps(found).encode()

    wrong = spoilt(right, backups.MANIFEST_FILENAME, change)
    assert "damaged in ac" in refusal(wrong, tmp_path)


def test_a_text_of_ours_that_was_changed(right, tmp_path):
    at = right.index(b"of our own ")
    path = tmp_path / "wrong.backup"
    path.write_bytes(right[:at] + b"OF" + right[at + 2 :])
    found = backups.open_backup(path)
    with found.archive, pytest.raises(Invalid, match=r"damaged in guides/own\.md"):
        list(found.read_files())
