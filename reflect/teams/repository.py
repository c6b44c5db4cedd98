"""Repository of teams: rosters and memberships, team rules, disputes.

A membership counts in whole windows: from the window after the one in which it began, to the one in
which it ended. Joining or leaving in the middle of a window changes nothing in it, so figures from
before and after cannot be compared to single out one person.
"""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Row, and_, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from reflect.core.disclosure.team_release import MIN_SHARERS
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.i18n import _
from reflect.core.windows import Window
from reflect.models import accounts, disputes, memberships, team_instruments, team_rules, teams

MEMBER: Final = "member"
SUPERVISOR: Final = "supervisor"

# These queries are built once, because closing windows runs them for every team.
_TEAM: BindParameter[str] = bindparam("of_team")
_WINDOW: BindParameter[int] = bindparam("in_window")
_MEMBERS_THROUGH = (
    select(memberships.c.kind, memberships.c.account)
    .join(accounts, accounts.c.id == memberships.c.account)
    .where(
        memberships.c.team == _TEAM,
        memberships.c.first_window <= _WINDOW,
        or_(memberships.c.last_window.is_(None), memberships.c.last_window >= _WINDOW),
        accounts.c.ended.is_(None),
    )
)
_MIN_SHARERS = (
    select(team_rules.c.least)
    .where(team_rules.c.team == _TEAM, team_rules.c.first_window <= _WINDOW)
    .order_by(team_rules.c.first_window.desc())
    .limit(1)
)
_OPEN_DISPUTE = (
    select(disputes.c.id).where(disputes.c.team == _TEAM, disputes.c.settled.is_(None)).limit(1)
)
_CONDITIONS = select(
    _MIN_SHARERS.scalar_subquery().label("least"), _OPEN_DISPUTE.scalar_subquery().label("disputed")
)


