"""The published vectors of the formats, byte for byte, and read once more by other libraries.

`vectors/formats-1.json` was copied from the page that defines the formats; no value of it was
ever taken from a run of this code.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.core.crypto import codes, password_hash, primitives, session_keys, vault
from reflect.core.crypto.password_hash import Kdf, StretchedPassword
from reflect.core.crypto.vault import Vault, VaultRecord
from tests.support import reference_vault_reader

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "formats-1.json").read_text(encoding="utf-8")
)
ACCOUNT = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"


def raw(part: str, name: str) -> bytes:
    return bytes.fromhex(VECTORS[part][name])


def these(*values: bytes) -> Callable[[int], bytes]:
    """A source that gives these values in turn, and only where their length is asked for."""
    waiting = list(values)

    def random(length: int) -> bytes:
        value = waiting.pop(0)
        assert len(value) == length
        return value

    return random


def stretched() -> StretchedPassword:
    kdf = Kdf.parse(VECTORS["password"]["kdf"])
    return StretchedPassword(1, kdf, raw("password", "salt"), raw("password", "r"))


def created() -> tuple[Vault, VaultRecord]:
    random = these(
        raw("password", "vault"),
        raw("password", "dek"),
        raw("password", "nonce"),
        raw("code", "s2"),
        raw("code", "nonce"),
    )
    return vault.create_vault(ACCOUNT, stretched(), VECTORS["code"]["code"], random=random)


def dumped(record: VaultRecord, *rows: dict[str, Any]) -> dict[str, Any]:
    """A vault as the command prints it for an auditor."""
    sealed = ("salt", "ver_hash", "wrap_pw", "s2", "wrap_rc")
    return {
        "record": {
            "vault": record.vault,
            "account": record.account,
            "site_key_number": record.site_key_number,
            "kdf": str(record.kdf),
            **{name: getattr(record, name).hex() for name in sealed},
        },
        "rows": list(rows),
    }


def test_the_password_comes_to_r() -> None:
    typed = raw("password", "password_utf8").decode()
    site_key = raw("password", "site_key")
    assert primitives.derive(site_key, "pepper") == raw("password", "pepper")
    kdf = Kdf.parse(VECTORS["password"]["kdf"])
    assert password_hash.stretch_password(typed, raw("password", "salt"), kdf, site_key) == raw(
        "password", "r"
    )


def test_a_new_password_is_stretched_at_todays_cost_under_the_last_site_key() -> None:
    typed = raw("password", "password_utf8").decode()
    site_keys = primitives.SiteKeys({1: raw("password", "site_key")})
    random = these(raw("password", "salt"))
    assert password_hash.stretch_new_password(typed, site_keys, random=random) == stretched()


def test_the_keys_under_r_are_the_published_ones() -> None:
    name = VECTORS["password"]["vault"]
    ver = primitives.derive(raw("password", "r"), "verifier", name)
    assert ver == raw("password", "ver")
    assert hashlib.sha256(ver).digest() == raw("password", "ver_hash")
    assert primitives.derive(raw("password", "r"), "kek", name) == raw("password", "kek")


def test_the_record_is_the_published_one() -> None:
    opened, record = created()
    assert opened == Vault(VECTORS["password"]["vault"], raw("password", "dek"))
    assert record.ver_hash == raw("password", "ver_hash")
    assert record.wrap_pw == raw("password", "wrap_pw")
    assert record.wrap_rc == raw("code", "wrap_rc")
    assert vault.unlock_with_password(record, raw("password", "r")) == opened
    assert vault.unlock_with_code(record, VECTORS["code"]["code"]) == opened


def test_the_random_bits_come_to_the_code() -> None:
    assert codes.new_recovery_code(these(raw("code", "random_number"))) == VECTORS["code"]["code"]


def test_the_code_comes_to_its_key() -> None:
    secret = codes.key_material(VECTORS["code"]["code"])
    derived = primitives.derive(
        secret, "kek/rc", VECTORS["password"]["vault"], salt=raw("code", "s2")
    )
    assert derived == raw("code", "kek")


def test_the_session_is_the_published_one() -> None:
    token, nonce = raw("session", "token"), raw("session", "nonce")
    assert session_keys.session_id(token) == raw("session", "id")
    assert session_keys.derive_csrf_token(token) == raw("session", "csrf")
    wrapped = session_keys.wrap_vault_key(token, created()[0], nonce=nonce)
    assert wrapped == raw("session", "wrap")


def test_the_row_is_the_published_one() -> None:
    row, opened = VECTORS["row"], created()[0]
    obj = json.loads(row["json"])
    assert primitives.canonical_json(obj) == row["json"].encode()
    assert primitives.derive(opened.dek, "rows", row["kind"]) == raw("row", "row_key")
    assert opened.slot(row["kind"], *row["key"]) == raw("row", "slot")
    nonce = raw("row", "nonce")
    blob = opened.seal_row(row["kind"], raw("row", "slot"), row["rev"], obj, nonce=nonce)
    assert blob == raw("row", "blob")
    assert opened.unseal_row(row["kind"], raw("row", "slot"), row["rev"], raw("row", "blob")) == obj


def test_the_box_is_the_published_one() -> None:
    box, site_key = VECTORS["box"], raw("password", "site_key")
    place = (box["team"], box["instrument"], box["window"])
    key = primitives.derive(site_key, "box", *place)
    assert key == raw("box", "key")
    written = primitives.canonical_json(json.loads(box["json"]))
    assert written == box["json"].encode()
    blob = primitives.seal(
        key, "box", place, primitives.pad(written, size=3900), nonce=raw("box", "nonce")
    )
    assert len(blob) == box["blob_bytes"]
    assert hashlib.sha256(blob).hexdigest() == box["blob_sha256"]
    assert primitives.unpad(primitives.unseal(key, "box", place, blob), size=3900) == written


def test_the_second_reader_opens_the_vectors_both_ways() -> None:
    row = {"slot": VECTORS["row"]["slot"], "rev": 2, "blob": VECTORS["row"]["blob"]}
    dump = dumped(created()[1], row)
    typed = raw("password", "password_utf8").decode()
    dek = reference_vault_reader.dek_by_password(dump["record"], raw("password", "site_key"), typed)
    assert dek == reference_vault_reader.dek_by_code(dump["record"], VECTORS["code"]["code"])
    assert list(reference_vault_reader.read_rows(dump, dek)) == [
        ("answers", json.loads(VECTORS["row"]["json"])),
    ]


ROWS: list[tuple[vault.RowKind, dict[str, Any]]] = [
    ("answers", {"instrument": "weekly-check-in", "week": "2026-W48", "answers": {"reach": 5}}),
    ("notes", {"instrument": "weekly-check-in", "week": "2026-W48", "went": "Café, “später” 🚲"}),
    ("draft", {"instrument": "weekly-check-in", "week": "2026-W49", "went": "x" * 5000}),
    ("share", {"team": "0f" * 16, "instrument": "weekly-check-in", "window": 37, "balance": 5000}),
    ("cpd", {"year": "2026-27", "entries": []}),
    ("journal", {"month": "2026-11", "entries": [{"text": ""}]}),
    ("actions", {"actions": [{"done": None}]}),
    ("settings", {"first": "2026-W36", "second_factor": False}),
]


def test_the_second_reader_opens_a_whole_vault() -> None:
    site_keys = primitives.SiteKeys({1: bytes(32), 2: b"\1" * 32})
    password = password_hash.stretch_new_password("four unrelated words", site_keys, Kdf(8, 1, 1))
    code = codes.new_recovery_code()
    opened, record = vault.create_vault(ACCOUNT, password, code)
    rows = []
    for rev, (kind, obj) in enumerate(ROWS, start=1):
        slot = opened.slot_of(kind, obj)
        blob = opened.seal_row(kind, slot, rev, obj)
        rows.append({"slot": slot.hex(), "rev": rev, "blob": blob.hex()})
    dump = json.loads(json.dumps(dumped(record, *rows)))
    dek = reference_vault_reader.dek_by_password(dump["record"], b"\1" * 32, "four unrelated words")
    assert list(reference_vault_reader.read_rows(dump, dek)) == ROWS
    assert reference_vault_reader.dek_by_code(dump["record"], code) == dek


def test_the_second_reader_refuses_what_it_should() -> None:
    opened, record = created()
    dump = dumped(record, {"slot": "00" * 16, "rev": 2, "blob": VECTORS["row"]["blob"]})
    with pytest.raises(ValueError, match="does not open"):
        list(reference_vault_reader.read_rows(dump, opened.dek))
    with pytest.raises(ValueError, match="MAC"):
        reference_vault_reader.dek_by_code(dump["record"], codes.new_recovery_code())
    with pytest.raises(ValueError, match="another password"):
        reference_vault_reader.dek_by_password(
            dump["record"], raw("password", "site_key"), "another"
        )
