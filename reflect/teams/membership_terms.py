"""What one reads before joining a team, and at any time after: who, which rule, how often.

Everything is worked out from the roster and the calendar of windows, which are the same for all;
nothing here depends on who has shared.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from reflect.core.disclosure import team_release
from reflect.core.weeks import london_day
from reflect.core.windows import Window
from reflect.teams import repository
from reflect.teams.repository import MEMBER, SUPERVISOR, Team


@dataclass(frozen=True, slots=True)
class MembershipTerms:
    """A team as its members know it."""

    team: Team
    supervisors: tuple[tuple[str, date], ...]  # name shown, since when
    members: tuple[tuple[str, date], ...]
    least: int  # how many must have shared in the next window
    often: int  # of 100 windows, how many will have figures, if half of the weeks count
    seldom: int  # likewise, if three weeks in ten count
    first_day: date  # of the next window: joining and leaving count from here
    figures_day: date  # on which the next window's figures come, if they are shown
    is_disputed: bool
    is_small: bool  # too few members for any figures, if the next window began now


def load_membership_terms(
    db: Connection, team: Team, now: datetime, *, joining: int = 0
) -> MembershipTerms:
    """The terms of a team; with `joining` more members, as before somebody joins."""
    seats = repository.load_team_memberships(db, team.id)
    following = Window.of(now) + 1
    least, is_disputed = repository.load_disclosure_conditions(db, team.id, following)
    members = _named(seats, MEMBER)
    count = len(members) + joining
    return MembershipTerms(
        team=team,
        supervisors=_named(seats, SUPERVISOR),
        members=members,
        least=least,
        often=round(
            100
            * team_release.release_probability(count, team_release.USUAL_SHARING_PROBABILITY, least)
        ),
        seldom=round(
            100
            * team_release.release_probability(count, team_release.LOW_SHARING_PROBABILITY, least)
        ),
        first_day=following.first.monday,
        figures_day=following.closes_at.date(),
        is_disputed=is_disputed,
        is_small=count <= least,
    )


def _named(seats: list[repository.Membership], kind: str) -> tuple[tuple[str, date], ...]:
    return tuple((seat.shown, london_day(seat.began)) for seat in seats if seat.kind == kind)