@dataclass(frozen=True, slots=True)
class Team:
    """One team."""

    id: str
    name: str
    made: int  # epoch seconds
    dissolved: int | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A roster entry: an account as member or supervisor of a team, with its dates and windows."""

    id: str
    team: str
    account: str
    kind: str  # MEMBER, SUPERVISOR
    shown: str  # the name that the team sees
    began: int  # epoch seconds
    first_window: int
    ended: int | None = None
    last_window: int | None = None

    def is_active_through(self, window: Window) -> bool:
        """Whether it covers the whole window."""
        last = self.last_window
        return self.first_window <= window.number and (last is None or window.number <= last)


_MEMBERSHIP_FIELDS: Final = tuple(each.name for each in fields(Membership))


def new_id() -> str:
    """16 random bytes, hex."""
    return secrets.token_hex(16)


def load_team(db: Connection, team: str) -> Team:
    """One team.

    Raises:
        NotFound: there is none with this id.
    """
    row = db.execute(select(teams).where(teams.c.id == team)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such team."))
    return _team_from_row(row)


def load_team_and_memberships(
    db: Connection, team: str, account: str
) -> tuple[Team, list[Membership]]:
    """One team, and the present and past memberships of an account in it.

    Raises:
        NotFound: there is none with this id.
    """
    own = and_(memberships.c.team == teams.c.id, memberships.c.account == account)
    statement = (
        select(teams, *(column.label(f"own_{column.name}") for column in memberships.c))
        .outerjoin(memberships, own)
        .where(teams.c.id == team)
    )
    rows = db.execute(statement).all()
    if not rows:
        raise NotFound(_("There is no such team."))
    return _team_from_row(rows[0]), [
        Membership(*(getattr(row, f"own_{name}") for name in _MEMBERSHIP_FIELDS))
        for row in rows
        if row.own_id is not None
    ]


def load_all_teams(db: Connection, *, dissolved: bool = False) -> list[Team]:
    """Every team, by name; dissolved teams only on request."""
    statement = select(teams).order_by(teams.c.name, teams.c.id)
    if not dissolved:
        statement = statement.where(teams.c.dissolved.is_(None))
    return [_team_from_row(row) for row in db.execute(statement)]


def add_team(db: Connection, name: str, now: datetime, least: int = MIN_SHARERS) -> Team:
    """Add a team; `least` sharers are required from the current window on."""
    team = Team(new_id(), name, int(now.timestamp()))
    db.execute(insert(teams).values(id=team.id, name=name, made=team.made))
    first = Window.of(now).number
    db.execute(insert(team_rules).values(team=team.id, first_window=first, least=least))
    return team


def add_team_instruments(
    db: Connection, team: str, instruments: Iterable[str], now: datetime
) -> None:
    """Add the instruments of a new team besides the weekly check-in, from the current window on."""
    first = Window.of(now).number
    for name in dict.fromkeys(instruments):
        values = {"team": team, "instrument": name, "first_window": first}
        db.execute(insert(team_instruments).values(**values))


def load_team_memberships(db: Connection, team: str, *, past: bool = False) -> list[Membership]:
    """The roster of a team: supervisors first, then by name; past entries only on request."""
    statement = select(memberships).where(memberships.c.team == team)
    if not past:
        statement = statement.where(memberships.c.ended.is_(None))
    return sorted((_membership_from_row(row) for row in db.execute(statement)), key=_roster_order)


def load_memberships_by_team(db: Connection) -> dict[str, list[Membership]]:
    """The present roster of each team, in roster order, with one query for all teams."""
    by_team: dict[str, list[Membership]] = {}
    for row in db.execute(select(memberships).where(memberships.c.ended.is_(None))):
        by_team.setdefault(row.team, []).append(_membership_from_row(row))
    return {team: sorted(roster, key=_roster_order) for team, roster in by_team.items()}


def load_account_memberships(
    db: Connection, account: str, *, past: bool = False
) -> list[Membership]:
    """The memberships and supervisions of an account, by team id; past ones only on request."""
    statement = select(memberships).where(memberships.c.account == account)
    if not past:
        statement = statement.where(memberships.c.ended.is_(None))
    return [_membership_from_row(row) for row in db.execute(statement.order_by(memberships.c.team))]


def is_supervisor(db: Connection, account: str, team: str) -> bool:
    """Whether an account leads a team now."""
    own = load_account_memberships(db, account)
    return any(each.team == team and each.kind == SUPERVISOR for each in own)


def add_membership(
    db: Connection, team: str, account: str, kind: str, shown: str, now: datetime
) -> Membership:
    """Add a member or supervisor, whose membership counts from the next window.

    Raises:
        PermissionDenied: they are a member of a team already, or lead this one.
    """
    began, first = int(now.timestamp()), Window.of(now).number + 1
    membership = Membership(new_id(), team, account, kind, shown, began, first)
    try:
        with db.begin_nested():
            db.execute(insert(memberships).values(asdict(membership)))
    except IntegrityError:
        for_member = _("You are in a team already. Leave that one first.")
        for_supervisor = _("They lead this team already.")
        raise PermissionDenied(for_member if kind == MEMBER else for_supervisor) from None
    return membership


def end_membership(db: Connection, membership: Membership, now: datetime) -> None:
    """End a membership, which counts to the end of the current window.

    Raises:
        PermissionDenied: it had ended before.
    """
    values = {"ended": int(now.timestamp()), "last_window": Window.of(now).number}
    is_active = (memberships.c.id == membership.id, memberships.c.ended.is_(None))
    if db.execute(update(memberships).where(*is_active).values(values)).rowcount != 1:
        raise PermissionDenied(_("They had left already."))


def load_eligible_accounts(db: Connection, team: str, window: Window) -> set[str]:
    """The accounts that could share in a window: members through all of it, who did not lead then.

    Accounts that an organiser ended, and deleted accounts, are left out.
    """
    rows = db.execute(_MEMBERS_THROUGH, {"of_team": team, "in_window": window.number}).all()
    supervisors = {row.account for row in rows if row.kind == SUPERVISOR}
    return {row.account for row in rows if row.kind == MEMBER} - supervisors


def load_min_sharers(db: Connection, team: str, window: Window) -> int:
    """The minimum number of sharers of a window, as announced before it began."""
    least = db.execute(_MIN_SHARERS, {"of_team": team, "in_window": window.number}).scalar()
    return int(least or MIN_SHARERS)


def load_disclosure_conditions(db: Connection, team: str, window: Window) -> tuple[int, bool]:
    """(Minimum number of sharers, whether the roster is disputed), with one query."""
    row = db.execute(_CONDITIONS, {"of_team": team, "in_window": window.number}).one()
    return int(row.least or MIN_SHARERS), row.disputed is not None


def is_disputed(db: Connection, team: str) -> bool:
    """Whether a dispute about the roster is open: somebody on it is not recognised."""
    return db.execute(_OPEN_DISPUTE, {"of_team": team}).first() is not None


def _team_from_row(row: Row[Any]) -> Team:
    return Team(row.id, row.name, row.made, row.dissolved)


def _roster_order(each: Membership) -> tuple[bool, str, int, str]:
    """The sort key of rosters: supervisors first, then by name."""
    return each.kind != SUPERVISOR, each.shown.casefold(), each.began, each.id


def _membership_from_row(row: Row[Any]) -> Membership:
    return Membership(*(getattr(row, name) for name in _MEMBERSHIP_FIELDS))
