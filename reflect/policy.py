"""Authorisation: roles, the current actor, and each permission as one pure function.

No permission lets anybody read another person's vault, and none can be added here: an actor holds
the key of their own vault, and no function takes another one.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from reflect.core.crypto.vault import Vault
from reflect.core.errors import PermissionDenied
from reflect.core.i18n import _


class Role(StrEnum):
    """What an account may do besides its own check-ins, which every account may do."""

    TRAINER = "trainer"
    LEADER = "leader"
    ORGANISER = "organiser"


@dataclass(frozen=True, slots=True)
class Actor:
    """The user of this request; `Actor()` if nobody is signed in."""

    id: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset()
    unlocked_vault: Vault | None = field(default=None, repr=False)
    code_checked: bool = False  # the recovery code's last group was typed back
    strong: bool = False  # signed in with a second factor
    ended: bool = False  # by an organiser: 30 days are left to export or delete the records

    @property
    def vault(self) -> Vault:
        """The unlocked vault.

        Raises:
            PermissionDenied: it is locked; sign in again.
        """
        if self.unlocked_vault is None:
            raise PermissionDenied(_("Sign in again to open your records."))
        return self.unlocked_vault


@dataclass(frozen=True, slots=True)
class Identity:
    """What a session cookie stands for: a user, a user whose session locked, or nobody."""

    actor: Actor = field(default_factory=Actor)
    session: bytes = b""
    locked_account: str = ""  # the account whose session locked less than ten minutes ago
    needs_touch: bool = False  # the session's last activity was stored over a minute ago


def anyone(_actor: Actor) -> bool:
    """Open public pages: no login is needed."""
    return True


def is_signed_in(actor: Actor) -> bool:
    """Use the own account: settings, recovery code, logout."""
    return actor.unlocked_vault is not None


def may_reflect(actor: Actor) -> bool:
    """Answer check-ins and see the own charts: accounts whose recovery code was checked.

    Without a checked code, a forgotten password would lose the records, so none may be made.
    """
    return may_export_or_delete(actor) and not actor.ended


def may_export_or_delete(actor: Actor) -> bool:
    """Export or delete the own records: as `may_reflect`, and also for ended accounts."""
    return actor.unlocked_vault is not None and actor.code_checked


def has_ended_account(actor: Actor) -> bool:
    """See the notice that an organiser ended this account."""
    return actor.unlocked_vault is not None and actor.ended


def may_organise(actor: Actor) -> bool:
    """Invite, assign roles, set up teams, settle disputes: organisers with a second factor.

    This permission opens nobody's records and does not show who takes part.
    """
    return may_reflect(actor) and actor.strong and Role.ORGANISER in actor.roles


def needs_second_factor(actor: Actor) -> bool:
    """Whether this is an organiser without a second factor, who has to set it up first."""
    return Role.ORGANISER in actor.roles and not actor.strong


def may_see_across_teams(actor: Actor) -> bool:
    """Leaders see the published figures of all teams, summarised and not ranked."""
    return may_reflect(actor) and Role.LEADER in actor.roles


def may_run_workshop(actor: Actor) -> bool:
    """Trainers open workshop rooms. They see the answers only as everybody in the room does."""
    return may_reflect(actor) and Role.TRAINER in actor.roles


def may_facilitate_room(*, holds: bool) -> bool:
    """The facilitator's pages belong to the browser that opened the room or took it over.

    They keep working when the account's session locks in the middle of a workshop.
    """
    return holds


def may_set_up_teams(actor: Actor, *, leads: bool) -> bool:
    """Organisers, and anybody who leads a team already."""
    return may_organise(actor) or (may_reflect(actor) and leads)


def may_view_team(actor: Actor, *, belongs: bool) -> bool:
    """Members and supervisors see the same page. Nobody else sees it, organisers included."""
    return may_reflect(actor) and belongs


def may_lead_team(actor: Actor, *, leads: bool) -> bool:
    """Supervisors of the team, and organisers: rule, code, list of supervisors, instruments."""
    return may_organise(actor) or (may_reflect(actor) and leads)


def may_write_for_team(actor: Actor, *, leads: bool) -> bool:
    """Record what the team agreed to do: its supervisors only."""
    return may_reflect(actor) and leads


def require(allowed: bool) -> None:
    """Check a permission.

    Raises:
        PermissionDenied: `allowed` is false.
    """
    if not allowed:
        raise PermissionDenied(_("You cannot do this with your account."))
