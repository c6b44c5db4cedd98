"""Pages for supervisors: agreed actions, a discussion guide, and the team settings.

They show no more data than the team's pages: none reveals who shares, or how many.
"""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.accounts.forms import list_form_errors
from reflect.accounts.http import render_form
from reflect.core.errors import Invalid, PermissionDenied
from reflect.core.i18n import _
from reflect.core.windows import Window
from reflect.db import reading, writing
from reflect.policy import may_reflect
from reflect.teams import presenters, rules, services, window_closing
from reflect.teams.contributions import load_team_instruments
from reflect.teams.forms import (
    AgreedActionsForm,
    DissolveTeamForm,
    MinSharersForm,
    TeamActionForm,
    TeamNameForm,
    TeamSettingsForm,
)
from reflect.teams.membership_terms import load_membership_terms
from reflect.teams.supervisor import agreed_actions
from reflect.teams.window_closing import ClosedWindow
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import current_library, current_settings, weekly_instrument
from reflect.web.forms import PageForm

bp = Blueprint("team_lead", __name__, url_prefix="/teams")
FORMS: dict[str, type[PageForm]] = {
    "name": TeamNameForm,
    "least": MinSharersForm,
    "dissolve": DissolveTeamForm,
}


@bp.get("/<team>/agreed")
@allow(may_reflect)
def agreed_page(team: str) -> ResponseReturnValue:
    """The agreed actions, and a form to add one."""
    return _render_agreed_actions(team, _make_action_form(data={"day": today()}))


@bp.post("/<team>/agreed")
@allow(may_reflect)
def write_agreed(team: str) -> ResponseReturnValue:
    """Add an agreed action, or delete one."""
    sent, form = AgreedActionsForm(), _make_action_form()
    sent.require_valid()
    if sent.action.data:
        with writing() as db:
            agreed_actions.delete_team_action(db, actor(), team, sent.id.data or "")
        return redirect(url_for("team_lead.agreed_page", team=team), 303)
    form.latest = today()
    if not form.validate():
        return _render_agreed_actions(team, form)
    try:
        with writing() as db:
            action = form.day.data, form.text.data, form.scale.data
            agreed_actions.add_team_action(db, actor(), team, action)
    except Invalid as error:
        form.text.errors = [str(error)]
        return _render_agreed_actions(team, form)
    return redirect(url_for("teams.show", team=team), 303)


def _make_action_form(**values: Any) -> TeamActionForm:
    form = TeamActionForm(**values)
    form.offer_scales((scale.id, scale.title) for scale in weekly_instrument().scales)
    return form


def _render_agreed_actions(team: str, form: TeamActionForm) -> ResponseReturnValue:
    with reading() as db:
        record = services.require_supervisor(db, actor(), team)
        results = presenters.load_team_results(db, team, current_library())
    days = presenters.build_team_figures_view(results.weekly).days
    return render_form("teams/agreed.html", form, team=record, written=results.actions, days=days)


@bp.get("/<team>/talking")
@allow(may_reflect)
def talking(team: str) -> ResponseReturnValue:
    """A guide to discussing the figures with the team."""
    with reading() as db:
        record = services.require_supervisor(db, actor(), team)
    return render_template("teams/talking.html", team=record)


@bp.get("/<team>/settings")
@allow(may_reflect)
def settings(team: str) -> ResponseReturnValue:
    """Team settings: join code, name, minimum number of sharers, instruments, dissolving."""
    return _render_settings(team)


@bp.post("/<team>/settings")
@allow(may_reflect)
def change_settings(team: str) -> ResponseReturnValue:
    """Apply one change, which is logged for everybody in the team."""
    sent = TeamSettingsForm()
    sent.require_valid()
    action = sent.action.data
    form = FORMS[action]() if action in FORMS else sent
    if not form.validate():
        return _render_settings(team, form=form)
    try:
        with writing() as db:
            code, closed = _apply_change(db, team, action, form)
    except (Invalid, PermissionDenied) as error:
        return _render_settings(team, form=form, problem=str(error))
    path = current_settings().data / window_closing.RELEASES_FILENAME
    window_closing.append_release_lines(path, [*map(window_closing.format_closed_window, closed)])
    if code:
        return _render_settings(team, code=code)
    if action in {"go", "dissolve"}:
        return redirect(url_for("teams.index"), 303)
    return redirect(url_for("team_lead.settings", team=team), 303)


def _apply_change(
    db: Connection, team: str, action: str, form: PageForm
) -> tuple[str, list[ClosedWindow]]:
    """Apply the requested change; returns (a new join code or "", the windows that it closed)."""
    user, moment = actor(), now()
    record = services.require_supervisor(db, user, team)
    match action:
        case "code":
            return services.create_join_code(db, user, team, moment), []
        case "name":
            services.rename_team(db, user, team, form["name"].data, moment)
        case "least":
            rules.raise_min_sharers(db, user, team, int(form["least"].data), moment)
        case "run":
            rules.start_instrument(db, user, team, form["instrument"].data or "", moment)
        case "stop":
            rules.stop_instrument(db, user, team, form["instrument"].data or "", moment)
        case "go":
            services.remove_supervisor(db, user, team, user.id, moment)
        case "dissolve":
            _check_typed_name(form["sure"].data, record.name)
            return "", services.dissolve_team(db, user, current_library(), team, moment)
    return "", []


def _check_typed_name(typed: str, name: str) -> None:
    if " ".join(typed.split()).casefold() != name.casefold():
        raise Invalid(_("This is not the name of the team. Nothing was changed."))


def _render_settings(
    team: str, *, code: str = "", form: PageForm | None = None, problem: str = ""
) -> ResponseReturnValue:
    """The settings page; `form` is a submitted form with errors, `problem` a rejected change."""
    with reading() as db:
        record = services.require_supervisor(db, actor(), team)
        terms = load_membership_terms(db, record, now())
        running = load_team_instruments(db, team, Window.of(now()) + 1)[1:]
        allowed = [name for name in rules.load_allowed_instruments(db) if name not in running]
    data = {"name": record.name, "least": str(terms.least)}
    forms: dict[type[PageForm], PageForm] = {
        each: each(formdata=None, data=data) for each in FORMS.values()
    }
    forms |= {type(form): form} if form is not None else {}
    problems = _list_problems(form, problem)
    titles = {each.id: each.title for each in current_library().list_offered()}
    page = render_template(
        "teams/settings.html",
        terms=terms,
        code=code,
        problems=problems,
        name=forms[TeamNameForm]["name"],
        least=forms[MinSharersForm]["least"],
        sure=forms[DissolveTeamForm]["sure"],
        running=[(name, titles.get(name, name)) for name in running],
        allowed=[(name, titles[name]) for name in allowed if name in titles],
    )
    return page, 422 if problems else 200


def _list_problems(form: PageForm | None, problem: str) -> list[tuple[str, str]]:
    """(Field id, sentence) for each error; a problem without a field belongs to the page."""
    if problem and isinstance(form, TeamSettingsForm):
        return [("main", problem)]
    fields = list(form or ())
    if problem:
        fields[0].errors = [problem]
    return list_form_errors(fields)
