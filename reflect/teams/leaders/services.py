"""Cross-team figures for leaders: range and median of the published figures of all teams.

Only published figures are read, without their team: the query counts them by value, and
`core.disclosure.across_teams` decides what is shown. A window appears once it is closed for every
team, because the same window without one team would reveal that team's figure. It never changes
afterwards: releases are not changed or deleted, not even when a team is dissolved.
"""

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from reflect.charts.series import ChartScale
from reflect.charts.team import CrossTeamPicture
from reflect.core.disclosure.across_teams import MIN_TEAMS, TeamRange, summarise_teams
from reflect.core.instruments.model import Instrument
from reflect.core.windows import Window, open_windows
from reflect.models import releases
from reflect.policy import Actor, may_see_across_teams, require
from reflect.teams import repository, window_closing
from reflect.teams.repository import MEMBER


def load_cross_team_picture(
    db: Connection, actor: Actor, instrument: Instrument
) -> CrossTeamPicture:
    """Every window that is closed for all teams, the same for every leader.

    Raises:
        PermissionDenied: the actor is not a leader.
    """
    require(may_see_across_teams(actor))
    until = window_closing.find_last_window_closed_for_all(db, instrument.id)
    columns = (releases.c.window, releases.c.scale, releases.c.value)
    counts = (
        select(*columns, func.count().label("teams"))
        .where(releases.c.instrument == instrument.id, releases.c.window <= until)
        .group_by(*columns)
    )
    windows: dict[int, dict[str, list[int]]] = {}  # by window and scale: a figure for each team
    for row in db.execute(counts.order_by(releases.c.window)):
        figures = windows.setdefault(row.window, {}).setdefault(row.scale, [])
        if row.value is not None:
            figures += [row.value] * row.teams
    ranges = tuple(_summarise_window(by_scale) for by_scale in windows.values())
    return CrossTeamPicture(as_scale_views(instrument), tuple(map(Window, windows)), ranges)


def find_first_figures_day(db: Connection, now: datetime) -> date | None:
    """On which the first figures across teams can come; None: fewer than three teams have members.

    A window counts once three teams have members who count in it.
    """
    rosters = repository.load_memberships_by_team(db).values()
    members = ([each for each in roster if each.kind == MEMBER] for roster in rosters)
    firsts = sorted(min(each.first_window for each in team) for team in members if team)
    if len(firsts) < MIN_TEAMS:
        return None
    number = max(firsts[MIN_TEAMS - 1], open_windows(now)[0].number)
    return Window(number).closes_at.date()


def as_scale_views(instrument: Instrument) -> tuple[ChartScale, ...]:
    """The scales for team charts, where every scale runs from 0 to 100."""
    return tuple(ChartScale(scale.id, scale.title) for scale in instrument.scales)


def _summarise_window(by_scale: dict[str, list[int]]) -> dict[str, TeamRange]:
    ranges = {scale: summarise_teams(figures) for scale, figures in by_scale.items()}
    return {scale: each for scale, each in ranges.items() if isinstance(each, TeamRange)}
