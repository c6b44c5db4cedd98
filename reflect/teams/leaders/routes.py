"""/across-teams: the cross-team figures, the same page for every leader."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.core.windows import open_windows
from reflect.db import reading
from reflect.policy import may_see_across_teams
from reflect.teams.leaders.services import load_cross_team_picture
from reflect.teams.presenters import build_cross_team_view
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import weekly_instrument

bp = Blueprint("across", __name__)


@bp.get("/across-teams")
@allow(may_see_across_teams)
def index() -> ResponseReturnValue:
    """The published figures of all teams together; no team is named, counted or ranked."""
    with reading() as db:
        picture = load_cross_team_picture(db, actor(), weekly_instrument())
    next_day = open_windows(now())[0].closes_at.date()
    page = build_cross_team_view(picture)
    return render_template("teams/across.html", page=page, next_day=next_day)
