"""/teams: join a team, its figures, meeting page and roster, for everybody in it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import account_events, rate_limit
from reflect.accounts.http import render_form
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.settings import preferences
from reflect.core.errors import Invalid, PermissionDenied
from reflect.core.windows import open_windows
from reflect.db import reading, writing
from reflect.policy import may_reflect
from reflect.teams import audit_events, presenters, repository, rules, services
from reflect.teams.discussion_questions import GENERAL_QUESTIONS, select_discussion_questions
from reflect.teams.forms import DisplayNameForm, JoinTeamForm, RosterForm
from reflect.teams.membership_terms import load_membership_terms
from reflect.teams.repository import Team
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_library, site_keys

bp = Blueprint("teams", __name__, url_prefix="/teams")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The teams that the actor is in or leads, the teams left recently, and how to join one."""
    with reading() as db:
        memberships = repository.load_account_memberships(db, actor().id, past=True)
        pairs = [(repository.load_team(db, each.team), each) for each in memberships]
        offered = account_events.find_offered_team(db, actor().id, now())
    own = [(team, each) for team, each in pairs if each.ended in {None, team.dissolved}]
    own_ids = {team.id for team, _membership in own}
    since = open_windows(now())[0].number
    as_member = [(team, each) for team, each in pairs if each.kind == repository.MEMBER]
    recent = [team for team, each in as_member if (each.last_window or 0) >= since]
    left = {team.id: team for team in recent if team.id not in own_ids}.values()
    is_member = any(each.ended is None for _team, each in as_member)
    page = {"own": own, "left": left, "is_member": is_member, "asked": offered}
    return render_template("teams/index.html", **page)


@bp.route("/join", methods=["GET", "POST"])
@allow(may_reflect)
def join() -> ResponseReturnValue:
    """Join a team: first the code, then the membership terms and the display name."""
    form, team = JoinTeamForm(), None
    if not form.is_submitted():
        return render_form("teams/code.html", form, shown=form.shown.data or "")
    try:
        if form.code.validate(form):  # an empty code is not counted as a failed attempt
            team = _find_team(form.code.data)
        if team and form.step.data is not None and form.validate():
            with writing() as db:
                services.join_team(db, actor(), team.id, form.shown.data, now())
            return redirect(url_for("teams.show", team=team.id), 303)
    except (Invalid, PermissionDenied, TooManyAttempts) as error:
        form[("shown" if team else "code")].errors = [str(error)]
    if team is None:
        return render_form("teams/code.html", form, shown=form.shown.data or "")
    return render_team_join_page(form, team)


def _find_team(code: str) -> Team:
    """The team of a typed code; wrong codes are counted for the rate limit."""
    keys = rate_limit.derive_attempt_keys(site_keys(), "team", actor().name, client_address())
    try:
        with reading() as db:
            rate_limit.check_limit(db, keys, now())
            return services.find_team_by_code(db, code, now())
    except Invalid:
        with writing() as db:
            rate_limit.record_failure(db, keys, now())
        raise


def render_team_join_page(form: DisplayNameForm, team: Team) -> ResponseReturnValue:
    """The page before joining a team: its membership terms and the display name."""
    with reading() as db:
        terms = load_membership_terms(db, team, now(), joining=1)
        if form.shown.data is None:
            form.shown.data = preferences.load_settings(db, actor().vault)["shown"]
    return render_form("teams/join.html", form, terms=terms)


@bp.get("/<team>")
@allow(may_reflect)
def show(team: str) -> ResponseReturnValue:
    """The figures of a team, the same page for everybody in it."""
    with reading() as db:
        record, leads = services.require_member(db, actor(), team)
        terms = load_membership_terms(db, record, now())
        results = presenters.load_team_results(db, team, current_library())
    return render_template(
        "teams/show.html",
        terms=terms,
        page=presenters.build_team_figures_view(results.weekly),
        more=[
            (title, presenters.build_team_figures_view(picture, f"more-{n}"))
            for n, (title, picture) in enumerate(results.more)
        ],
        starters=select_discussion_questions(results.weekly),
        leads=leads,
        waits=leads and results.needs_action,
    )


@bp.get("/<team>/meeting")
@allow(may_reflect)
def meeting(team: str) -> ResponseReturnValue:
    """Figures and discussion questions on one page, for a team meeting."""
    with reading() as db:
        record, _leads = services.require_member(db, actor(), team)
        picture = presenters.load_team_results(db, team, current_library()).weekly
    return render_template(
        "teams/meeting.html",
        team=record,
        page=presenters.build_team_figures_view(picture),
        starters=select_discussion_questions(picture),
        always=GENERAL_QUESTIONS,
    )


@bp.get("/<team>/roster")
@allow(may_reflect)
def roster(team: str) -> ResponseReturnValue:
    """The roster with dates, the rules, and the log of changes."""
    with reading() as db:
        record, leads = services.require_member(db, actor(), team)
        terms = load_membership_terms(db, record, now())
        events = audit_events.load_team_events(db, team)
    sentences = [presenters.format_event(each) for each in events]
    return render_template("teams/roster.html", terms=terms, happened=sentences, leads=leads)


@bp.post("/<team>/roster")
@allow(may_reflect)
def change_roster(team: str) -> ResponseReturnValue:
    """Leave the team, or dispute its roster."""
    form = RosterForm()
    form.require_valid()
    with writing() as db:
        match form.action.data:
            case "leave":
                services.leave_team(db, actor(), team, now())
                return redirect(url_for("teams.index"), 303)
            case "doubt":
                rules.dispute_roster(db, actor(), team, now())
    return redirect(url_for("teams.roster", team=team), 303)
