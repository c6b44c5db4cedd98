"""Password hashing: Argon2id, then HMAC with the site's key (pepper).

Hashing is slow on purpose, a fifth of a second and 64 MiB, for the owner once and for a guesser at
each attempt. The site's key is included because it is stored outside the database: without the key
file, passwords in a stolen database cannot be guessed at all. Callers limit how many hashes run at
a time, because a small server can bear two, and never hash inside a transaction.
"""

import hmac
import os
import re
import unicodedata
from dataclasses import dataclass, field
from typing import ClassVar, Final

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from reflect.core.crypto.primitives import KEY_BYTES, RandomBytes, SiteKeys, derive
from reflect.core.errors import Invalid
from reflect.core.i18n import _

SALT_BYTES: Final = 16
_KDF_FORMAT: Final = re.compile(
    rf"argon2id,{ARGON2_VERSION},(\d{{1,9}}),(\d{{1,9}}),(\d{{1,9}})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Kdf:
    """Cost parameters of the password hash (Argon2id, RFC 9106, version 19)."""

    memory: int  # KiB, from 8 a lane to 1 GiB: more would stop the server, not a guesser
    passes: int  # 1 to 16
    lanes: int  # 1 to 16

    current: ClassVar["Kdf"]  # for new passwords

    def __post_init__(self) -> None:
        sane = 1 <= self.passes <= 16 and 1 <= self.lanes <= 16
        if not (sane and 8 * self.lanes <= self.memory <= 1024 * 1024):
            raise Invalid(_("Memory, passes or lanes of the password hash are out of bounds."))

    @classmethod
    def parse(cls, text: str) -> "Kdf":
        """Parse `argon2id,19,65536,3,1`: version, KiB, passes, lanes.

        Raises:
            Invalid: another method or version, or numbers out of bounds.
        """
        match = _KDF_FORMAT.fullmatch(text)
        kdf = cls(*map(int, match.groups())) if match else None
        if kdf is None or str(kdf) != text:
            raise Invalid(_("This way of hashing passwords is not known."))
        return kdf

    def __str__(self) -> str:
        return f"argon2id,{ARGON2_VERSION},{self.memory},{self.passes},{self.lanes}"

    def is_weaker_than(self, other: "Kdf") -> bool:
        """Whether it costs less memory or fewer passes than `other`."""
        return self.memory < other.memory or self.passes < other.passes


Kdf.current = Kdf(65_536, 3, 1)


def stretch_password(password: str, salt: bytes, kdf: Kdf, site_key: bytes) -> bytes:
    """Hash a password to 32 bytes: Argon2id, then HMAC with the site's key. Slow on purpose.

    The password is normalised first (NFKC), because Unicode has several forms of an accented letter
    and keyboards differ in which they send.

    Raises:
        Invalid: the password contains a lone surrogate, which no keyboard sends.
    """
    try:
        normalised = unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:
        raise Invalid(_("This password holds a character that cannot be used.")) from None
    hashed = hash_secret_raw(
        normalised,
        salt,
        time_cost=kdf.passes,
        memory_cost=kdf.memory,
        parallelism=kdf.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return hmac.digest(derive(site_key, "pepper"), hashed, "sha256")


@dataclass(frozen=True, slots=True)
class StretchedPassword:
    """A hashed new password, with the parameters to hash it again."""

    site_key_number: int
    kdf: Kdf
    salt: bytes
    result: bytes = field(repr=False)  # 32 bytes, from `stretch_password`


def stretch_new_password(
    password: str, site_keys: SiteKeys, kdf: Kdf = Kdf.current, *, random: RandomBytes = os.urandom
) -> StretchedPassword:
    """Hash a new password with a new salt and the current site key. Slow on purpose."""
    salt, number = random(SALT_BYTES), site_keys.current_number
    result = stretch_password(password, salt, kdf, site_keys[number])
    return StretchedPassword(number, kdf, salt, result)
