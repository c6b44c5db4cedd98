"""Cross-team figures for leaders: range and median of the published figures of all teams.

Only published figures are read, and never which team they belong to: the database counts them by
value, and `core.disclosure.across_teams` decides what is shown. A window appears once it is closed
for every team, because the same window without one team would reveal that team's figure. It never
changes afterwards: releases are not changed or deleted, not even when a team is dissolved.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, func, select

from reflect.charts.leaders import CrossTeamPicture
from reflect.charts.series import ChartScale
from reflect.core.disclosure.across_teams import TeamRange, summarise_teams
from reflect.core.instruments.model import Instrument
from reflect.core.windows import Window
from reflect.models import releases
from reflect.policy import Actor, may_see_across_teams, require
from reflect.teams import window_closing


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
    counted = (
        select(*columns, func.count().label("teams"))
        .where(releases.c.instrument == instrument.id, releases.c.window <= until)
        .group_by(*columns)
    )
    windows: dict[int, dict[str, list[Row[Any]]]] = {}
    for row in db.execute(counted.order_by(releases.c.window)):
        windows.setdefault(row.window, {}).setdefault(row.scale, []).append(row)
    figures = tuple(_summarise_window(by_scale) for by_scale in windows.values())
    return CrossTeamPicture(as_scale_views(instrument), tuple(map(Window, windows)), figures)


def as_scale_views(instrument: Instrument) -> tuple[ChartScale, ...]:
    """The scales for team charts, where every scale runs from 0 to 100."""
    return tuple(
        ChartScale(
            scale.id, scale.title, 0, 100, instrument.smallest_step(scale.id), len(scale.items)
        )
        for scale in instrument.scales
    )


def _summarise_window(by_scale: dict[str, list[Row[Any]]]) -> dict[str, TeamRange]:
    ranges = {scale: summarise_teams(_list_figures(rows)) for scale, rows in by_scale.items()}
    return {scale: each for scale, each in ranges.items() if isinstance(each, TeamRange)}


def _list_figures(rows: Iterable[Row[Any]]) -> list[int]:
    """One figure for each team that has a published figure."""
    return [row.value for row in rows if row.value is not None for _team in range(row.teams)]
