"""What a password costs a guesser: Argon2id, and the site's own key on top.

The work is slow on purpose, a fifth of a second and 64 MiB, for the owner once and for a guesser at
each try. The site's key goes in because it lies outside the database: without the key file nothing
in a stolen database can even be guessed at. Whoever calls this does so behind a gate and outside of
every transaction, because two at once is all that a small server should bear.
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
_KDF: Final = re.compile(
    rf"argon2id,{ARGON2_VERSION},(\d{{1,9}}),(\d{{1,9}}),(\d{{1,9}})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Kdf:
    """What stretching a password costs (Argon2id, RFC 9106, version 19)."""

    memory: int  # KiB, from 8 for each lane to 1 GiB: more would stop the server, not a guesser
    passes: int  # 1 to 16
    lanes: int  # 1 to 16

    current: ClassVar["Kdf"]  # what a new password gets

    def __post_init__(self) -> None:
        sane = 1 <= self.passes <= 16 and 1 <= self.lanes <= 16
        if not (sane and 8 * self.lanes <= self.memory <= 1024 * 1024):
            raise Invalid(_("Memory, passes or lanes of the password hash are out of bounds."))

    @classmethod
    def parse(cls, text: str) -> "Kdf":
        """Read `argon2id,19,65536,3,1`: version, KiB, passes, lanes.

        Raises:
            Invalid: another method or version, or numbers out of bounds.
        """
        found = _KDF.fullmatch(text)
        kdf = cls(*map(int, found.groups())) if found else None
        if kdf is None or str(kdf) != text:
            raise Invalid(_("This way of hashing passwords is not known."))
        return kdf

    def __str__(self) -> str:
        return f"argon2id,{ARGON2_VERSION},{self.memory},{self.passes},{self.lanes}"

    def is_weaker_than(self, other: "Kdf") -> bool:
        """Whether a guess costs less memory, or fewer passes, than under `other`."""
        return self.memory < other.memory or self.passes < other.passes


Kdf.current = Kdf(65_536, 3, 1)


def stretch_password(password: str, salt: bytes, kdf: Kdf, site_key: bytes) -> bytes:
    """What 32 bytes a password comes to: Argon2id, then the site's key. Slow on purpose.

    The password is normalised first (NFKC), since one accent has several spellings in Unicode and
    keyboards differ in which they send.

    Raises:
        Invalid: it holds half a character, which no keyboard sends.
    """
    try:
        typed = unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:
        raise Invalid(_("This password holds a character that cannot be used.")) from None
    hashed = hash_secret_raw(
        typed,
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
    """A new password after the slow work, with what it will take to do it again."""

    site_key_number: int
    kdf: Kdf
    salt: bytes
    result: bytes = field(repr=False)  # 32 bytes, as `stretch` gave them


def stretch_new_password(
    password: str, site_keys: SiteKeys, kdf: Kdf = Kdf.current, *, random: RandomBytes = os.urandom
) -> StretchedPassword:
    """Stretch a password that shall be kept: fresh salt, last site key. Slow on purpose."""
    salt, number = random(SALT_BYTES), site_keys.current_number
    return StretchedPassword(
        number, kdf, salt, stretch_password(password, salt, kdf, site_keys[number])
    )
