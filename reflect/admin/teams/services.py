"""Teams as organisers see them: names as on the roster, doubts and how they were settled.

Never a figure, a box or a share: organisers who are in no team have no page that shows any.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from reflect.accounts import repository as account_repository
from reflect.accounts.credentials import normalise_username
from reflect.core.errors import Invalid, PermissionDenied
from reflect.core.i18n import _
from reflect.models import accounts as account_rows
from reflect.models import disputes
from reflect.policy import Actor, may_organise, require
from reflect.teams import audit_events
from reflect.teams import repository as team_repository
from reflect.teams import services as team_services
from reflect.teams.repository import MEMBER, SUPERVISOR, Membership, Team


@dataclass(frozen=True, slots=True)
class RosterDispute:
    """Somebody on a roster was not recognised."""

    team: Team
    began: int  # epoch seconds
    by: str  # the name they sign in with; empty: the account is gone
    shown: str  # on the roster; empty: no longer there
    settled: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A team and who is in it now, supervisors first."""

    team: Team
    seats: tuple[Membership, ...]
    disputes: tuple[RosterDispute, ...] = ()  # newest first

    @property
    def supervisors(self) -> list[Membership]:
        """Who leads it."""
        return [seat for seat in self.seats if seat.kind == SUPERVISOR]

    @property
    def members(self) -> list[Membership]:
        """Who is a member."""
        return [seat for seat in self.seats if seat.kind == MEMBER]

    @property
    def open_dispute(self) -> RosterDispute | None:
        """The one that is not settled, if any."""
        return next((doubt for doubt in self.disputes if doubt.settled is None), None)


def load_all_rosters(db: Connection, actor: Actor) -> list[Roster]:
    """Every team that was not dissolved, by name.

    Raises:
        Refused: they are no organiser.
    """
    require(may_organise(actor))
    here = team_repository.load_memberships_by_team(db)
    return [
        Roster(team, tuple(here.get(team.id, ()))) for team in team_repository.load_all_teams(db)
    ]


def load_roster(db: Connection, actor: Actor, team: str) -> Roster:
    """One team.

    Raises:
        Refused: they are no organiser.
        NotFound: there is no such team, or it was dissolved.
    """
    require(may_organise(actor))
    found = team_services.require_lead(db, actor, team)
    return Roster(
        found, tuple(team_repository.load_team_memberships(db, team)), tuple(_doubts(db, [found]))
    )


def load_open_disputes(db: Connection, actor: Actor) -> list[RosterDispute]:
    """Every doubt that is not settled, the oldest first.

    Raises:
        Refused: they are no organiser.
    """
    require(may_organise(actor))
    found = _doubts(db, team_repository.load_all_teams(db))
    return [doubt for doubt in reversed(found) if doubt.settled is None]


def add_supervisor_by_name(
    db: Connection, actor: Actor, team: str, whom: tuple[str, str], now: datetime
) -> None:
    """Let somebody lead a team: the name they sign in with, and the name that the team sees.

    Raises:
        Refused: they are no organiser.
        NotFound: there is no such team.
        Invalid: nobody of this name has an account, it was ended, or they lead it already.
    """
    require(may_organise(actor))
    name, shown = whom
    found = account_repository.find_account_by_username(db, normalise_username(name))
    if found is None or found.account.ended is not None:
        raise Invalid(_("Nobody of this name has an account. Invite them first."))
    try:
        team_services.add_supervisor(db, actor, team, (found.account.id, shown), now)
    except PermissionDenied as error:
        raise Invalid(str(error)) from None


def issue_join_code(db: Connection, actor: Actor, team: str, now: datetime) -> str:
    """A fresh code to join with; an older one is worth nothing more.

    Raises:
        Refused: they are no organiser.
        NotFound: there is no such team.
    """
    require(may_organise(actor))
    code = team_services.create_join_code(db, actor, team, now)
    audit_events.record_event(db, now, audit_events.JOIN_CODE_ISSUED, team=team, by=actor.id)
    return code


def _doubts(db: Connection, teams: list[Team]) -> list[RosterDispute]:
    """The doubts of these teams, newest first."""
    known = {team.id: team for team in teams}
    statement = (
        select(disputes, account_rows.c.name)
        .outerjoin(account_rows, account_rows.c.id == disputes.c.account)
        .where(disputes.c.team.in_(known))
        .order_by(disputes.c.began.desc(), disputes.c.id)
    )
    found = db.execute(statement).all()
    shown = {
        (seat.team, seat.account): seat.shown
        for team in {row.team for row in found}
        for seat in team_repository.load_team_memberships(db, team, past=True)
    }
    return [
        RosterDispute(
            known[row.team],
            row.began,
            row.name or "",
            shown.get((row.team, row.account), ""),
            row.settled,
            row.words,
        )
        for row in found
    ]
