"""Who opens a vault, who does not, and what a row gives away: nothing."""

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.crypto.codes import new_recovery_code
from reflect.core.crypto.password_hash import (
    Kdf,
    StretchedPassword,
    stretch_new_password,
    stretch_password,
)
from reflect.core.crypto.primitives import DecryptionError, SiteKeys
from reflect.core.crypto.vault import (
    ROW_KEYS,
    RowKind,
    Vault,
    VaultRecord,
    create_vault,
    needs_rewrap,
    rekey_vault,
    unlock_with_code,
    unlock_with_password,
    with_new_code,
    with_new_password,
)
from reflect.core.errors import Invalid

WEAK = Kdf(8, 1, 1)
SITE_KEYS = SiteKeys({1: b"\x01" * 32, 2: b"\x02" * 32})
ACCOUNT = "a0" * 16
PASSWORD, CODE = "four unrelated small words", new_recovery_code()
VAULT = Vault("0f" * 16, b"\x42" * 32)

keys_of_rows = {
    "week": st.from_regex(r"20[0-9]{2}-W[0-5][0-9]", fullmatch=True),
    "instrument": st.text(max_size=12),
    "team": st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    "window": st.integers(0, 500),
    "year": st.just("2026-27"),
    "month": st.just("2026-11"),
}


@st.composite
def rows(draw: st.DrawFn) -> tuple[RowKind, dict[str, Any]]:
    kind: RowKind = draw(st.sampled_from(sorted(ROW_KEYS)))
    key = {name: draw(keys_of_rows[name]) for name in ROW_KEYS[kind]}
    return kind, {"texts": draw(st.dictionaries(st.text(), st.text())), **key}


def made(password: str = PASSWORD, code: str = CODE) -> tuple[Vault, VaultRecord]:
    return create_vault(ACCOUNT, stretch_new_password(password, SITE_KEYS, WEAK), code)


def tried(record: VaultRecord, password: str) -> Vault | None:
    site_key = SITE_KEYS[record.site_key_number]
    return unlock_with_password(
        record, stretch_password(password, record.salt, record.kdf, site_key)
    )


# Rows


@given(rows(), st.integers(1, 10_000))
def test_a_row_opens_where_it_lies(row: tuple[RowKind, dict[str, Any]], rev: int) -> None:
    kind, obj = row
    slot = VAULT.slot_of(kind, obj)
    blob = VAULT.seal_row(kind, slot, rev, obj)
    assert VAULT.unseal_row(kind, slot, rev, blob) == obj
    assert VAULT.unseal_row_of_any_kind(slot, rev, blob) == (kind, obj)


@given(rows(), rows())
def test_two_rows_share_a_slot_only_if_they_have_one_kind_and_key(
    one: tuple[RowKind, dict[str, Any]], other: tuple[RowKind, dict[str, Any]]
) -> None:
    alike = one[0] == other[0] and all(one[1][name] == other[1][name] for name in ROW_KEYS[one[0]])
    assert (VAULT.slot_of(*one) == VAULT.slot_of(*other)) == alike


def sealed_row() -> tuple[bytes, bytes]:
    obj = {"instrument": "weekly-check-in", "week": "2026-W48"}
    slot = VAULT.slot("answers", "weekly-check-in", "2026-W48")
    return slot, VAULT.seal_row("answers", slot, 2, obj)


@pytest.mark.parametrize("kind", [kind for kind in ROW_KEYS if kind != "answers"])
def test_a_row_does_not_open_as_another_kind(kind: RowKind) -> None:
    slot, blob = sealed_row()
    with pytest.raises(DecryptionError):
        VAULT.unseal_row(kind, slot, 2, blob)


def test_a_row_does_not_open_elsewhere() -> None:
    slot, blob = sealed_row()
    elsewhere = VAULT.slot("answers", "weekly-check-in", "2026-W49")
    other_vault, other_key = Vault("1f" * 16, VAULT.dek), Vault(VAULT.id, b"\x43" * 32)
    for vault, at, rev in [
        (VAULT, elsewhere, 2),
        (VAULT, slot, 1),
        (VAULT, slot, 3),
        (other_vault, slot, 2),
        (other_key, slot, 2),
    ]:
        with pytest.raises(DecryptionError):
            vault.unseal_row("answers", at, rev, blob)
        with pytest.raises(DecryptionError):
            vault.unseal_row_of_any_kind(at, rev, blob)


def test_a_row_that_would_be_lost_to_an_export_is_not_sealed() -> None:
    slot = VAULT.slot("answers", "weekly-check-in", "2026-W48")
    with pytest.raises(KeyError):
        VAULT.seal_row("answers", slot, 1, {"week": "2026-W48"})
    with pytest.raises(ValueError, match="not the one of these answers"):
        wrong_week = {"instrument": "weekly-check-in", "week": "2026-W49"}
        VAULT.seal_row("answers", slot, 1, wrong_week)


def test_a_slot_takes_the_whole_key() -> None:
    with pytest.raises(ValueError, match="the key of answers"):
        VAULT.slot("answers", "weekly-check-in")
    with pytest.raises(ValueError, match="the key of settings"):
        VAULT.slot("settings", "x")


def test_the_slots_of_a_thousand_weeks_take_no_time() -> None:
    began = time.process_time()
    slots = {VAULT.slot("answers", "weekly-check-in", f"week {n}") for n in range(1000)}
    assert len(slots) == 1000
    assert time.process_time() - began < 1  # some 5 ms; a slow key derivation would take minutes


