"""Membership terms, shown before joining a team and on its roster: members, rules, dates, odds.

They are calculated from the roster and the window calendar, which are the same for everybody, and
do not depend on who has shared.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from reflect.core.disclosure import team_release
from reflect.core.weeks import london_day
from reflect.core.windows import Window
from reflect.teams import repository
from reflect.teams.repository import MEMBER, SUPERVISOR, Team


@dataclass(frozen=True, slots=True)
class MembershipTerms:
    """The roster and the rules of a team, as every member sees them."""

    team: Team
    supervisors: tuple[tuple[str, date], ...]  # display name, day on which they began
    members: tuple[tuple[str, date], ...]
    least: int  # minimum number of sharers in the next window
    often: int  # windows with figures, of 100, if members share half of the weeks
    seldom: int  # likewise, if they share three weeks in ten
    first_day: date  # of the next window: joining and leaving take effect on it
    figures_day: date  # on which the figures of the next window are published, if they are shown
    is_disputed: bool
    is_small: bool  # too few members for any figures, with the present roster


def load_membership_terms(
    db: Connection, team: Team, now: datetime, *, joining: int = 0
) -> MembershipTerms:
    """The terms of a team, with `joining` members more than it has now."""
    roster = repository.load_team_memberships(db, team.id)
    following = Window.of(now) + 1
    least, is_disputed = repository.load_disclosure_conditions(db, team.id, following)
    members = _list_names(roster, MEMBER)
    count = len(members) + joining
    odds = partial(team_release.release_probability, count, least=least)
    return MembershipTerms(
        team=team,
        supervisors=_list_names(roster, SUPERVISOR),
        members=members,
        least=least,
        often=round(100 * odds(team_release.USUAL_SHARING_PROBABILITY)),
        seldom=round(100 * odds(team_release.LOW_SHARING_PROBABILITY)),
        first_day=following.first.monday,
        figures_day=following.closes_at.date(),
        is_disputed=is_disputed,
        is_small=count <= least,
    )


def _list_names(roster: list[repository.Membership], kind: str) -> tuple[tuple[str, date], ...]:
    return tuple((each.shown, london_day(each.began)) for each in roster if each.kind == kind)
