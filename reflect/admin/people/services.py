"""Accounts for organisers: names, roles and teams; grant roles, reset, end or reinstate.

Nothing in these views reveals when a person logged in, or whether they have answered anything. Each
action on an account is recorded once in the audit log, for its owner and the other organisers.
"""

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
_BY_NAME = select(accounts).order_by(accounts.c.name)


@dataclass(frozen=True, slots=True)
class PersonTeamRow:
    """A present team of an account."""

    team: str  # id
    name: str
    kind: str  # MEMBER, SUPERVISOR


@dataclass(frozen=True, slots=True)
class PersonView:
    """An account with its teams."""

    account: Account
    places: tuple[PersonTeamRow, ...]


def parse_role(word: str) -> Role:
    """The role in a form field.

    Raises:
        Invalid: there is no such role.
    """
    try:
        return Role(word)
    except ValueError:
        raise Invalid(_("There is no such role.")) from None


def load_people_page(db: Connection, actor: Actor, number: int) -> tuple[list[PersonView], int]:
    """A page (from 1) of all accounts by name, and the number of pages.

    Raises:
        PermissionDenied: the actor is not an organiser.
        NotFound: there is no such page.
    """
    require(may_organise(actor))
    total = db.execute(select(func.count()).select_from(accounts)).scalar_one()
    last = max(1, -(-total // PEOPLE_PER_PAGE))
    if not 1 <= number <= last:
        raise NotFound
    page = _BY_NAME.offset((number - 1) * PEOPLE_PER_PAGE).limit(PEOPLE_PER_PAGE)
    return _load_people(db, page), last


def search_people(db: Connection, actor: Actor, text: str) -> tuple[list[PersonView], bool]:
    """The accounts with `text` in their name, at most a page; and whether there are more.

    Raises:
        PermissionDenied: the actor is not an organiser.
    """
    require(may_organise(actor))
    normalised = normalise_username(text)
    if not normalised:  # only characters that no name has; "" would match every name
        return [], False
    matches = accounts.c.name.contains(normalised, autoescape=True)
    people = _load_people(db, _BY_NAME.where(matches).limit(PEOPLE_PER_PAGE + 1))
    return people[:PEOPLE_PER_PAGE], len(people) > PEOPLE_PER_PAGE


def load_person(db: Connection, actor: Actor, account: str) -> PersonView:
    """One account.

    Raises:
        PermissionDenied: the actor is not an organiser.
        NotFound: there is no such account.
    """
    require(may_organise(actor))
    people = _load_people(db, _BY_NAME.where(accounts.c.id == account))
    if not people:
        raise NotFound(_("There is no such account."))
    return people[0]


def grant_role(db: Connection, actor: Actor, account: str, role: Role, now: datetime) -> None:
    """Grant a role to an account.

    Raises:
        PermissionDenied: the actor is no organiser, the account was ended, or has the role.
        NotFound: there is no such account.
    """
    target = _require_active(db, actor, account)
    if role in target.roles:
        raise PermissionDenied(_("They have this role already."))
    _set_roles(db, target, target.roles | {role})
    _record(db, actor, audit_events.ROLE_GIVEN, target, now, words=role.value)


def revoke_role(db: Connection, actor: Actor, account: str, role: Role, now: datetime) -> None:
    """Revoke a role of an account.

    Raises:
        PermissionDenied: the actor is no organiser, the account was ended or lacks the role, or
            it is the last organiser.
        NotFound: there is no such account.
    """
    others = account_repository.load_organiser_ids(db, lock=True) - {account}
    target = _require_active(db, actor, account)
    if role not in target.roles:
        raise PermissionDenied(_("They do not have this role."))
    if role is Role.ORGANISER and not others:
        message = _("You are the last organiser. Give the role to somebody else first.")
        raise PermissionDenied(message)
    _set_roles(db, target, target.roles - {role})
    _record(db, actor, audit_events.ROLE_REVOKED, target, now, words=role.value)


def issue_reset_invitation(
    db: Connection, actor: Actor, account: str, now: datetime
) -> IssuedInvitation:
    """Issue a reset for an account whose owner has lost the password and the recovery code.

    Raises:
        PermissionDenied: the actor is no organiser, or the account was ended.
        NotFound: there is no such account.
    """
    target = _require_active(db, actor, account)
    code = invitations.create_reset_invitation(db, target.name, now, by=actor.id)
    return IssuedInvitation(target.name, code, now + invitations.INVITATION_LIFETIME)


def end_account(db: Connection, actor: Actor, account: str, now: datetime) -> None:
    """End an account: its owner has 30 days to download the records, then it is deleted.

    Its memberships end at once; its contributions to open windows stay.

    Raises:
        PermissionDenied: the actor is no organiser, or the account is the actor's or was ended.
        NotFound: there is no such account.
    """
    organisers = account_repository.load_organiser_ids(db, lock=True)
    target = _require_active(db, actor, account)
    if account == actor.id:
        raise PermissionDenied(_("You cannot end your own account here. Another organiser can."))
    require(actor.id in organisers)  # if two organisers end each other, one remains
    _update(db, target, accounts.c.ended.is_(None), ended=int(now.timestamp()))
    for each in team_repository.load_account_memberships(db, account):
        team_repository.end_membership(db, each, now)
        what = audit_events.MEMBER_LEFT if each.kind == MEMBER else audit_events.SUPERVISOR_REMOVED
        audit_events.record_event(db, now, what, team=each.team, account=account, name=each.shown)
    _record(db, actor, audit_events.ACCOUNT_ENDED, target, now)


def reinstate_account(db: Connection, actor: Actor, account: str, now: datetime) -> None:
    """Reinstate an ended account and its memberships, which count from the next window.

    Raises:
        PermissionDenied: the actor is no organiser, or the account was not ended.
        NotFound: there is no such account.
    """
    require(may_organise(actor))
    target = account_repository.load_account(db, account).account
    if target.ended is None:
        raise PermissionDenied(_("This account was not ended."))
    _update(db, target, accounts.c.ended == target.ended, ended=None)
    for each in team_repository.load_account_memberships(db, account, past=True):
        if each.ended == target.ended:
            _renew_membership(db, each, now)
    _record(db, actor, audit_events.ACCOUNT_REINSTATED, target, now)


def _load_people(db: Connection, statement: Select[Any]) -> list[PersonView]:
    rows = db.execute(statement)
    people = [Account(row.id, row.name, parse_roles(row.roles), row.ended) for row in rows]
    own_teams = _load_teams(db, [each.id for each in people])
    return [PersonView(each, tuple(own_teams.get(each.id, ()))) for each in people]


def _load_teams(db: Connection, ids: list[str]) -> dict[str, list[PersonTeamRow]]:
    """The present teams of each account, by account id."""
    statement = (
        select(memberships.c.account, memberships.c.kind, teams.c.id, teams.c.name)
        .join(teams, teams.c.id == memberships.c.team)
        .where(memberships.c.account.in_(ids), memberships.c.ended.is_(None))
        .order_by(teams.c.name)
    )
    by_account: dict[str, list[PersonTeamRow]] = {}
    for row in db.execute(statement):
        by_account.setdefault(row.account, []).append(PersonTeamRow(row.id, row.name, row.kind))
    return by_account


def _require_active(db: Connection, actor: Actor, account: str) -> Account:
    require(may_organise(actor))
    target = account_repository.load_account(db, account).account
    if target.ended is not None:
        raise PermissionDenied(_("This account was ended."))
    return target


def _set_roles(db: Connection, target: Account, roles: frozenset[Role]) -> None:
    """Optimistic lock: fails if the roles changed since they were read."""
    _update(db, target, accounts.c.roles == format_roles(target.roles), roles=format_roles(roles))


def _update(db: Connection, target: Account, unchanged: ColumnElement[bool], **values: Any) -> None:
    """Optimistic lock: fails if the columns of `unchanged` have changed since they were read."""
    statement = update(accounts).where(accounts.c.id == target.id, unchanged).values(values)
    if db.execute(statement).rowcount != 1:
        raise PermissionDenied(_("Somebody changed this account just now. Look at it again."))


def _renew_membership(db: Connection, old: Membership, now: datetime) -> None:
    """Add the same membership again, unless the team is dissolved or full."""
    kinds = [each.kind for each in team_repository.load_team_memberships(db, old.team)]
    is_full = old.kind == MEMBER and kinds.count(MEMBER) >= MAX_TEAM_MEMBERS
    if team_repository.load_team(db, old.team).dissolved is not None or is_full:
        return
    team_repository.add_membership(db, old.team, old.account, old.kind, old.shown, now)
    what = audit_events.MEMBER_JOINED if old.kind == MEMBER else audit_events.SUPERVISOR_ADDED
    audit_events.record_event(db, now, what, team=old.team, account=old.account, name=old.shown)


def _record(
    db: Connection, actor: Actor, what: str, target: Account, now: datetime, words: str = ""
) -> None:
    fields = {"account": target.id, "name": target.name, "by": actor.id, "words": words}
    audit_events.record_event(db, now, what, **fields)
