"""Teams and their rosters, as they lie in the database.

A membership counts in whole windows: from the window after the one in which it began, to the one in
which it ended. So whoever joins or leaves in the middle of a window changes nothing in it, and the
figures before and after can never be set against each other to find one person.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
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

# Built once: closing asks these of every team.
_TEAM: BindParameter[str] = bindparam("of_team")
_WINDOW: BindParameter[int] = bindparam("in_window")
_THROUGH = (
    select(memberships.c.kind, memberships.c.account)
    .join(accounts, accounts.c.id == memberships.c.account)
    .where(
        memberships.c.team == _TEAM,
        memberships.c.first_window <= _WINDOW,
        or_(memberships.c.last_window.is_(None), memberships.c.last_window >= _WINDOW),
        accounts.c.ended.is_(None),
    )
)
_LEAST = (
    select(team_rules.c.least)
    .where(team_rules.c.team == _TEAM, team_rules.c.first_window <= _WINDOW)
    .order_by(team_rules.c.first_window.desc())
    .limit(1)
)
_DISPUTED = (
    select(disputes.c.id).where(disputes.c.team == _TEAM, disputes.c.settled.is_(None)).limit(1)
)
_STANDING = select(
    _LEAST.scalar_subquery().label("least"), _DISPUTED.scalar_subquery().label("disputed")
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
    """One person's membership, or supervision, from when to when."""

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
        """Whether it holds through the whole window."""
        ends = self.last_window
        return self.first_window <= window.number and (ends is None or window.number <= ends)


_SEAT: Final = tuple(each.name for each in fields(Membership))


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
    return _team(row)


