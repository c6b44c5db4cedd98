"""For whoever leads a team: writing what was agreed, how to talk about figures, code and rules.

Nothing here shows more than the team sees: no page tells who shares, or how many.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from wtforms import Form

from reflect.accounts.forms import problems as problems_of
from reflect.core.errors import Invalid, Refused
from reflect.core.windows import Window
from reflect.core.words import _
from reflect.db import reading, writing
from reflect.policy import may_reflect
from reflect.teams import presenters as team_presenters
from reflect.teams import rules, window_closing
from reflect.teams import services as team_services
from reflect.teams.contributions import instruments_in
from reflect.teams.forms import Agreement, Dissolve, Least, TeamName
from reflect.teams.membership_terms import terms
from reflect.teams.supervisor import agreed_actions
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import library
from reflect.web.current_site import settings as site_settings

bp = Blueprint("team_lead", __name__, url_prefix="/teams")
FORMS: dict[str, type[Form]] = {"name": TeamName, "least": Least, "dissolve": Dissolve}


@bp.get("/<team>/agreed")
@allow(may_reflect)
def agreed_page(team: str) -> ResponseReturnValue:
    """What the team agreed on, and a line to add."""
    return _agreed(team, Agreement(data={"day": today()}))


@bp.post("/<team>/agreed")
@allow(may_reflect)
def write_agreed(team: str) -> ResponseReturnValue:
    """Add a line, or take one away."""
    if request.form.get("action") == "remove":
        with writing() as db:
            agreed_actions.remove(db, actor(), team, request.form.get("id", ""))
        return redirect(url_for("team_lead.agreed_page", team=team), 303)
    form = Agreement(request.form)
    form.latest = today()
    if not form.validate():
        return _agreed(team, form)
    try:
        with writing() as db:
            agreed_actions.write(db, actor(), team, (form.day.data, form.text.data))
    except Invalid as error:
        form.text.errors = [str(error)]
        return _agreed(team, form)
    return redirect(url_for("teams.show", team=team), 303)


def _agreed(team: str, form: Agreement) -> ResponseReturnValue:
    with reading() as db:
        found = team_services.led_here(db, actor(), team)
        seen = team_presenters.seen(db, team, library())
    problems = problems_of(form)
    page = render_template(
        "teams/agreed.html",
        team=found,
        form=form,
        problems=problems,
        written=seen.actions,
        days=team_presenters.page(seen.weekly).days,
    )
    return page, 422 if problems else 200


@bp.get("/<team>/talking")
@allow(may_reflect)
def talking(team: str) -> ResponseReturnValue:
    """How to talk with a team about its figures."""
    with reading() as db:
        found = team_services.led_here(db, actor(), team)
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
    except (Invalid, Refused) as error:
        return _settings(team, form=form, problem=str(error))
    window_closing.add_to_file(
        site_settings().data / window_closing.FILE,
        [window_closing.written(each) for each in closed],
    )
    if code:
        return _settings(team, code=code)
    if action in {"go", "dissolve"}:
        return redirect(url_for("teams.index"), 303)
    return redirect(url_for("team_lead.settings", team=team), 303)


def _change(db: Connection, team: str, action: str) -> tuple[str, list[window_closing.Closed]]:
    """What was asked for: a fresh code to show, and windows that were closed by it."""
    form, who, moment = request.form, actor(), now()
    found = team_services.led_here(db, who, team)
    match action:
        case "code":
            return team_services.new_code(db, who, team, moment), []
        case "name":
            team_services.rename(db, who, team, form["name"], moment)
        case "least":
            rules.raise_least(db, who, team, int(form["least"]), moment)
        case "run":
            rules.run(db, who, team, form.get("instrument", ""), moment)
        case "stop":
            rules.stop(db, who, team, form.get("instrument", ""), moment)
        case "go":
            team_services.stop_leading(db, who, team, who.id, moment)
        case "dissolve":
            _refuse_other_name(form["sure"], found.name)
            return "", team_services.dissolve(db, who, library(), team, moment)
    return "", []


def _refuse_other_name(typed: str, name: str) -> None:
    if " ".join(typed.split()).casefold() != name.casefold():
        raise Invalid(_("This is not the name of the team. Nothing was changed."))


def _settings(
    team: str, *, code: str = "", form: Form | None = None, problem: str = ""
) -> ResponseReturnValue:
    """The page; with the form that was sent, where something in it does not fit."""
    with reading() as db:
        found = team_services.led_here(db, actor(), team)
        known = terms(db, found, now())
        running = instruments_in(db, team, Window.of(now()) + 1)[1:]
        allowed = [name for name in rules.allowed(db) if name not in running]
    given = {"name": found.name, "least": str(known.least)}
    forms: dict[type[Form], Form] = {each: each(data=given) for each in FORMS.values()}
    forms |= {type(form): form} if form is not None else {}
    problems = _problems(form, problem)
    titles = {each.id: each.title for each in library().all()}
    page = render_template(
        "teams/settings.html",
        terms=known,
        code=code,
        problems=problems,
        name=forms[TeamName]["name"],
        least=forms[Least]["least"],
        sure=forms[Dissolve]["sure"],
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
    return problems_of(fields)
