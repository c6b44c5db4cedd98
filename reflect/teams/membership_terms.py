"""Membership terms, shown before joining a team and on its roster: members, rules, dates, odds.

They are calculated from the roster and the window calendar, which are the same for everybody, and
do not depend on who has shared.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from reflect.core.disclosure import team_release
from reflect.core.weeks import london_day
from reflect.core.windows import Window, open_windows
from reflect.teams import repository
from reflect.teams.repository import MEMBER, SUPERVISOR, Team


@dataclass(frozen=True, slots=True)
class MembershipTerms:
    """The roster and the rules of a team, as every member sees them."""

    team: Team
    supervisors: tuple[tuple[str, date], ...]  # display name, day on which they began
    members: tuple[tuple[str, date], ...]
    least: int  # minimum number of sharers in the next window
    # windows with figures, of 100, if members share half of the weeks: if they differ in how
    # readily they share, and if they do not
    often: tuple[int, int]
    seldom: tuple[int, int]  # likewise, if they share three weeks in ten
    first_day: date  # of the next window: joining and leaving take effect on it
    figures_day: date  # on which the figures of the next window are published, if they are shown
    next_day: date  # on which the next figures of the team can come
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
    first = min((each.first_window for each in roster if each.kind == MEMBER), default=None)
    counting = [each for each in open_windows(now) if first is not None and first <= each.number]
    return MembershipTerms(
        team=team,
        supervisors=_list_names(roster, SUPERVISOR),
        members=members,
        least=least,
        often=_calculate_odds(count, team_release.USUAL_SHARING_PROBABILITY, least),
        seldom=_calculate_odds(count, team_release.LOW_SHARING_PROBABILITY, least),
        first_day=following.first.monday,
        figures_day=following.closes_at.date(),
        next_day=[*counting, following][0].closes_at.date(),
        is_disputed=is_disputed,
        is_small=count <= least,
    )


def _calculate_odds(members: int, counts: float, least: int) -> tuple[int, int]:
    unequal, equal = (
        team_release.release_probability(members, counts, least, is_unequal=is_unequal)
        for is_unequal in (True, False)
    )
    return round(100 * unequal), round(100 * equal)


def _list_names(roster: list[repository.Membership], kind: str) -> tuple[tuple[str, date], ...]:
    return tuple((each.shown, london_day(each.began)) for each in roster if each.kind == kind)
