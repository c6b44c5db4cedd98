"""A team for its members: joining it, its figures, its roster; what everybody in it sees."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import account_events, rate_limit
from reflect.accounts.forms import problems as problems_of
from reflect.accounts.rate_limit import TooMany
from reflect.accounts.settings import preferences
from reflect.core.errors import Invalid, Refused
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
from reflect.teams.forms import Code, Join, Shown
from reflect.teams.membership_terms import terms
from reflect.teams.repository import Team
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import keys, library, network

bp = Blueprint("teams", __name__, url_prefix="/teams")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The teams one is in or leads, and how to join one."""
    with reading() as db:
        seats = repository.seats_of(db, actor().id, past=True)
        every = [(repository.team_of(db, seat.team), seat) for seat in seats]
        asked = account_events.asked_to_join(db, actor().id, now())
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
        return render_template("teams/code.html", form=Code(), problems=[], shown="")
    form, team = Join(request.form), None
    if not form.code.validate(form):  # nothing was typed, which is no try
        return _ask_to_join(form, team)
    try:
        team = _team_with(form.code.data)
        if "step" in request.form and form.validate():
            with writing() as db:
                services.join(db, actor(), team.id, form.shown.data, now())
            return redirect(url_for("teams.show", team=team.id), 303)
    except (Invalid, Refused, TooMany) as error:
        form[("shown" if team else "code")].errors = [str(error)]
    return _ask_to_join(form, team)


def _team_with(code: str) -> Team:
    """The team of a typed code; a wrong one is counted."""
    who = rate_limit.tries(keys(), "team", actor().name, network())
    with reading() as db:
        rate_limit.check(db, who, now())
    try:
        with reading() as db:
            return services.with_code(db, code, now())
    except Invalid:
        with writing() as db:
            rate_limit.failed(db, who, now())
        raise


def _ask_to_join(form: Join, team: Team | None) -> ResponseReturnValue:
    if team is not None:
        return before_joining(form, team)
    shown = form.shown.data or ""
    page = render_template("teams/code.html", form=form, problems=problems_of(form), shown=shown)
    return page, 422


def before_joining(form: Shown, team: Team) -> ResponseReturnValue:
    """All that one should know of a team before joining it, and the name to join it under."""
    with reading() as db:
        known = terms(db, team, now(), joining=1)
        if form.shown.data is None:
            form.shown.data = preferences.read(db, actor().vault)["shown"]
    problems = problems_of(form)
    page = render_template("teams/join.html", form=form, terms=known, problems=problems)
    return page, 422 if problems else 200


@bp.get("/<team>")
@allow(may_reflect)
def show(team: str) -> ResponseReturnValue:
    """The figures of a team: this very page for everybody in it."""
    with reading() as db:
        found, leads = services.view(db, actor(), team)
        known = terms(db, found, now())
        seen = presenters.seen(db, team, library())
    return render_template(
        "teams/show.html",
        terms=known,
        page=presenters.page(seen.weekly),
        more=[
            (title, presenters.page(each, f"more-{n}")) for n, (title, each) in enumerate(seen.more)
        ],
        starters=discussion_questions.starters(seen.weekly),
        leads=leads,
        waits=leads and seen.waits,
    )


@bp.get("/<team>/meeting")
@allow(may_reflect)
def meeting(team: str) -> ResponseReturnValue:
    """Figures and questions on one page, for a team meeting."""
    with reading() as db:
        found, _leads = services.view(db, actor(), team)
        seen = presenters.seen(db, team, library()).weekly
    return render_template(
        "teams/meeting.html",
        team=found,
        page=presenters.page(seen),
        starters=discussion_questions.starters(seen),
        always=discussion_questions.ALWAYS,
    )


@bp.get("/<team>/roster")
@allow(may_reflect)
def roster(team: str) -> ResponseReturnValue:
    """Who is in the team, since when, which rules hold, and what changed."""
    with reading() as db:
        found, leads = services.view(db, actor(), team)
        known = terms(db, found, now())
        happened = [presenters.said_of(event) for event in audit_events.of_team(db, team)]
    return render_template("teams/roster.html", terms=known, happened=happened, leads=leads)


@bp.post("/<team>/roster")
@allow(may_reflect)
def change_roster(team: str) -> ResponseReturnValue:
    """Leave the team, or say that somebody here is not recognised."""
    with writing() as db:
        match request.form.get("action"):
            case "leave":
                services.leave(db, actor(), team, now())
                return redirect(url_for("teams.index"), 303)
            case "doubt":
                rules.doubt(db, actor(), team, now())
    return redirect(url_for("teams.roster", team=team), 303)