def load_team_and_memberships(
    db: Connection, team: str, account: str
) -> tuple[Team, list[Membership]]:
    """One team, and the seats that somebody has or had in it.

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
    held = [row for row in rows if row.own_id is not None]
    return _team(rows[0]), [Membership(*(getattr(row, f"own_{n}") for n in _SEAT)) for row in held]


def load_all_teams(db: Connection, *, dissolved: bool = False) -> list[Team]:
    """Every team by name; those that were dissolved only if asked for."""
    statement = select(teams).order_by(teams.c.name, teams.c.id)
    if not dissolved:
        statement = statement.where(teams.c.dissolved.is_(None))
    return [_team(row) for row in db.execute(statement)]


def add_team(db: Connection, name: str, now: datetime, least: int = MIN_SHARERS) -> Team:
    """A new team, whose rule holds from the current window on."""
    team = Team(new_id(), name, int(now.timestamp()))
    db.execute(insert(teams).values(id=team.id, name=name, made=team.made))
    first = Window.of(now).number
    db.execute(insert(team_rules).values(team=team.id, first_window=first, least=least))
    return team


def add_team_instruments(
    db: Connection, team: str, instruments: Iterable[str], now: datetime
) -> None:
    """What a new team runs beside the weekly check-in, from the current window on."""
    first = Window.of(now).number
    for name in dict.fromkeys(instruments):
        values = {"team": team, "instrument": name, "first_window": first}
        db.execute(insert(team_instruments).values(**values))


def load_team_memberships(db: Connection, team: str, *, past: bool = False) -> list[Membership]:
    """Who is in a team, supervisors first, then by name; those who left only if asked for."""
    statement = select(memberships).where(memberships.c.team == team)
    if not past:
        statement = statement.where(memberships.c.ended.is_(None))
    return sorted((_seat(row) for row in db.execute(statement)), key=_on_roster)


def load_memberships_by_team(db: Connection) -> dict[str, list[Membership]]:
    """Who is in each team now, in the same order: asked once, for a page about all of them."""
    found: dict[str, list[Membership]] = {}
    for row in db.execute(select(memberships).where(memberships.c.ended.is_(None))):
        found.setdefault(row.team, []).append(_seat(row))
    return {team: sorted(here, key=_on_roster) for team, here in found.items()}


def load_account_memberships(
    db: Connection, account: str, *, past: bool = False
) -> list[Membership]:
    """Every team that somebody is in or leads, by team; those they left only if asked for."""
    statement = select(memberships).where(memberships.c.account == account)
    if not past:
        statement = statement.where(memberships.c.ended.is_(None))
    return [_seat(row) for row in db.execute(statement.order_by(memberships.c.team))]


def is_supervisor(db: Connection, account: str, team: str) -> bool:
    """Whether somebody leads a team now."""
    return any(
        s.team == team and s.kind == SUPERVISOR for s in load_account_memberships(db, account)
    )


def add_membership(
    db: Connection, team: str, account: str, kind: str, shown: str, now: datetime
) -> Membership:
    """Let somebody in; it counts from the next window.

    Raises:
        Refused: they are a member of a team already, or lead this one.
    """
    began, first = int(now.timestamp()), Window.of(now).number + 1
    seat = Membership(new_id(), team, account, kind, shown, began, first)
    values = {name: getattr(seat, name) for name in ("id", "team", "account", "kind", "shown")}
    try:
        with db.begin_nested():
            db.execute(insert(memberships).values(**values, began=began, first_window=first))
    except IntegrityError:
        member = _("You are in a team already. Leave that one first.")
        raise PermissionDenied(
            member if kind == MEMBER else _("They lead this team already.")
        ) from None
    return seat


def end_membership(db: Connection, seat: Membership, now: datetime) -> None:
    """Let somebody go; it counts to the end of the current window.

    Raises:
        Refused: it had ended before.
    """
    last = Window.of(now).number
    ended = (
        update(memberships)
        .where(memberships.c.id == seat.id, memberships.c.ended.is_(None))
        .values(ended=int(now.timestamp()), last_window=last)
    )
    if db.execute(ended).rowcount != 1:
        raise PermissionDenied(_("They had left already."))


def load_eligible_accounts(db: Connection, team: str, window: Window) -> set[str]:
    """The accounts that could share in a window: members through all of it, who did not lead it.

    An account that was ended by an organiser, or that is gone, is not among them.
    """
    found = db.execute(_THROUGH, {"of_team": team, "in_window": window.number}).all()
    leads = {row.account for row in found if row.kind == SUPERVISOR}
    return {row.account for row in found if row.kind == MEMBER} - leads


def load_min_sharers(db: Connection, team: str, window: Window) -> int:
    """How many must have shared in a window; the rule that was announced before it began."""
    found = db.execute(_LEAST, {"of_team": team, "in_window": window.number}).scalar()
    return int(found or MIN_SHARERS)


def load_disclosure_conditions(db: Connection, team: str, window: Window) -> tuple[int, bool]:
    """The rule of a window, and whether the roster is disputed, asked at once: for pages."""
    both = {"of_team": team, "in_window": window.number}
    row = db.execute(_STANDING, both).one()
    return int(row.least or MIN_SHARERS), row.disputed is not None


def is_disputed(db: Connection, team: str) -> bool:
    """Whether somebody on its roster is not recognised, and that is not settled."""
    return db.execute(_DISPUTED, {"of_team": team}).first() is not None


def _team(row: Row[Any]) -> Team:
    return Team(row.id, row.name, row.made, row.dissolved)


def _on_roster(seat: Membership) -> tuple[bool, str, int, str]:
    """Supervisors first, then by name."""
    return seat.kind != SUPERVISOR, seat.shown.casefold(), seat.began, seat.id


def _seat(row: Row[Any]) -> Membership:
    return Membership(*(getattr(row, name) for name in _SEAT))


def load_min_sharers_history(db: Connection, team: str) -> Sequence[tuple[int, int]]:
    """Every rule of a team as (first window, least), oldest first."""
    statement = select(team_rules.c.first_window, team_rules.c.least).where(
        team_rules.c.team == team
    )
    return [(row.first_window, row.least) for row in db.execute(statement.order_by("first_window"))]
