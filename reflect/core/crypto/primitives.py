"""Encryption primitives: key derivation, sealing, padding, canonical JSON, and the site's keys.

All encryption in Reflect is built from these functions. They use two primitives, HKDF-SHA256 and
AES-256-GCM, both from `cryptography`. The parts of a key's name and of a context are each prefixed
with their length (`length_prefixed`), so that no two different lists of parts give the same bytes.
A sealed blob is bound to its label and context (associated data): moved to another row, person or
revision, it cannot be unsealed. Texts are padded to one of a few sizes before they are sealed,
because otherwise the length of a blob would show how much was written.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reflect.core.errors import Invalid, ReflectError
from reflect.core.i18n import _

KeyPart = str | int | bytes
RandomBytes = Callable[[int], bytes]  # number -> random bytes; `os.urandom` except in tests

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_OVERHEAD: Final = 1 + _NONCE_BYTES + 16
_SIZES: Final = (256, 900, 1900, 3900)  # bytes of a padded text; above the last,
_SIZE_STEP: Final = 4000  # a multiple of this
_KEY_LINE: Final = re.compile(r"([1-9][0-9]{0,8}) +([0-9a-fA-F]{64})", re.ASCII)


class DecryptionError(ReflectError):
    """A blob cannot be unsealed: it was changed, cut or moved, or has another key."""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(
            sentence or _("Something kept here could not be opened. It was left as it is.")
        )


def length_prefixed(*parts: KeyPart) -> bytes:
    """Concatenate the parts, each prefixed with its length: 4 bytes, big-endian.

    Text is encoded as UTF-8, a whole number as its decimal digits.

    Raises:
        ValueError: a number is below zero.
    """
    chunks: list[bytes] = []
    for part in parts:
        if isinstance(part, int) and part < 0:
            raise ValueError("a part is never below zero")
        encoded = part if isinstance(part, bytes) else str(part).encode()
        chunks += (len(encoded).to_bytes(4, "big"), encoded)
    return b"".join(chunks)


def derive(key: bytes, *parts: KeyPart, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """Derive the key or id named `parts` from `key`: `length` bytes (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), length, salt or None, length_prefixed(*parts)).derive(key)


def seal(
    key: bytes,
    label: str,
    context: tuple[KeyPart, ...],
    plain: bytes,
    *,
    nonce: bytes | None = None,
) -> bytes:
    """Encrypt `plain` (AES-256-GCM); `unseal` needs the same key, label and context.

    Args:
        key: 32 bytes.
        label: the kind of plaintext.
        context: where it belongs, such as vault, slot and revision.
        plain: the plaintext, already padded if its length is confidential.
        nonce: 12 bytes, for tests only: using a nonce twice with one key breaks the encryption.
    """
    nonce = os.urandom(_NONCE_BYTES) if nonce is None else nonce
    if len(nonce) != _NONCE_BYTES:
        raise ValueError("a nonce has 12 bytes")
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, _associated_data(label, context))


def unseal(key: bytes, label: str, context: tuple[KeyPart, ...], blob: bytes) -> bytes:
    """Decrypt what `seal` encrypted.

    Raises:
        DecryptionError: blob, key, label or context differ in any bit.
    """
    if len(blob) < _OVERHEAD or not blob.startswith(_VERSION):
        raise DecryptionError
    nonce, rest = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _associated_data(label, context))
    except InvalidTag:
        raise DecryptionError from None


def _associated_data(label: str, context: tuple[KeyPart, ...]) -> bytes:
    return length_prefixed("reflect/1", label, *context)


def pad(plain: bytes, *, size: int | None = None) -> bytes:
    """Pad to the smallest of the few sizes, or to exactly `size`: length, text, zeros.

    Raises:
        ValueError: it does not fit into `size`.
    """
    needed = 4 + len(plain)
    size = _padded_size(needed) if size is None else size
    if needed > size:
        raise ValueError(f"{needed} bytes do not fit into {size}")
    return (len(plain).to_bytes(4, "big") + plain).ljust(size, b"\0")


def unpad(block: bytes, *, size: int | None = None) -> bytes:
    """Remove the padding of `pad`, given the same `size`.

    Raises:
        DecryptionError: length, size or zeros are not as `pad` writes them.
    """
    end = 4 + int.from_bytes(block[:4], "big")
    size = _padded_size(end) if size is None else size
    if not 4 <= end <= len(block) or len(block) != size or block[end:].strip(b"\0"):
        raise DecryptionError
    return block[4:end]


