"""Invitations by organisers: create one or many, list open ones, renew and withdraw them.

A list is processed line by line: valid names are invited at once, the others are returned with a
reason. A code is shown once and not stored, so renewing an invitation always creates a new code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from reflect.accounts import invitations
from reflect.accounts.credentials import validate_username
from reflect.accounts.invitations import INVITATION_LIFETIME, Invitation
from reflect.accounts.repository import format_roles
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.policy import Actor, Role, may_organise, require
from reflect.teams import audit_events
from reflect.teams import repository as team_repository

MAX_NAMES_AT_ONCE: Final = 200  # lines
EXPIRY_WARNING_PERIOD: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class InvitationRequest:
    """Names to invite, with the roles and the team for all of them."""

    lines: tuple[str, ...]  # as typed
    roles: frozenset[Role] = frozenset()
    team: str = ""  # id, or empty


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """A new invitation with its code, which is shown once."""

    name: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class RejectedName:
    """A line that was not invited, and the reason."""

    text: str
    why: str


def create_invitations(
    db: Connection, actor: Actor, request: InvitationRequest, now: datetime
) -> tuple[list[IssuedInvitation], list[RejectedName]]:
    """Invite the valid names, in the order of the lines; the others are returned as rejected.

    Raises:
        PermissionDenied: the actor is not an organiser.
        Invalid: there are no names or too many, or there is no such team.
    """
    require(may_organise(actor))
    lines = [line.strip() for line in request.lines if line.strip()]
    if not lines:
        raise Invalid(_("Type a name, or several, each on a line of its own."))
    if len(lines) > MAX_NAMES_AT_ONCE:
        raise Invalid(_("{most} names at once are the most.").format(most=MAX_NAMES_AT_ONCE))
    _check_team(db, request.team)
    has_one = _("There is an open invitation for this name. You can send it anew, below.")
    reasons = {each.name: has_one for each in invitations.list_open_invitations(db, now)}
    issued, rejected = [], []
    for line in lines:
        try:
            name = _parse_free_name(line, reasons)
            invitation = Invitation(name, request.roles, "", b"", request.team)
            issued.append(_issue(db, actor, invitation, now))
            reasons[name] = _("This name stands twice in your list.")
        except Invalid as error:
            rejected.append(RejectedName(line, str(error)))
    return issued, rejected


def load_open_invitations(db: Connection, actor: Actor, now: datetime) -> list[Invitation]:
    """Every open invitation and reset, by expiry.

    Raises:
        PermissionDenied: the actor is not an organiser.
    """
    require(may_organise(actor))
    return invitations.list_open_invitations(db, now)


def list_expiring_invitations(db: Connection, actor: Actor, now: datetime) -> list[Invitation]:
    """The open invitations that expire within two days.

    Raises:
        PermissionDenied: the actor is not an organiser.
    """
    until = int((now + EXPIRY_WARNING_PERIOD).timestamp())
    return [each for each in load_open_invitations(db, actor, now) if each.expires <= until]


def renew_invitation(db: Connection, actor: Actor, name: str, now: datetime) -> IssuedInvitation:
    """Replace the code of an open invitation; the old code is no longer valid.

    Raises:
        PermissionDenied: the actor is not an organiser.
        NotFound: it was used, withdrawn, or has expired.
    """
    return _issue(db, actor, _require_open(db, actor, name, now), now)


def withdraw_invitation(db: Connection, actor: Actor, name: str, now: datetime) -> None:
    """Withdraw an open invitation; its code is no longer valid.

    Raises:
        PermissionDenied: the actor is not an organiser.
        NotFound: it was used, withdrawn, or has expired.
    """
    invitation = _require_open(db, actor, name, now)
    invitations.revoke_invitation(db, invitation.name)
    fields = {"account": invitation.account or None, "name": invitation.name, "by": actor.id}
    audit_events.record_event(db, now, audit_events.INVITATION_REVOKED, **fields)


def _issue(db: Connection, actor: Actor, invitation: Invitation, now: datetime) -> IssuedInvitation:
    """Create an invitation, or a reset for an invitation that has an account."""
    name, roles, team = invitation.name, invitation.roles, invitation.team
    if invitation.account:
        code = invitations.create_reset_invitation(db, name, now, by=actor.id)
    else:
        code = invitations.create_invitation(db, name, roles, now, team=team)
        fields = {"team": team or None, "name": name, "words": format_roles(roles)}
        audit_events.record_event(db, now, audit_events.INVITED, by=actor.id, **fields)
    return IssuedInvitation(name, code, now + INVITATION_LIFETIME)


def _require_open(db: Connection, actor: Actor, name: str, now: datetime) -> Invitation:
    for each in load_open_invitations(db, actor, now):
        if each.name == name:
            return each
    raise NotFound(_("This invitation is no longer open."))


def _check_team(db: Connection, team: str) -> None:
    if team and team not in {each.id for each in team_repository.load_all_teams(db)}:
        raise Invalid(_("Choose one of the teams."))


def _parse_free_name(line: str, reasons: Mapping[str, str]) -> str:
    """The username of a line; `reasons` are those why names cannot be invited, by name."""
    name = validate_username(line)
    if name in reasons:
        raise Invalid(reasons[name])
    return name
