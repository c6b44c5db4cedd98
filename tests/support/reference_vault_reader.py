"""A second implementation of reading a vault (decrypt), on other libraries, without Reflect.

It is written from the page of the formats alone. If it decrypts what Reflect encrypted, the page is
right, and a person can read their own texts without this program. Argon2id runs on libsodium, which
supports one lane only.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF
from nacl.pwhash import argon2id

KINDS = ("answers", "notes", "draft", "share", "cpd", "journal", "actions", "settings")


def length_prefixed(*parts: str | int | bytes) -> bytes:
    raw = [part if isinstance(part, bytes) else str(part).encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)


def hkdf(key: bytes, *parts: str | int | bytes, salt: bytes = b"") -> bytes:
    derived = HKDF(key, 32, salt, SHA256, context=length_prefixed(*parts))
    assert isinstance(derived, bytes)
    return derived


def unseal(key: bytes, label: str, context: tuple[str | int | bytes, ...], blob: bytes) -> bytes:
    """Decrypt a sealed block. Raises ValueError if it is not authentic."""
    if blob[0] != 1:
        raise ValueError("not of version 1")
    cipher = AES.new(key, AES.MODE_GCM, nonce=blob[1:13])
    cipher.update(length_prefixed("reflect/1", label, *context))
    return cipher.decrypt_and_verify(blob[13:-16], blob[-16:])


def dek_by_password(record: dict[str, Any], site_key: bytes, password: str) -> bytes:
    """The data key, by password. Raises ValueError if the password is wrong."""
    method, version, kib, passes, lanes = record["kdf"].split(",")
    assert (method, version, lanes) == ("argon2id", "19", "1")
    typed, salt = unicodedata.normalize("NFKC", password).encode(), bytes.fromhex(record["salt"])
    hashed = argon2id.kdf(32, typed, salt, opslimit=int(passes), memlimit=int(kib) * 1024)
    r = hmac.new(hkdf(site_key, "pepper"), hashed, hashlib.sha256).digest()
    ver = hkdf(r, "verifier", record["vault"])
    if hashlib.sha256(ver).hexdigest() != record["ver_hash"]:
        raise ValueError("another password")
    context = (record["vault"], ver, salt, record["kdf"])
    kek = hkdf(r, "kek", record["vault"])
    return unseal(kek, "wrap/pw", context, bytes.fromhex(record["wrap_pw"]))


def dek_by_code(record: dict[str, Any], code: str) -> bytes:
    """The data key, by the recovery code as it was shown."""
    secret, s2 = code.replace("-", "")[:25].encode(), bytes.fromhex(record["s2"])
    kek = hkdf(secret, "kek/rc", record["vault"], salt=s2)
    return unseal(kek, "wrap/rc", (record["vault"], s2), bytes.fromhex(record["wrap_rc"]))


def read_rows(dump: dict[str, Any], dek: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """The kind and the text of every row of a dumped vault, in the order of the dump."""
    keys = {kind: hkdf(dek, "rows", kind) for kind in KINDS}
    for row in dump["rows"]:
        place = (dump["record"]["vault"], bytes.fromhex(row["slot"]), row["rev"])
        for kind, key in keys.items():
            try:
                block = unseal(key, kind, place, bytes.fromhex(row["blob"]))
            except ValueError:
                continue
            yield kind, json.loads(block[4 : 4 + int.from_bytes(block[:4], "big")])
            break
        else:
            raise ValueError(f"row {row['slot']} does not open")
