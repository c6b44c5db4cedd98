"""Invitations by organisers: one or a list of them, open ones, taking back, sending anew.

A list is taken line by line: what fits is invited at once, what does not is said with its reason
and stays where it was typed. A code is shown once and lies nowhere, so "again" is always a new one.
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

MAX_NAMES_AT_ONCE: Final = 200  # lines at once
EXPIRY_WARNING_PERIOD: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class InvitationRequest:
    """What is asked for on the page."""

    lines: tuple[str, ...]  # as typed
    roles: frozenset[Role] = frozenset()
    team: str = ""  # id, or none


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation that was made just now, with the code that is shown once."""

    name: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class RejectedName:
    """A line that was not taken, and why."""

    text: str
    why: str


def create_invitations(
    db: Connection, actor: Actor, wanted: InvitationRequest, now: datetime
) -> tuple[list[IssuedInvitation], list[RejectedName]]:
    """Invite whoever can be invited, line by line, in the order they were typed.

    Raises:
        Refused: they are no organiser.
        Invalid: nobody was named, too many were, or there is no such team.
    """
    require(may_organise(actor))
    lines = [line.strip() for line in wanted.lines if line.strip()]
    if not lines:
        raise Invalid(_("Type a name, or several, each on a line of its own."))
    if len(lines) > MAX_NAMES_AT_ONCE:
        raise Invalid(_("{most} names at once are the most.").format(most=MAX_NAMES_AT_ONCE))
    _check_team(db, wanted.team)
    has_one = _("There is an open invitation for this name. You can send it anew, below.")
    taken = dict.fromkeys(
        (each.name for each in invitations.list_open_invitations(db, now)), has_one
    )
    made, left = [], []
    for line in lines:
        try:
            name = _free(line, taken)
            asked = Invitation(name, wanted.roles, "", b"", wanted.team)
            made.append(_invite(db, actor, asked, now))
            taken[name] = _("This name stands twice in your list.")
        except Invalid as error:
            left.append(RejectedName(line, str(error)))
    return made, left


def load_open_invitations(db: Connection, actor: Actor, now: datetime) -> list[Invitation]:
    """Every open invitation and reset, those that lapse first first.

    Raises:
        Refused: they are no organiser.
    """
    require(may_organise(actor))
    return invitations.list_open_invitations(db, now)


def list_expiring_invitations(db: Connection, actor: Actor, now: datetime) -> list[Invitation]:
    """Open invitations that lapse within two days.

    Raises:
        Refused: they are no organiser.
    """
    until = int((now + EXPIRY_WARNING_PERIOD).timestamp())
    return [each for each in load_open_invitations(db, actor, now) if each.expires <= until]


def renew_invitation(db: Connection, actor: Actor, name: str, now: datetime) -> IssuedInvitation:
    """A new code in the place of one that is open; the old one opens nothing more.

    Raises:
        Refused: they are no organiser.
        NotFound: it was used, taken back, or lapsed meanwhile.
    """
    return _invite(db, actor, _open_one(db, actor, name, now), now)


def withdraw_invitation(db: Connection, actor: Actor, name: str, now: datetime) -> None:
    """Let an open code open nothing more.

    Raises:
        Refused: they are no organiser.
        NotFound: it was used, taken back, or lapsed meanwhile.
    """
    found = _open_one(db, actor, name, now)
    invitations.revoke_invitation(db, found.name)
    more = {"account": found.account or None, "name": found.name, "by": actor.id}
    audit_events.record_event(db, now, audit_events.INVITATION_REVOKED, **more)


def _invite(db: Connection, actor: Actor, wanted: Invitation, now: datetime) -> IssuedInvitation:
    until = now + INVITATION_LIFETIME
    if wanted.account:
        return IssuedInvitation(
            wanted.name,
            invitations.create_reset_invitation(db, wanted.name, now, by=actor.id),
            until,
        )
    code = invitations.create_invitation(db, wanted.name, wanted.roles, now, team=wanted.team)
    more = {"team": wanted.team or None, "name": wanted.name, "by": actor.id}
    audit_events.record_event(
        db, now, audit_events.INVITED, **more, words=format_roles(wanted.roles)
    )
    return IssuedInvitation(wanted.name, code, until)


def _open_one(db: Connection, actor: Actor, name: str, now: datetime) -> Invitation:
    for found in load_open_invitations(db, actor, now):
        if found.name == name:
            return found
    raise NotFound(_("This invitation is no longer open."))


def _check_team(db: Connection, team: str) -> None:
    if team and team not in {each.id for each in team_repository.load_all_teams(db)}:
        raise Invalid(_("Choose one of the teams."))


def _free(line: str, taken: Mapping[str, str]) -> str:
    name = validate_username(line)
    if name in taken:
        raise Invalid(taken[name])
    return name