def _padded_size(needed: int) -> int:
    return next((s for s in _SIZES if needed <= s), -(-needed // _SIZE_STEP) * _SIZE_STEP)


def canonical_json(obj: Mapping[str, Any]) -> bytes:
    """Serialise `obj` as canonical JSON: UTF-8, keys sorted, no blanks, no floats.

    Floats are not allowed because programming languages write them differently.

    Raises:
        TypeError: a value is not a string, integer, boolean, None, list or mapping.
        UnicodeEncodeError: a string contains a lone surrogate.
    """
    value = _to_plain(obj)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _to_plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case list() | tuple():
            return [_to_plain(each) for each in value]
        case Mapping() if all(isinstance(key, str) for key in value):
            return {key: _to_plain(each) for key, each in value.items()}
        case _:
            raise TypeError(f"no place in canonical JSON for {type(value).__name__}")


def parse_canonical_json(encoded: bytes) -> dict[str, Any]:
    """Parse what `canonical_json` wrote.

    Raises:
        DecryptionError: it is not a JSON object in UTF-8, or contains a float.
    """
    try:
        obj = _DECODER.decode(encoded.decode())
    except (ValueError, RecursionError):
        raise DecryptionError from None
    if not isinstance(obj, dict):
        raise DecryptionError
    return obj


def _reject_float(number: str) -> NoReturn:
    raise ValueError(f"{number} is no whole number")


# created once: a page parses 500 rows
_DECODER = json.JSONDecoder(parse_float=_reject_float, parse_constant=_reject_float)


def seal_json(
    key: bytes,
    label: str,
    context: tuple[KeyPart, ...],
    obj: Mapping[str, Any],
    *,
    size: int | None = None,
    nonce: bytes | None = None,
) -> bytes:
    """Encrypt an object as padded canonical JSON; see `seal`, and `pad` for `size`.

    Raises:
        TypeError, UnicodeEncodeError: as `canonical_json`.
        ValueError: it does not fit into `size`.
    """
    return seal(key, label, context, pad(canonical_json(obj), size=size), nonce=nonce)


def unseal_json(
    key: bytes, label: str, context: tuple[KeyPart, ...], blob: bytes, *, size: int | None = None
) -> dict[str, Any]:
    """Decrypt what `seal_json` encrypted, given the same `size`.

    Raises:
        DecryptionError: as `unseal`, or it is not a JSON object.
    """
    return parse_canonical_json(unpad(unseal(key, label, context, blob), size=size))


@dataclass(frozen=True, slots=True)
class SiteKeys:
    """The keys of the key file by number: the highest seals, and each unseals its own blobs."""

    by_number: Mapping[int, bytes] = field(repr=False)  # in rising order, as in the file

    @classmethod
    def parse(cls, text: str) -> "SiteKeys":
        """Parse a key file: a line `number hex` for each key of 32 bytes, numbers rising.

        Raises:
            Invalid: a line has another format, or there is none; the message never shows a key.
        """
        keys: dict[int, bytes] = {}
        for place, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            match = _KEY_LINE.fullmatch(line.strip())
            if match is None:
                message = _("Line {line} of the key file is not a number and 64 hex digits.")
                raise Invalid(message.format(line=place))
            number = int(match[1])
            if number <= max(keys, default=0):
                message = _("Line {line} of the key file: its number is not above the one before.")
                raise Invalid(message.format(line=place))
            keys[number] = bytes.fromhex(match[2])
        if not keys:
            raise Invalid(_("The key file is empty."))
        return cls(keys)

    @property
    def current_number(self) -> int:
        """The number of the key that new blobs are sealed under."""
        return max(self.by_number)

    def __getitem__(self, number: int) -> bytes:
        """The key with this number.

        Raises:
            DecryptionError: the key file does not have it.
        """
        try:
            return self.by_number[number]
        except KeyError:
            message = _("The key file has no key with the number {number}.")
            raise DecryptionError(message.format(number=number)) from None

    def new_line(self, random: RandomBytes = os.urandom) -> str:
        """A line for a new key to append to the file, with its line break."""
        return _format_key_line(self.current_number + 1, random)


def _format_key_line(number: int, random: RandomBytes) -> str:
    return f"{number} {random(KEY_BYTES).hex()}\n"


def read_key_file(path: Path) -> SiteKeys:
    """Read the site's keys.

    Raises:
        Invalid: the file does not exist, cannot be read, or has an invalid line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows may add a byte order mark
    except (OSError, UnicodeDecodeError):
        message = _("The key file {path} is not there or cannot be read.")
        raise Invalid(message.format(path=path)) from None
    return SiteKeys.parse(text)


def write_key_file(path: Path, random: RandomBytes = os.urandom) -> SiteKeys:
    """Create a key file with one new key, readable by its owner only.

    Raises:
        Invalid: the file exists; it is not overwritten, because without it every vault is lost
            whose recovery code is lost too.
    """
    _write_key_line(path, os.O_CREAT | os.O_EXCL, _format_key_line(1, random))
    return read_key_file(path)


def add_site_key(path: Path, random: RandomBytes = os.urandom) -> SiteKeys:
    """Append a new key (key rotation): it seals from now on, and older keys still unseal.

    Raises:
        Invalid: as `read_key_file`.
    """
    line = read_key_file(path).new_line(random)
    needs_newline = not path.read_bytes().endswith(b"\n")
    _write_key_line(path, os.O_APPEND, "\n" * needs_newline + line)
    return read_key_file(path)


def _write_key_line(path: Path, flags: int, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | flags, 0o600)
    except FileExistsError:
        message = _("There is a key file at {path} already. It was left as it is.")
        raise Invalid(message.format(path=path)) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def is_private(path: Path) -> bool:
    """Whether only its owner may access the file; True without permission bits (Windows)."""
    return os.name != "posix" or not path.stat().st_mode & 0o077
