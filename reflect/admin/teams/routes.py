"""/organise/teams: setting teams up, who leads them, doubts about a roster, the end of a team."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from reflect.accounts.forms import problems as problems_of
from reflect.admin import http as admin_http
from reflect.admin.forms import Dissolved, Lead, Settled
from reflect.admin.teams import services
from reflect.core.errors import Invalid, NotFound
from reflect.db import reading, writing
from reflect.policy import may_organise
from reflect.teams import rules, window_closing
from reflect.teams import services as team_services
from reflect.teams.forms import TeamName
from reflect.web.access_control import actor, allow, returned_form
from reflect.web.clock import now
from reflect.web.current_site import library
from reflect.web.current_site import settings as site_settings

bp = Blueprint("organise_teams", __name__, url_prefix="/organise/teams")
bp.context_processor(admin_http.words)


@bp.get("")
@allow(may_organise)
def index() -> ResponseReturnValue:
    """All teams, and a name for another."""
    return _index(TeamName(returned_form()))


@bp.post("")
@allow(may_organise)
def set_up() -> ResponseReturnValue:
    """A new team, without anybody in it."""
    form = TeamName(request.form)
    if not form.validate():
        return _index(form)
    try:
        with writing() as db:
            usual = site_settings().organisation.defaults
            team = team_services.set_up(db, actor(), form.name.data, "", now(), usual)
    except Invalid as error:
        form.name.errors = [str(error)]
        return _index(form)
    return redirect(url_for("organise_teams.show", team=team.id), 303)


@bp.get("/<team>")
@allow(may_organise)
def show(team: str) -> ResponseReturnValue:
    """Who is in it, who leads it, what is doubted."""
    back = returned_form()
    action = back.get("action", "") if back else ""
    return _show(team, {action: FORMS[action](back)} if action in FORMS else None)


@bp.post("/<team>")
@allow(may_organise)
def change(team: str) -> ResponseReturnValue:
    """One thing at a time; each is told to everybody in the team."""
    action = request.form.get("action", "")
    match action:
        case "code":
            with writing() as db:
                code = services.new_code(db, actor(), team, now())
            return _show(team, code=code)
        case "stop":
            with writing() as db:
                team_services.stop_leading(
                    db, actor(), team, request.form.get("account", ""), now()
                )
            return redirect(url_for("organise_teams.show", team=team), 303)
    if action not in FORMS:
        raise NotFound
    return _typed(team, action)


FORMS: dict[str, type[Form]] = {
    "name": TeamName,
    "lead": Lead,
    "settle": Settled,
    "dissolve": Dissolved,
}


def _typed(team: str, action: str) -> ResponseReturnValue:
    form = FORMS[action](request.form)
    if not form.validate():
        return _show(team, {action: form})
    try:
        gone = _do(team, action, form)
    except Invalid as error:
        next(iter(form)).errors = [str(error)]
        return _show(team, {action: form})
    if gone:
        return redirect(url_for("organise_teams.index"), 303)
    return redirect(url_for("organise_teams.show", team=team), 303)


def _do(team: str, action: str, form: Form) -> bool:
    """Do it; True if the team is gone then."""
    who, moment, closed = actor(), now(), None
    with writing() as db:
        match action:
            case "name":
                team_services.rename(db, who, team, form["name"].data, moment)
            case "lead":
                whom = (form["account"].data, form["shown"].data)
                services.let_lead(db, who, team, whom, moment)
            case "settle":
                rules.settle(db, who, team, form["words"].data, moment)
            case "dissolve":
                closed = team_services.dissolve(db, who, library(), team, moment)
    if closed is not None:
        path = site_settings().data / window_closing.FILE
        window_closing.add_to_file(path, [window_closing.written(each) for each in closed])
    return closed is not None


def _index(form: TeamName) -> ResponseReturnValue:
    with reading() as db:
        found = services.all_rosters(db, actor())
        open_ones = {doubt.team.id for doubt in services.open_doubts(db, actor())}
    problems = problems_of(form)
    page = render_template(
        "admin/teams.html", rosters=found, doubted=open_ones, form=form, problems=problems
    )
    return page, 422 if problems else 200


def _show(team: str, typed: dict[str, Form] | None = None, code: str = "") -> ResponseReturnValue:
    with reading() as db:
        found = services.roster(db, actor(), team)
    fresh = {name: kind() for name, kind in FORMS.items()}
    forms = {**fresh, "name": TeamName(data={"name": found.team.name}), **(typed or {})}
    problems = [one for form in forms.values() for one in problems_of(form)]
    page = render_template(
        "admin/team.html",
        roster=found,
        forms=forms,
        code=code,
        problems=problems,
    )
    return page, 422 if problems else 200
