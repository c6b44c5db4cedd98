"""Keys and sealed bytes: every lock in Reflect is built from the few functions here.

Only two primitives do the work, HKDF-SHA256 and AES-256-GCM, both from `cryptography`. Before each
part of a key's name and of a context stands its length (`lp`), so that no two different lists of
parts can ever read alike. A sealed blob is bound to its label and to its place: what was moved to
another row, another person or another save no longer opens. Sealed texts are padded to a few
sizes first, because otherwise the length of a blob would tell how much was written.
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
RandomBytes = Callable[[int], bytes]  # so many random bytes; `os.urandom` outside the tests

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_OVERHEAD: Final = 1 + _NONCE_BYTES + 16
_SIZES: Final = (256, 900, 1900, 3900)  # a padded text has one of these sizes, in bytes,
_STEP: Final = 4000  # or a multiple of this one
_KEY_LINE: Final = re.compile(r"([1-9][0-9]{0,8}) +([0-9a-fA-F]{64})", re.ASCII)


class DecryptionError(ReflectError):
    """Something sealed does not open: changed, cut, moved, or under another key."""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(
            sentence or _("Something kept here could not be opened. It was left as it is.")
        )


def length_prefixed(*parts: KeyPart) -> bytes:
    """The parts one after another, before each its length: 4 bytes, big-endian.

    Text counts as UTF-8, a whole number as its decimal digits.

    Raises:
        ValueError: a number is below zero.
    """
    written: list[bytes] = []
    for part in parts:
        if isinstance(part, int) and part < 0:
            raise ValueError("a part is never below zero")
        plain = part if isinstance(part, bytes) else str(part).encode()
        written += (len(plain).to_bytes(4, "big"), plain)
    return b"".join(written)


def derive(key: bytes, *parts: KeyPart, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """The key, or id, of `length` bytes that `parts` name under `key` (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), length, salt or None, length_prefixed(*parts)).derive(key)


def seal(
    key: bytes,
    label: str,
    context: tuple[KeyPart, ...],
    plain: bytes,
    *,
    nonce: bytes | None = None,
) -> bytes:
    """Seal `plain` under a key of 32 bytes; it opens with the same label and context only.

    Args:
        key: 32 bytes.
        label: what kind of thing this is.
        context: the place it belongs to.
        plain: what nobody else shall read, padded beforehand if its length tells something.
        nonce: 12 bytes, given by tests alone: one nonce twice under one key opens both.
    """
    nonce = os.urandom(_NONCE_BYTES) if nonce is None else nonce
    if len(nonce) != _NONCE_BYTES:
        raise ValueError("a nonce has 12 bytes")
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(label, context))


def unseal(key: bytes, label: str, context: tuple[KeyPart, ...], blob: bytes) -> bytes:
    """What `seal` was given.

    Raises:
        Damaged: one bit differs, in the blob, the key, the label or the context.
    """
    if len(blob) < _OVERHEAD or not blob.startswith(_VERSION):
        raise DecryptionError
    nonce, rest = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound_to(label, context))
    except InvalidTag:
        raise DecryptionError from None


def _bound_to(label: str, context: tuple[KeyPart, ...]) -> bytes:
    return length_prefixed("reflect/1", label, *context)


def pad(plain: bytes, *, size: int | None = None) -> bytes:
    """Length, text, zeros: the smallest of the few sizes that holds it, or exactly `size`.

    Raises:
        ValueError: it does not fit into `size`.
    """
    needed = 4 + len(plain)
    size = _size_for(needed) if size is None else size
    if needed > size:
        raise ValueError(f"{needed} bytes do not fit into {size}")
    return (len(plain).to_bytes(4, "big") + plain).ljust(size, b"\0")


def unpad(block: bytes, *, size: int | None = None) -> bytes:
    """What `padded` was given, with the same `size`.

    Raises:
        Damaged: the length, the size or the zeros are not as `padded` makes them.
    """
    end = 4 + int.from_bytes(block[:4], "big")
    size = _size_for(end) if size is None else size
    if not 4 <= end <= len(block) or len(block) != size or block[end:].strip(b"\0"):
        raise DecryptionError
    return block[4:end]


