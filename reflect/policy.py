"""Who may do what: every rule is one pure function, named after the right.

There is no rule by which anybody may read another person's vault, and none can be written here:
an actor carries the key of their own vault, and no function is given another.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from reflect.core.errors import Refused
from reflect.core.vault import Vault
from reflect.core.words import _


class Role(StrEnum):
    """What an account is for, besides reflecting, which every account may do."""

    TRAINER = "trainer"
    LEADER = "leader"
    ORGANISER = "organiser"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is behind this request. Nobody signed in: `Actor()`."""

    id: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset()
    key: Vault | None = field(default=None, repr=False)
    code_checked: bool = False  # the recovery code's last group was typed back
    strong: bool = False  # signed in with a second factor

    @property
    def vault(self) -> Vault:
        """The open vault.

        Raises:
            Refused: it is locked; sign in again.
        """
        if self.key is None:
            raise Refused(_("Sign in again to open your records."))
        return self.key


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a cookie says: somebody signed in, somebody whose session locked, or nobody."""

    actor: Actor = field(default_factory=Actor)
    session: bytes = b""
    lapsed: str = ""  # the account whose session locked less than ten minutes ago
    touch: bool = False  # the last touch is more than a minute old


def anyone(_actor: Actor) -> bool:
    """Public pages."""
    return True


def is_signed_in(actor: Actor) -> bool:
    """The own account: settings, recovery code, signing out."""
    return actor.key is not None


def may_reflect(actor: Actor) -> bool:
    """Answer check-ins and see one's own picture: every account whose recovery code is safe.

    Before that, a forgotten password would lose what is written, so nothing is written.
    """
    return actor.key is not None and actor.code_checked


def require(allowed: bool) -> None:
    """Stop here unless `allowed`.

    Raises:
        Refused: it is not.
    """
    if not allowed:
        raise Refused(_("You cannot do this with your account."))
