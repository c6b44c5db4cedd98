"""/organise/teams: setting teams up, who leads them, doubts about a roster, the end of a team."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from reflect.accounts.forms import list_form_errors
from reflect.admin import http as admin_http
from reflect.admin.forms import AddSupervisorForm, ConfirmDissolveForm, SettleDisputeForm
from reflect.admin.teams import services
from reflect.core.errors import Invalid, NotFound
from reflect.db import reading, writing
from reflect.policy import may_organise
from reflect.teams import rules, window_closing
from reflect.teams import services as team_services
from reflect.teams.forms import TeamNameForm
from reflect.web.access_control import actor, allow, load_saved_form
from reflect.web.clock import now
from reflect.web.current_site import current_library, current_settings

bp = Blueprint("organise_teams", __name__, url_prefix="/organise/teams")
bp.context_processor(admin_http.inject_template_helpers)


@bp.get("")
@allow(may_organise)
def index() -> ResponseReturnValue:
    """All teams, and a name for another."""
    return _index(TeamNameForm(load_saved_form()))


@bp.post("")
@allow(may_organise)
def set_up() -> ResponseReturnValue:
    """A new team, without anybody in it."""
    form = TeamNameForm(request.form)
    if not form.validate():
        return _index(form)
    try:
        with writing() as db:
            usual = current_settings().organisation.defaults
            team = team_services.create_team(db, actor(), form.name.data, "", now(), usual)
    except Invalid as error:
        form.name.errors = [str(error)]
        return _index(form)
    return redirect(url_for("organise_teams.show", team=team.id), 303)


@bp.get("/<team>")
@allow(may_organise)
def show(team: str) -> ResponseReturnValue:
    """Who is in it, who leads it, what is doubted."""
    back = load_saved_form()
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
                code = services.issue_join_code(db, actor(), team, now())
            return _show(team, code=code)
        case "stop":
            with writing() as db:
                team_services.remove_supervisor(
                    db, actor(), team, request.form.get("account", ""), now()
                )
            return redirect(url_for("organise_teams.show", team=team), 303)
    if action not in FORMS:
        raise NotFound
    return _typed(team, action)


FORMS: dict[str, type[Form]] = {
    "name": TeamNameForm,
    "lead": AddSupervisorForm,
    "settle": SettleDisputeForm,
    "dissolve": ConfirmDissolveForm,
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
                team_services.rename_team(db, who, team, form["name"].data, moment)
            case "lead":
                whom = (form["account"].data, form["shown"].data)
                services.add_supervisor_by_name(db, who, team, whom, moment)
            case "settle":
                rules.settle_dispute(db, who, team, form["words"].data, moment)
            case "dissolve":
                closed = team_services.dissolve_team(db, who, current_library(), team, moment)
    if closed is not None:
        path = current_settings().data / window_closing.RELEASES_FILENAME
        window_closing.append_release_lines(
            path, [window_closing.format_closed_window(each) for each in closed]
        )
    return closed is not None


def _index(form: TeamNameForm) -> ResponseReturnValue:
    with reading() as db:
        found = services.load_all_rosters(db, actor())
        open_ones = {doubt.team.id for doubt in services.load_open_disputes(db, actor())}
    problems = list_form_errors(form)
    page = render_template(
        "admin/teams.html", rosters=found, doubted=open_ones, form=form, problems=problems
    )
    return page, 422 if problems else 200


def _show(team: str, typed: dict[str, Form] | None = None, code: str = "") -> ResponseReturnValue:
    with reading() as db:
        found = services.load_roster(db, actor(), team)
    fresh = {name: kind() for name, kind in FORMS.items()}
    forms = {**fresh, "name": TeamNameForm(data={"name": found.team.name}), **(typed or {})}
    problems = [one for form in forms.values() for one in list_form_errors(form)]
    page = render_template(
        "admin/team.html",
        roster=found,
        forms=forms,
        code=code,
        problems=problems,
    )
    return page, 422 if problems else 200
