"""A team for its members: joining it, its figures, its roster; what everybody in it sees."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import account_events, rate_limit
from reflect.accounts.forms import list_form_errors
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.settings import preferences
from reflect.core.errors import Invalid, PermissionDenied
from reflect.core.windows import open_windows
from reflect.db import reading, writing
from reflect.policy import may_reflect
from reflect.teams import (
    audit_events,
    discussion_questions,
    presenters,
    repository,
    rules,
    services,
)
from reflect.teams.forms import DisplayNameForm, JoinCodeForm, JoinTeamForm
from reflect.teams.membership_terms import load_membership_terms
from reflect.teams.repository import Team
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import client_address, current_library, site_keys

bp = Blueprint("teams", __name__, url_prefix="/teams")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The teams one is in or leads, and how to join one."""
    with reading() as db:
        seats = repository.load_account_memberships(db, actor().id, past=True)
        every = [(repository.load_team(db, seat.team), seat) for seat in seats]
        asked = account_events.find_offered_team(db, actor().id, now())
    own = [(team, seat) for team, seat in every if seat.ended in {None, team.dissolved}]
    here, member = {team.id for team, _seat in own}, repository.MEMBER
    since = open_windows(now())[0].number
    ended = [(team, seat.last_window or 0) for team, seat in every if seat.kind == member]
    left = {team.id: team for team, last in ended if last >= since and team.id not in here}
    is_member = any(seat.kind == member and seat.ended is None for seat in seats)
    return render_template(
        "teams/index.html",
        own=own,
        left=left.values(),
        is_member=is_member,
        asked=asked,
    )


@bp.route("/join", methods=["GET", "POST"])
@allow(may_reflect)
def join() -> ResponseReturnValue:
    """A code, then everything one should know, then one's name and joining."""
    if request.method == "GET":
        return render_template("teams/code.html", form=JoinCodeForm(), problems=[], shown="")
    form, team = JoinTeamForm(request.form), None
    if not form.code.validate(form):  # nothing was typed, which is no try
        return _ask_to_join(form, team)
    try:
        team = _team_with(form.code.data)
        if "step" in request.form and form.validate():
            with writing() as db:
                services.join_team(db, actor(), team.id, form.shown.data, now())
            return redirect(url_for("teams.show", team=team.id), 303)
    except (Invalid, PermissionDenied, TooManyAttempts) as error:
        form[("shown" if team else "code")].errors = [str(error)]
    return _ask_to_join(form, team)


def _team_with(code: str) -> Team:
    """The team of a typed code; a wrong one is counted."""
    who = rate_limit.derive_attempt_keys(site_keys(), "team", actor().name, client_address())
    with reading() as db:
        rate_limit.check_limit(db, who, now())
    try:
        with reading() as db:
            return services.find_team_by_code(db, code, now())
    except Invalid:
        with writing() as db:
            rate_limit.record_failure(db, who, now())
        raise


def _ask_to_join(form: JoinTeamForm, team: Team | None) -> ResponseReturnValue:
    if team is not None:
        return render_team_join_page(form, team)
    shown = form.shown.data or ""
    page = render_template(
        "teams/code.html", form=form, problems=list_form_errors(form), shown=shown
    )
    return page, 422


def render_team_join_page(form: DisplayNameForm, team: Team) -> ResponseReturnValue:
    """All that one should know of a team before joining it, and the name to join it under."""
    with reading() as db:
        known = load_membership_terms(db, team, now(), joining=1)
        if form.shown.data is None:
            form.shown.data = preferences.load_settings(db, actor().vault)["shown"]
    problems = list_form_errors(form)
    page = render_template("teams/join.html", form=form, terms=known, problems=problems)
    return page, 422 if problems else 200


@bp.get("/<team>")
@allow(may_reflect)
def show(team: str) -> ResponseReturnValue:
    """The figures of a team: this very page for everybody in it."""
    with reading() as db:
        found, leads = services.require_member(db, actor(), team)
        known = load_membership_terms(db, found, now())
        seen = presenters.load_team_results(db, team, current_library())
    return render_template(
        "teams/show.html",
        terms=known,
        page=presenters.build_team_figures_view(seen.weekly),
        more=[
            (title, presenters.build_team_figures_view(each, f"more-{n}"))
            for n, (title, each) in enumerate(seen.more)
        ],
        starters=discussion_questions.select_discussion_questions(seen.weekly),
        leads=leads,
        waits=leads and seen.needs_action,
    )


@bp.get("/<team>/meeting")
@allow(may_reflect)
def meeting(team: str) -> ResponseReturnValue:
    """Figures and questions on one page, for a team meeting."""
    with reading() as db:
        found, _leads = services.require_member(db, actor(), team)
        seen = presenters.load_team_results(db, team, current_library()).weekly
    return render_template(
        "teams/meeting.html",
        team=found,
        page=presenters.build_team_figures_view(seen),
        starters=discussion_questions.select_discussion_questions(seen),
        always=discussion_questions.GENERAL_QUESTIONS,
    )


@bp.get("/<team>/roster")
@allow(may_reflect)
def roster(team: str) -> ResponseReturnValue:
    """Who is in the team, since when, which rules hold, and what changed."""
    with reading() as db:
        found, leads = services.require_member(db, actor(), team)
        known = load_membership_terms(db, found, now())
        happened = [
            presenters.format_event(event) for event in audit_events.load_team_events(db, team)
        ]
    return render_template("teams/roster.html", terms=known, happened=happened, leads=leads)


@bp.post("/<team>/roster")
@allow(may_reflect)
def change_roster(team: str) -> ResponseReturnValue:
    """Leave the team, or say that somebody here is not recognised."""
    with writing() as db:
        match request.form.get("action"):
            case "leave":
                services.leave_team(db, actor(), team, now())
                return redirect(url_for("teams.index"), 303)
            case "doubt":
                rules.dispute_roster(db, actor(), team, now())
    return redirect(url_for("teams.roster", team=team), 303)
