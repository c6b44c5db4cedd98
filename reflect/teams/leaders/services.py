"""What leaders see of all teams: the range and the middle of what the teams were shown.

Only figures that were published, and never which team's: they are counted by value in the database,
without a team (`core.spread` decides what is told of them). A window is told once every team's is
closed, because the same window with one team less would tell that team's figure. It never changes
afterwards: releases are not changed or deleted, not even with a team that is dissolved.
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
        Refused: they are no leader.
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
    figures = tuple(_told(by_scale) for by_scale in windows.values())
    return CrossTeamPicture(as_scale_views(instrument), tuple(map(Window, windows)), figures)


def as_scale_views(instrument: Instrument) -> tuple[ChartScale, ...]:
    """The scales as a team's charts know them: of 0 to 100."""
    return tuple(
        ChartScale(
            scale.id, scale.title, 0, 100, instrument.smallest_step(scale.id), len(scale.items)
        )
        for scale in instrument.scales
    )


def _told(by_scale: dict[str, list[Row[Any]]]) -> dict[str, TeamRange]:
    found = {scale: summarise_teams(_figures(rows)) for scale, rows in by_scale.items()}
    return {scale: told for scale, told in found.items() if isinstance(told, TeamRange)}


def _figures(counted: Iterable[Row[Any]]) -> list[int]:
    """One figure for each team that was shown one."""
    return [row.value for row in counted if row.value is not None for _team in range(row.teams)]
