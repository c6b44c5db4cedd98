"""Accounts as organisers see them: a name, roles, the team on whose roster it stands, no more.

Nothing tells when somebody was here, or whether they ever answered anything. Whatever is done to
an account is written down, once, for its owner and for the other organisers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.accounts.credentials import normalise_username
from reflect.accounts.repository import Account, format_roles, parse_roles
from reflect.admin.invitations.services import IssuedInvitation
from reflect.core.crypto.team_tally import MAX_TEAM_MEMBERS
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.models import accounts, memberships, teams
from reflect.policy import Actor, Role, may_organise, require
from reflect.teams import audit_events
from reflect.teams import repository as team_repository
from reflect.teams.repository import MEMBER, Membership

PEOPLE_PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class PersonTeamRow:
    """A team on whose roster somebody stands."""

    team: str  # id
    name: str
    kind: str  # member, supervisor


@dataclass(frozen=True, slots=True)
class PersonView:
    """An account, as far as it concerns organisers."""

    account: Account
    places: tuple[PersonTeamRow, ...]


def load_people_page(db: Connection, actor: Actor, number: int) -> tuple[list[PersonView], int]:
    """One page of all accounts, from 1, by name; and how many pages there are.

    Raises:
        Refused: they are no organiser.
        NotFound: there is no such page.
    """
    require(may_organise(actor))
    total = db.execute(select(func.count()).select_from(accounts)).scalar_one()
    last = max(1, -(-total // PEOPLE_PER_PAGE))
    if not 1 <= number <= last:
        raise NotFound
    part = _BY_NAME.offset((number - 1) * PEOPLE_PER_PAGE).limit(PEOPLE_PER_PAGE)
    return _people(db, part), last


def search_people(db: Connection, actor: Actor, text: str) -> tuple[list[PersonView], bool]:
    """The accounts with `text` in their name, a page at most; and whether there are more.

    Raises:
        Refused: they are no organiser.
    """
    require(may_organise(actor))
    folded = normalise_username(text)
    if not folded:  # no name has such signs in it
        return [], False
    has = accounts.c.name.contains(folded, autoescape=True)
    found = _people(db, _BY_NAME.where(has).limit(PEOPLE_PER_PAGE + 1))
    return found[:PEOPLE_PER_PAGE], len(found) > PEOPLE_PER_PAGE


def load_person(db: Connection, actor: Actor, account: str) -> PersonView:
    """One account.

    Raises:
        Refused: they are no organiser.
        NotFound: there is no such account.
    """
    require(may_organise(actor))
    found = _people(db, _BY_NAME.where(accounts.c.id == account))
    if not found:
        raise NotFound(_("There is no such account."))
    return found[0]


def grant_role(db: Connection, actor: Actor, account: str, role: Role, now: datetime) -> None:
    """Give a role to an account.

    Raises:
        Refused: they are no organiser, the account was ended, or it has the role.
        NotFound: there is no such account.
    """
    whom = _living(db, actor, account)
    if role in whom.roles:
        raise PermissionDenied(_("They have this role already."))
    _set_roles(db, whom, whom.roles | {role})
    _note(db, actor, audit_events.ROLE_GIVEN, whom, now, words=role.value)


def revoke_role(db: Connection, actor: Actor, account: str, role: Role, now: datetime) -> None:
    """Take a role from an account.

    Raises:
        Refused: they are no organiser, the account was ended, it has no such role, or nobody would
            be left to organise.
        NotFound: there is no such account.
    """
    left = account_repository.load_organiser_ids(db, lock=True) - {account}
    whom = _living(db, actor, account)
    if role not in whom.roles:
        raise PermissionDenied(_("They do not have this role."))
    if role is Role.ORGANISER and not left:
        raise PermissionDenied(
            _("You are the last organiser. Give the role to somebody else first.")
        )
    _set_roles(db, whom, whom.roles - {role})
    _note(db, actor, audit_events.ROLE_REVOKED, whom, now, words=role.value)


def issue_reset_invitation(
    db: Connection, actor: Actor, account: str, now: datetime
) -> IssuedInvitation:
    """A reset, for somebody who lost password and recovery code.

    Raises:
        Refused: they are no organiser, or the account was ended.
        NotFound: there is no such account.
    """
    whom = _living(db, actor, account)
    code = invitations.create_reset_invitation(db, whom.name, now, by=actor.id)
    return IssuedInvitation(whom.name, code, now + invitations.INVITATION_LIFETIME)


def end_account(db: Connection, actor: Actor, account: str, now: datetime) -> None:
    """End an account: 30 days to take its records along, then everything goes.

    Its places on rosters end with it; what it let count in an open window stands.

    Raises:
        Refused: they are no organiser, the account is their own, or ended already.
        NotFound: there is no such account.
    """
    organisers = account_repository.load_organiser_ids(db, lock=True)
    whom = _living(db, actor, account)
    if account == actor.id:
        raise PermissionDenied(_("You cannot end your own account here. Another organiser can."))
    require(actor.id in organisers)  # of two who end each other, one stays
    _set_ended(db, whom, int(now.timestamp()))
    for seat in team_repository.load_account_memberships(db, account):
        team_repository.end_membership(db, seat, now)
        what = audit_events.MEMBER_LEFT if seat.kind == MEMBER else audit_events.SUPERVISOR_REMOVED
        audit_events.record_event(db, now, what, team=seat.team, account=account, name=seat.shown)
    _note(db, actor, audit_events.ACCOUNT_ENDED, whom, now)


def reinstate_account(db: Connection, actor: Actor, account: str, now: datetime) -> None:
    """Let an ended account go on, with its places on rosters, from the next window.

    Raises:
        Refused: they are no organiser, or it was not ended.
        NotFound: there is no such account.
    """
    require(may_organise(actor))
    whom = account_repository.load_account(db, account).account
    if whom.ended is None:
        raise PermissionDenied(_("This account was not ended."))
    _set_ended(db, whom, None)
    for seat in team_repository.load_account_memberships(db, account, past=True):
        if seat.ended == whom.ended:
            _sit_again(db, seat, now)
    _note(db, actor, audit_events.ACCOUNT_REINSTATED, whom, now)


_BY_NAME = select(accounts).order_by(accounts.c.name)


def _people(db: Connection, which: Select[Any]) -> list[PersonView]:
    found = [
        Account(row.id, row.name, parse_roles(row.roles), row.ended) for row in db.execute(which)
    ]
    places = _places(db, [account.id for account in found])
    return [PersonView(account, tuple(places.get(account.id, ()))) for account in found]


def _places(db: Connection, ids: Iterable[str]) -> dict[str, list[PersonTeamRow]]:
    here: ColumnElement[bool] = memberships.c.account.in_(list(ids))
    statement = (
        select(memberships.c.account, memberships.c.kind, teams.c.id, teams.c.name)
        .join(teams, teams.c.id == memberships.c.team)
        .where(here, memberships.c.ended.is_(None))
        .order_by(teams.c.name)
    )
    found: dict[str, list[PersonTeamRow]] = {}
    for row in db.execute(statement):
        found.setdefault(row.account, []).append(PersonTeamRow(row.id, row.name, row.kind))
    return found


def _living(db: Connection, actor: Actor, account: str) -> Account:
    require(may_organise(actor))
    found = account_repository.load_account(db, account).account
    if found.ended is not None:
        raise PermissionDenied(_("This account was ended."))
    return found


def _set_roles(db: Connection, whom: Account, roles: frozenset[Role]) -> None:
    """Over the roles that were read: of two changes at once, the second is told."""
    was = (accounts.c.id == whom.id, accounts.c.roles == format_roles(whom.roles))
    changed = update(accounts).where(*was).values(roles=format_roles(roles))
    if db.execute(changed).rowcount != 1:
        raise PermissionDenied(_("Somebody changed this account just now. Look at it again."))


def _set_ended(db: Connection, whom: Account, ended: int | None) -> None:
    same = accounts.c.ended.is_(None) if whom.ended is None else accounts.c.ended == whom.ended
    changed = update(accounts).where(accounts.c.id == whom.id, same).values(ended=ended)
    if db.execute(changed).rowcount != 1:
        raise PermissionDenied(_("Somebody changed this account just now. Look at it again."))


def _sit_again(db: Connection, seat: Membership, now: datetime) -> None:
    """The same place on a roster, unless the team is gone or full by now."""
    here = team_repository.load_team_memberships(db, seat.team)
    is_full = seat.kind == MEMBER and sum(s.kind == MEMBER for s in here) >= MAX_TEAM_MEMBERS
    if team_repository.load_team(db, seat.team).dissolved is not None or is_full:
        return
    team_repository.add_membership(db, seat.team, seat.account, seat.kind, seat.shown, now)
    what = audit_events.MEMBER_JOINED if seat.kind == MEMBER else audit_events.SUPERVISOR_ADDED
    audit_events.record_event(db, now, what, team=seat.team, account=seat.account, name=seat.shown)


def _note(
    db: Connection, actor: Actor, what: str, whom: Account, now: datetime, words: str = ""
) -> None:
    more = {"account": whom.id, "name": whom.name, "by": actor.id, "words": words}
    audit_events.record_event(db, now, what, **more)


def parse_role(word: str) -> Role:
    """The role that a form names.

    Raises:
        Invalid: there is none of this name.
    """
    try:
        return Role(word)
    except ValueError:
        raise Invalid(_("There is no such role.")) from None
