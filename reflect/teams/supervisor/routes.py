"""For whoever leads a team: writing what was agreed, how to talk about figures, code and rules.

Nothing here shows more than the team sees: no page tells who shares, or how many.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from wtforms import Form

from reflect.accounts.forms import list_form_errors
from reflect.core.errors import Invalid, PermissionDenied
from reflect.core.i18n import _
from reflect.core.windows import Window
from reflect.db import reading, writing
from reflect.policy import may_reflect
from reflect.teams import presenters as team_presenters
from reflect.teams import rules, window_closing
from reflect.teams import services as team_services
from reflect.teams.contributions import load_team_instruments
from reflect.teams.forms import DissolveTeamForm, MinSharersForm, TeamActionForm, TeamNameForm
from reflect.teams.membership_terms import load_membership_terms
from reflect.teams.supervisor import agreed_actions
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import current_library, current_settings

bp = Blueprint("team_lead", __name__, url_prefix="/teams")
FORMS: dict[str, type[Form]] = {
    "name": TeamNameForm,
    "least": MinSharersForm,
    "dissolve": DissolveTeamForm,
}


@bp.get("/<team>/agreed")
@allow(may_reflect)
def agreed_page(team: str) -> ResponseReturnValue:
    """What the team agreed on, and a line to add."""
    return _agreed(team, TeamActionForm(data={"day": today()}))


@bp.post("/<team>/agreed")
@allow(may_reflect)
def write_agreed(team: str) -> ResponseReturnValue:
    """Add a line, or take one away."""
    if request.form.get("action") == "remove":
        with writing() as db:
            agreed_actions.delete_team_action(db, actor(), team, request.form.get("id", ""))
        return redirect(url_for("team_lead.agreed_page", team=team), 303)
    form = TeamActionForm(request.form)
    form.latest = today()
    if not form.validate():
        return _agreed(team, form)
    try:
        with writing() as db:
            agreed_actions.add_team_action(db, actor(), team, (form.day.data, form.text.data))
    except Invalid as error:
        form.text.errors = [str(error)]
        return _agreed(team, form)
    return redirect(url_for("teams.show", team=team), 303)


def _agreed(team: str, form: TeamActionForm) -> ResponseReturnValue:
    with reading() as db:
        found = team_services.require_supervisor(db, actor(), team)
        seen = team_presenters.load_team_results(db, team, current_library())
    problems = list_form_errors(form)
    page = render_template(
        "teams/agreed.html",
        team=found,
        form=form,
        problems=problems,
        written=seen.actions,
        days=team_presenters.build_team_figures_view(seen.weekly).days,
    )
    return page, 422 if problems else 200


@bp.get("/<team>/talking")
@allow(may_reflect)
def talking(team: str) -> ResponseReturnValue:
    """How to talk with a team about its figures."""
    with reading() as db:
        found = team_services.require_supervisor(db, actor(), team)
    return render_template("teams/talking.html", team=found)


@bp.get("/<team>/settings")
@allow(may_reflect)
def settings(team: str) -> ResponseReturnValue:
    """Code, rule, instruments, supervisors."""
    return _settings(team)


@bp.post("/<team>/settings")
@allow(may_reflect)
def change_settings(team: str) -> ResponseReturnValue:
    """One thing at a time; each is said to everybody in the team."""
    action = request.form.get("action", "")
    form = FORMS.get(action, Form)(request.form)
    if not form.validate():
        return _settings(team, form=form)
    try:
        with writing() as db:
            code, closed = _change(db, team, action)
    except (Invalid, PermissionDenied) as error:
        return _settings(team, form=form, problem=str(error))
    window_closing.append_release_lines(
        current_settings().data / window_closing.RELEASES_FILENAME,
        [window_closing.format_closed_window(each) for each in closed],
    )
    if code:
        return _settings(team, code=code)
    if action in {"go", "dissolve"}:
        return redirect(url_for("teams.index"), 303)
    return redirect(url_for("team_lead.settings", team=team), 303)


def _change(
    db: Connection, team: str, action: str
) -> tuple[str, list[window_closing.ClosedWindow]]:
    """What was asked for: a fresh code to show, and windows that were closed by it."""
    form, who, moment = request.form, actor(), now()
    found = team_services.require_supervisor(db, who, team)
    match action:
        case "code":
            return team_services.create_join_code(db, who, team, moment), []
        case "name":
            team_services.rename_team(db, who, team, form["name"], moment)
        case "least":
            rules.raise_min_sharers(db, who, team, int(form["least"]), moment)
        case "run":
            rules.start_instrument(db, who, team, form.get("instrument", ""), moment)
        case "stop":
            rules.stop_instrument(db, who, team, form.get("instrument", ""), moment)
        case "go":
            team_services.remove_supervisor(db, who, team, who.id, moment)
        case "dissolve":
            _refuse_other_name(form["sure"], found.name)
            return "", team_services.dissolve_team(db, who, current_library(), team, moment)
    return "", []


def _refuse_other_name(typed: str, name: str) -> None:
    if " ".join(typed.split()).casefold() != name.casefold():
        raise Invalid(_("This is not the name of the team. Nothing was changed."))


def _settings(
    team: str, *, code: str = "", form: Form | None = None, problem: str = ""
) -> ResponseReturnValue:
    """The page; with the form that was sent, where something in it does not fit."""
    with reading() as db:
        found = team_services.require_supervisor(db, actor(), team)
        known = load_membership_terms(db, found, now())
        running = load_team_instruments(db, team, Window.of(now()) + 1)[1:]
        allowed = [name for name in rules.load_allowed_instruments(db) if name not in running]
    given = {"name": found.name, "least": str(known.least)}
    forms: dict[type[Form], Form] = {each: each(data=given) for each in FORMS.values()}
    forms |= {type(form): form} if form is not None else {}
    problems = _problems(form, problem)
    titles = {each.id: each.title for each in current_library().list_offered()}
    page = render_template(
        "teams/settings.html",
        terms=known,
        code=code,
        problems=problems,
        name=forms[TeamNameForm]["name"],
        least=forms[MinSharersForm]["least"],
        sure=forms[DissolveTeamForm]["sure"],
        running=[(name, titles.get(name, name)) for name in running],
        allowed=[(name, titles[name]) for name in allowed if name in titles],
    )
    return page, 422 if problems else 200


def _problems(form: Form | None, problem: str) -> list[tuple[str, str]]:
    """Each by the id of its field; what belongs to a button alone, by the page."""
    fields = list(form or ())
    if problem and not fields:
        return [("main", problem)]
    if problem:
        fields[0].errors = [problem]
    return list_form_errors(fields)
