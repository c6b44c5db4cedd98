"""/organise/teams: set up, rename and dissolve teams, supervisors, join codes, disputes."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.accounts.forms import list_form_errors
from reflect.accounts.http import render_form
from reflect.admin import http as admin_http
from reflect.admin.forms import (
    AddSupervisorForm,
    ConfirmDissolveForm,
    SettleDisputeForm,
    TeamChangeForm,
)
from reflect.admin.teams import services
from reflect.core.errors import Invalid
from reflect.db import reading, writing
from reflect.policy import may_organise
from reflect.teams import rules, window_closing
from reflect.teams import services as team_services
from reflect.teams.forms import TeamNameForm
from reflect.teams.window_closing import ClosedWindow
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, current_settings
from reflect.web.forms import PageForm

bp = Blueprint("organise_teams", __name__, url_prefix="/organise/teams")
bp.context_processor(admin_http.inject_template_helpers)
FORMS: dict[str, type[PageForm]] = {
    "name": TeamNameForm,
    "lead": AddSupervisorForm,
    "settle": SettleDisputeForm,
    "dissolve": ConfirmDissolveForm,
}


@bp.get("")
@allow(may_organise)
def index() -> ResponseReturnValue:
    """All teams, and a form to set up another."""
    return _render_index(TeamNameForm())


@bp.post("")
@allow(may_organise)
def set_up() -> ResponseReturnValue:
    """Set up a team, with nobody in it."""
    form = TeamNameForm()
    if not form.validate_on_submit():
        return _render_index(form)
    try:
        with writing() as db:
            usual = current_settings().organisation.defaults
            team = team_services.create_team(db, actor(), form.name.data, "", now(), usual)
    except Invalid as error:
        form.name.errors = [str(error)]
        return _render_index(form)
    return redirect(url_for("organise_teams.show", team=team.id), 303)


@bp.get("/<team>")
@allow(may_organise)
def show(team: str) -> ResponseReturnValue:
    """The roster of a team, its supervisors and disputes, and forms to change it."""
    action = TeamChangeForm().action.data  # of a form that was saved when the session locked
    return _render_team(team, {action: FORMS[action]()} if action in FORMS else None)


@bp.post("/<team>")
@allow(may_organise)
def change(team: str) -> ResponseReturnValue:
    """Apply one change, which is logged for everybody in the team."""
    form = TeamChangeForm()
    form.require_valid()
    match form.action.data:
        case "code":
            with writing() as db:
                code = services.issue_join_code(db, actor(), team, now())
            return _render_team(team, code=code)
        case "stop":
            with writing() as db:
                account = form.account.data or ""
                team_services.remove_supervisor(db, actor(), team, account, now())
            return redirect(url_for("organise_teams.show", team=team), 303)
    return _submit_form(team, form.action.data)


def _submit_form(team: str, action: str) -> ResponseReturnValue:
    form = FORMS[action]()
    if not form.validate():
        return _render_team(team, {action: form})
    try:
        with writing() as db:
            closed = _apply_form(db, team, action, form)
    except Invalid as error:
        next(iter(form)).errors = [str(error)]
        return _render_team(team, {action: form})
    path = current_settings().data / window_closing.RELEASES_FILENAME
    window_closing.append_release_lines(path, [*map(window_closing.format_closed_window, closed)])
    if action == "dissolve":
        return redirect(url_for("organise_teams.index"), 303)
    return redirect(url_for("organise_teams.show", team=team), 303)


def _apply_form(db: Connection, team: str, action: str, form: PageForm) -> list[ClosedWindow]:
    """Apply a valid form; returns the windows that it closed."""
    user, moment = actor(), now()
    match action:
        case "name":
            team_services.rename_team(db, user, team, form["name"].data, moment)
        case "lead":
            names = (form["account"].data, form["shown"].data)
            services.add_supervisor_by_name(db, user, team, names, moment)
        case "settle":
            rules.settle_dispute(db, user, team, form["words"].data, moment)
        case "dissolve":
            return team_services.dissolve_team(db, user, current_library(), team, moment)
    return []


def _render_index(form: TeamNameForm) -> ResponseReturnValue:
    with reading() as db:
        rosters = services.load_all_rosters(db, actor())
        disputed = {each.team.id for each in services.load_open_disputes(db, actor())}
    return render_form("admin/teams.html", form, rosters=rosters, doubted=disputed)


def _render_team(
    team: str, typed: dict[str, PageForm] | None = None, code: str = ""
) -> ResponseReturnValue:
    with reading() as db:
        roster = services.load_roster(db, actor(), team)
    empty = {name: form_class(formdata=None) for name, form_class in FORMS.items()}
    forms = {
        **empty,
        "name": TeamNameForm(formdata=None, data={"name": roster.team.name}),
        **(typed or {}),
    }
    problems = [each for form in forms.values() for each in list_form_errors(form)]
    page = render_template(
        "admin/team.html", roster=roster, forms=forms, code=code, problems=problems
    )
    return page, 422 if problems else 200
