"""Across teams: one page for leaders, the same for each of them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.core.windows import open_windows
from reflect.db import reading
from reflect.policy import may_see_across_teams
from reflect.teams import presenters as team_presenters
from reflect.teams.leaders.services import load_cross_team_picture
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import weekly_instrument

bp = Blueprint("across", __name__)


@bp.get("/across-teams")
@allow(may_see_across_teams)
def index() -> ResponseReturnValue:
    """What the teams were shown, put together; no team is named, counted or put in order."""
    with reading() as db:
        seen = load_cross_team_picture(db, actor(), weekly_instrument())
    next_day = open_windows(now())[0].closes_at.date()
    return render_template(
        "teams/across.html", page=team_presenters.build_cross_team_view(seen), next_day=next_day
    )
