"""/across-teams: the cross-team figures, the same page for every leader."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.db import reading
from reflect.policy import may_see_across_teams
from reflect.teams.leaders.services import find_first_figures_day, load_cross_team_picture
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
        first_day = None if any(picture.figures) else find_first_figures_day(db, now())
    page = build_cross_team_view(picture)
    return render_template("teams/across.html", page=page, first_day=first_day)
