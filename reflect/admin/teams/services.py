"""Teams for organisers: rosters, disputes and how they were settled, supervisors, join codes.

This module reads no figures, tallies or contributions: no page shows any to an organiser who is in
no team.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from reflect.accounts import repository as account_repository
from reflect.accounts.credentials import normalise_username
from reflect.core.errors import Invalid, PermissionDenied
from reflect.core.i18n import _
from reflect.models import accounts, disputes
from reflect.policy import Actor, may_organise, require
from reflect.teams import audit_events
from reflect.teams import repository as team_repository
from reflect.teams import services as team_services
from reflect.teams.repository import MEMBER, SUPERVISOR, Membership, Team


@dataclass(frozen=True, slots=True)
class RosterDispute:
    """A dispute: somebody on a roster was not recognised."""

    team: Team
    began: int  # epoch seconds
    by: str  # username of the reporter; empty: the account is deleted
    shown: str  # the display name of the reporter; empty: no roster entry
    settled: int | None  # epoch seconds; None: it is open
    words: str  # how it was settled


@dataclass(frozen=True, slots=True)
class Roster:
    """A team and its present memberships, supervisors first."""

    team: Team
    seats: tuple[Membership, ...]
    disputes: tuple[RosterDispute, ...] = ()  # newest first

    @property
    def supervisors(self) -> list[Membership]:
        """The present supervisors."""
        return [each for each in self.seats if each.kind == SUPERVISOR]

    @property
    def members(self) -> list[Membership]:
        """The present members."""
        return [each for each in self.seats if each.kind == MEMBER]

    @property
    def open_dispute(self) -> RosterDispute | None:
        """The dispute that is not settled, if any."""
        return next((each for each in self.disputes if each.settled is None), None)


def load_all_rosters(db: Connection, actor: Actor) -> list[Roster]:
    """Every active team, by name.

    Raises:
        PermissionDenied: the actor is not an organiser.
    """
    require(may_organise(actor))
    by_team = team_repository.load_memberships_by_team(db)
    teams = team_repository.load_all_teams(db)
    return [Roster(each, tuple(by_team.get(each.id, ()))) for each in teams]


def load_roster(db: Connection, actor: Actor, team: str) -> Roster:
    """One team with its disputes.

    Raises:
        PermissionDenied: the actor is not an organiser.
        NotFound: there is no such team, or it was dissolved.
    """
    require(may_organise(actor))
    record = team_services.require_lead(db, actor, team)
    memberships = team_repository.load_team_memberships(db, team)
    return Roster(record, tuple(memberships), tuple(_load_disputes(db, [record])))


def load_open_disputes(db: Connection, actor: Actor) -> list[RosterDispute]:
    """Every dispute that is not settled, oldest first.

    Raises:
        PermissionDenied: the actor is not an organiser.
    """
    require(may_organise(actor))
    newest_first = _load_disputes(db, team_repository.load_all_teams(db))
    return [each for each in reversed(newest_first) if each.settled is None]


def add_supervisor_by_name(
    db: Connection, actor: Actor, team: str, names: tuple[str, str], now: datetime
) -> None:
    """Add a supervisor to a team; `names` is (username, display name).

    Raises:
        PermissionDenied: the actor is not an organiser.
        NotFound: there is no such team.
        Invalid: no active account has this name, or it leads the team already.
    """
    require(may_organise(actor))
    username, shown = names
    stored = account_repository.find_account_by_username(db, normalise_username(username))
    if stored is None or stored.account.ended is not None:
        raise Invalid(_("Nobody of this name has an account. Invite them first."))
    try:
        team_services.add_supervisor(db, actor, team, (stored.account.id, shown), now)
    except PermissionDenied as error:
        raise Invalid(str(error)) from None


def issue_join_code(db: Connection, actor: Actor, team: str, now: datetime) -> str:
    """Create a join code, which replaces the previous one, and log it.

    Raises:
        PermissionDenied: the actor is not an organiser.
        NotFound: there is no such team.
    """
    require(may_organise(actor))
    code = team_services.create_join_code(db, actor, team, now)
    audit_events.record_event(db, now, audit_events.JOIN_CODE_ISSUED, team=team, by=actor.id)
    return code


def _load_disputes(db: Connection, teams: list[Team]) -> list[RosterDispute]:
    """The disputes of these teams, newest first."""
    by_id = {team.id: team for team in teams}
    statement = (
        select(disputes, accounts.c.name)
        .outerjoin(accounts, accounts.c.id == disputes.c.account)
        .where(disputes.c.team.in_(by_id))
        .order_by(disputes.c.began.desc(), disputes.c.id)
    )
    rows = db.execute(statement).all()
    shown = {
        (team, each.account): each.shown
        for team in {row.team for row in rows}
        for each in team_repository.load_team_memberships(db, team, past=True)
    }
    return [
        RosterDispute(
            by_id[row.team],
            row.began,
            row.name or "",
            shown.get((row.team, row.account), ""),
            row.settled,
            row.words,
        )
        for row in rows
    ]