# Who opens a vault


def test_the_password_and_the_code_open_the_same_vault() -> None:
    vault, record = made()
    assert tried(record, PASSWORD) == vault
    assert unlock_with_code(record, CODE.lower().replace("-", " ")) == vault


def test_another_password_or_code_opens_nothing() -> None:
    _, record = made()
    assert tried(record, PASSWORD + " ") is None
    assert unlock_with_code(record, new_recovery_code()) is None


def test_a_mistyped_code_is_told_from_a_wrong_one() -> None:
    _, record = made()
    with pytest.raises(Invalid):
        unlock_with_code(record, CODE[:-1])


def test_the_password_opens_nothing_under_another_site_key() -> None:
    _, record = made()
    assert record.site_key_number == 2
    stretched = stretch_password(PASSWORD, record.salt, record.kdf, SITE_KEYS[1])
    assert unlock_with_password(record, stretched) is None


def test_the_code_opens_without_any_site_key() -> None:
    vault, record = made()
    assert unlock_with_code(replace(record, site_key_number=9), CODE) == vault


@pytest.mark.parametrize("name", ["salt", "kdf", "wrap_pw"])
def test_a_changed_record_is_told_even_when_the_verifier_fits(name: str) -> None:
    """Whoever writes the database cannot pass off a cheaper hash or another key."""
    _, record = made()
    _, other = create_vault(ACCOUNT, stretch_new_password(PASSWORD, SITE_KEYS, Kdf(16, 1, 1)), CODE)
    stretched = stretch_password(PASSWORD, record.salt, record.kdf, SITE_KEYS[2])
    with pytest.raises(DecryptionError):
        unlock_with_password(replace(record, **{name: getattr(other, name)}), stretched)


@pytest.mark.parametrize("changes", [{"s2": b"\0" * 16}, {"wrap_rc": b""}, {"vault": "1f" * 16}])
def test_a_changed_record_is_no_way_in_for_the_code(changes: dict[str, Any]) -> None:
    _, record = made()
    assert unlock_with_code(replace(record, **changes), CODE) is None


def test_the_record_of_another_vault_opens_nothing() -> None:
    _, record = made()
    assert tried(replace(record, vault="1f" * 16), PASSWORD) is None


def test_two_vaults_share_nothing() -> None:
    (one, one_record), (other, other_record) = made(), made()
    assert one.id != other.id
    assert one.dek != other.dek
    for name in ("salt", "ver_hash", "wrap_pw", "s2", "wrap_rc"):
        assert getattr(one_record, name) != getattr(other_record, name)


def test_no_secret_prints_itself() -> None:
    vault, record = made()
    assert repr(vault) == f"Vault(id='{vault.id}')"
    VAULT.slot("settings")
    VAULT.unseal_row("answers", sealed_row()[0], 2, sealed_row()[1])
    assert repr(VAULT) == f"Vault(id='{VAULT.id}')"
    assert "wrap" not in repr(record)


# What changes


def test_a_new_password_closes_the_old_one_and_leaves_the_code() -> None:
    vault, record = made()
    changed = with_new_password(record, vault, stretch_new_password("another one", SITE_KEYS, WEAK))
    assert tried(changed, "another one") == vault
    assert tried(changed, PASSWORD) is None
    assert unlock_with_code(changed, CODE) == vault


def test_a_new_code_closes_the_old_one_and_leaves_the_password() -> None:
    vault, record = made()
    code = new_recovery_code()
    changed = with_new_code(record, vault, code)
    assert unlock_with_code(changed, code) == vault
    assert unlock_with_code(changed, CODE) is None
    assert tried(changed, PASSWORD) == vault


def test_a_new_key_keeps_the_vault_and_its_owner_and_opens_no_old_row() -> None:
    vault, record = made()
    obj = {"first": "2026-W36"}
    slot = vault.slot("settings")
    blob = vault.seal_row("settings", slot, 1, obj)
    code = new_recovery_code()
    fresh, changed = rekey_vault(record, stretch_new_password(PASSWORD, SITE_KEYS, WEAK), code)
    assert (changed.vault, changed.account) == (record.vault, ACCOUNT)
    assert fresh.dek != vault.dek
    assert fresh.slot("settings") != slot
    assert tried(changed, PASSWORD) == fresh == unlock_with_code(changed, code)
    assert unlock_with_code(changed, CODE) is None
    with pytest.raises(DecryptionError):
        fresh.unseal_row_of_any_kind(slot, 1, blob)


def test_a_record_is_outdated_by_a_newer_site_key_or_a_dearer_hash_only() -> None:
    _, record = made()
    assert not needs_rewrap(record, SITE_KEYS, WEAK)
    assert needs_rewrap(record, SITE_KEYS, Kdf(16, 1, 1))
    assert needs_rewrap(record, SITE_KEYS, Kdf(8, 2, 1))
    assert needs_rewrap(record, SITE_KEYS)
    assert needs_rewrap(record, SiteKeys({2: b"\x02" * 32, 3: b"\x03" * 32}), WEAK)
    dear = replace(record, kdf=Kdf(16, 2, 1))
    assert not needs_rewrap(dear, SITE_KEYS, WEAK)


def test_a_stretched_password_does_not_print_itself() -> None:
    secret = StretchedPassword(2, WEAK, b"\0" * 16, b"\x99" * 32)
    assert repr(secret.result) not in repr(secret)
