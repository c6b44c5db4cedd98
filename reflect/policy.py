"""Who may do what: every rule is one pure function, named after the right.

There is no rule by which anybody may read another person's vault, and none can be written here:
an actor carries the key of their own vault, and no function is given another.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from reflect.core.crypto.vault import Vault
from reflect.core.errors import PermissionDenied
from reflect.core.i18n import _


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
    unlocked_vault: Vault | None = field(default=None, repr=False)
    code_checked: bool = False  # the recovery code's last group was typed back
    strong: bool = False  # signed in with a second factor
    ended: bool = False  # by an organiser: 30 days to take one's records along, or to delete them

    @property
    def vault(self) -> Vault:
        """The open vault.

        Raises:
            Refused: it is locked; sign in again.
        """
        if self.unlocked_vault is None:
            raise PermissionDenied(_("Sign in again to open your records."))
        return self.unlocked_vault


@dataclass(frozen=True, slots=True)
class Identity:
    """What a cookie says: somebody signed in, somebody whose session locked, or nobody."""

    actor: Actor = field(default_factory=Actor)
    session: bytes = b""
    locked_account: str = ""  # the account whose session locked less than ten minutes ago
    needs_touch: bool = False  # the last touch is more than a minute old


def anyone(_actor: Actor) -> bool:
    """Public pages."""
    return True


def is_signed_in(actor: Actor) -> bool:
    """The own account: settings, recovery code, signing out."""
    return actor.unlocked_vault is not None


def may_reflect(actor: Actor) -> bool:
    """Answer check-ins and see one's own picture: every account whose recovery code is safe.

    Before that, a forgotten password would lose what is written, so nothing is written.
    """
    return may_export_or_delete(actor) and not actor.ended


def may_export_or_delete(actor: Actor) -> bool:
    """Take one's records along or delete them: whoever may reflect, and whose account was ended."""
    return actor.unlocked_vault is not None and actor.code_checked


def has_ended_account(actor: Actor) -> bool:
    """The page that says so, for those whose account an organiser ended."""
    return actor.unlocked_vault is not None and actor.ended


def may_organise(actor: Actor) -> bool:
    """Invite, give roles, set up teams, settle disputes: organisers, with their second factor.

    No right of theirs opens what anybody wrote, or tells who takes part.
    """
    return may_reflect(actor) and actor.strong and Role.ORGANISER in actor.roles


def needs_second_factor(actor: Actor) -> bool:
    """An organiser who signed in without six digits: first they set that up."""
    return Role.ORGANISER in actor.roles and not actor.strong


def may_see_across_teams(actor: Actor) -> bool:
    """Leaders see what the teams were shown, put together and unranked."""
    return may_reflect(actor) and Role.LEADER in actor.roles


def may_run_workshop(actor: Actor) -> bool:
    """Trainers open rooms. What is answered there they see as everybody in the room does."""
    return may_reflect(actor) and Role.TRAINER in actor.roles


def may_facilitate_room(*, holds: bool) -> bool:
    """The presenter's screens belong to the browser that opened the room, or took it over.

    They go on when the account behind them locks in the middle of a session.
    """
    return holds


def may_set_up_teams(actor: Actor, *, leads: bool) -> bool:
    """Organisers, and whoever leads a team already."""
    return may_organise(actor) or (may_reflect(actor) and leads)


def may_view_team(actor: Actor, *, belongs: bool) -> bool:
    """Members and supervisors see the same page. Nobody else has one, organisers included."""
    return may_reflect(actor) and belongs


def may_lead_team(actor: Actor, *, leads: bool) -> bool:
    """Its supervisors, and organisers: rule, code, roster of supervisors, instruments."""
    return may_organise(actor) or (may_reflect(actor) and leads)


def may_write_for_team(actor: Actor, *, leads: bool) -> bool:
    """What the team agreed to do is written by its supervisors alone."""
    return may_reflect(actor) and leads


def require(allowed: bool) -> None:
    """Stop here unless `allowed`.

    Raises:
        Refused: it is not.
    """
    if not allowed:
        raise PermissionDenied(_("You cannot do this with your account."))