def _size_for(needed: int) -> int:
    return next((s for s in _SIZES if needed <= s), -(-needed // _STEP) * _STEP)


def canonical_json(obj: Mapping[str, Any]) -> bytes:
    """The one way to write `obj` as JSON: UTF-8, keys sorted, no blanks, no floats.

    Floats are left out because no two languages write them alike.

    Raises:
        TypeError: something in it is not text, a whole number, yes or no, nothing, list or object.
        UnicodeEncodeError: a text holds half a character (a lone surrogate).
    """
    plain = _plain(obj)
    written = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode()


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case list() | tuple():
            return [_plain(each) for each in value]
        case Mapping() if all(isinstance(key, str) for key in value):
            return {key: _plain(each) for key, each in value.items()}
        case _:
            raise TypeError(f"no place in canonical JSON for {type(value).__name__}")


def parse_canonical_json(written: bytes) -> dict[str, Any]:
    """The object that `canonical` wrote.

    Raises:
        Damaged: it is no JSON object in UTF-8, or has a float in it.
    """
    try:
        obj = _READER.decode(written.decode())
    except (ValueError, RecursionError):
        raise DecryptionError from None
    if not isinstance(obj, dict):
        raise DecryptionError
    return obj


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is no whole number")


_READER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)  # made once: a page has 500


@dataclass(frozen=True, slots=True)
class SiteKeys:
    """The keys of the key file by their numbers: the last one seals, all of them open."""

    by_number: Mapping[int, bytes] = field(repr=False)  # in the order of the file, numbers rising

    @classmethod
    def parse(cls, text: str) -> "SiteKeys":
        """Read a key file: one line `number hex` for each key of 32 bytes, numbers rising.

        Raises:
            Invalid: a line is no such line, or there is none; the sentence never shows a key.
        """
        keys: dict[int, bytes] = {}
        for place, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            found = _KEY_LINE.fullmatch(line.strip())
            if found is None:
                sentence = _("Line {line} of the key file is not a number and 64 hex digits.")
                raise Invalid(sentence.format(line=place))
            number = int(found[1])
            if number <= max(keys, default=0):
                sentence = _("Line {line} of the key file: its number is not above the one before.")
                raise Invalid(sentence.format(line=place))
            keys[number] = bytes.fromhex(found[2])
        if not keys:
            raise Invalid(_("The key file is empty."))
        return cls(keys)

    @property
    def current_number(self) -> int:
        """The number of the key that seals."""
        return max(self.by_number)

    def __getitem__(self, number: int) -> bytes:
        """The key of this number.

        Raises:
            Damaged: the file does not have it, so nothing under it can be opened.
        """
        try:
            return self.by_number[number]
        except KeyError:
            sentence = _("The key file has no key with the number {number}.")
            raise DecryptionError(sentence.format(number=number)) from None

    def new_line(self, random: RandomBytes = os.urandom) -> str:
        """The line to add to the file for a fresh key, with its end."""
        return _key_line(self.current_number + 1, random)


def _key_line(number: int, random: RandomBytes) -> str:
    return f"{number} {random(KEY_BYTES).hex()}\n"


def read_key_file(path: Path) -> SiteKeys:
    """The site's keys.

    Raises:
        Invalid: there is no such file, it cannot be read, or a line does not fit.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # an editor on Windows may put a mark in front
    except (OSError, UnicodeDecodeError):
        sentence = _("The key file {path} is not there or cannot be read.")
        raise Invalid(sentence.format(path=path)) from None
    return SiteKeys.parse(text)


def write_key_file(path: Path, random: RandomBytes = os.urandom) -> SiteKeys:
    """Make a key file with one fresh key, readable by its owner alone.

    Raises:
        Invalid: a file is there already; it is left as it is, since losing it loses every vault
            whose recovery code is lost too.
    """
    _write(path, os.O_CREAT | os.O_EXCL, _key_line(1, random))
    return read_key_file(path)


def add_site_key(path: Path, random: RandomBytes = os.urandom) -> SiteKeys:
    """Add a fresh key as the last line: from now on it seals, and the older ones still open.

    Raises:
        Invalid: as `read_key_file`.
    """
    line = read_key_file(path).new_line(random)
    broken_off = not path.read_bytes().endswith(b"\n")
    _write(path, os.O_APPEND, "\n" * broken_off + line)
    return read_key_file(path)


def _write(path: Path, flags: int, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | flags, 0o600)
    except FileExistsError:
        sentence = _("There is a key file at {path} already. It was left as it is.")
        raise Invalid(sentence.format(path=path)) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def is_private(path: Path) -> bool:
    """Whether only its owner may touch the file; True where files have no such bits (Windows)."""
    return os.name != "posix" or not path.stat().st_mode & 0o077
