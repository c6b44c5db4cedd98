"""/organise: tasks, instruments allowed for teams, audit log; and notices for everybody.

Everybody can read the actions of organisers that concern them. An invitation may offer a team: the
invited person joins it without a code, after the page with the membership terms, as with a code.

An instrument can be allowed for teams if its file says so and it has scales, because a module for
personal use is never counted in a team. The same applies to an organisation's own questionnaire.
"""

from collections.abc import Collection
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.accounts import account_events
from reflect.admin import audit_log, http
from reflect.admin.forms import AllowedInstrumentsForm
from reflect.admin.invitations import services as invitation_services
from reflect.admin.teams import services as roster_services
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.db import reading, writing
from reflect.policy import Actor, is_signed_in, may_organise, may_reflect
from reflect.teams import repository as team_repository
from reflect.teams import rules
from reflect.teams import services as team_services
from reflect.teams.contributions import WEEKLY_INSTRUMENT
from reflect.teams.forms import DisplayNameForm
from reflect.teams.routes import render_team_join_page
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library

bp = Blueprint("organise", __name__, url_prefix="/organise")
bp.context_processor(http.inject_template_helpers)
notices_bp = Blueprint("own", __name__)
notices_bp.context_processor(http.inject_template_helpers)


@bp.get("")
@allow(may_organise)
def index() -> ResponseReturnValue:
    """Open disputes, expiring invitations, and links to the other pages."""
    with reading() as db:
        disputes = roster_services.load_open_disputes(db, actor())
        expiring = invitation_services.list_expiring_invitations(db, actor(), now())
    return render_template("admin/index.html", doubts=disputes, lapsing=expiring)


@bp.get("/instruments")
@allow(may_organise)
def tick_list() -> ResponseReturnValue:
    """A form with the instruments that teams may run besides the weekly check-in."""
    with reading() as db:
        allowed = rules.load_allowed_instruments(db)
    instruments = list_team_instruments(current_library())
    page = {"instruments": instruments, "allowed": allowed, "done": "done" in request.args}
    return render_template("admin/instruments.html", **page)


@bp.post("/instruments")
@allow(may_organise)
def allow_ticked() -> ResponseReturnValue:
    """Save the instruments that teams may run."""
    form = AllowedInstrumentsForm()
    form.instruments.choices = [each.id for each in list_team_instruments(current_library())]
    form.require_valid()
    with writing() as db:
        update_allowed_instruments(
            db, actor(), current_library(), form.instruments.data or (), now()
        )
    return redirect(url_for("organise.tick_list", done="1"), 303)


@bp.get("/audit")
@allow(may_organise)
def what_was_done() -> ResponseReturnValue:
    """The audit log of all organisers, newest first."""
    number = http.parse_page_number()
    with reading() as db:
        done, more = audit_log.load_audit_page(db, actor(), current_library(), number)
    return render_template("admin/audit.html", done=done, number=number, more=more)


@notices_bp.get("/what-organisers-did")
@allow(is_signed_in)
def what_they_did() -> ResponseReturnValue:
    """The part of the audit log that concerns the actor."""
    with reading() as db:
        done = audit_log.load_account_audit(db, current_library(), actor().id)
    return render_template("admin/what-they-did.html", done=done)


@notices_bp.post("/what-organisers-did")
@allow(is_signed_in)
def put_away() -> ResponseReturnValue:
    """Dismiss the banner about a reset."""
    with writing() as db:
        account_events.mark_reset_read(db, actor().id)
    return redirect(url_for("own.what_they_did"), 303)


@notices_bp.get("/teams/asked")
@allow(may_reflect)
def asked() -> ResponseReturnValue:
    """The membership terms of the team in the actor's invitation."""
    return _render_offered_team(DisplayNameForm())


@notices_bp.post("/teams/asked")
@allow(may_reflect)
def join() -> ResponseReturnValue:
    """Join the team in the actor's invitation."""
    form = DisplayNameForm()
    if not form.validate_on_submit():
        return _render_offered_team(form)
    try:
        with writing() as db:
            team = account_events.find_offered_team(db, actor().id, now())
            if team is None:
                raise NotFound
            team_services.join_team(db, actor(), team, form.shown.data, now())
    except (Invalid, PermissionDenied) as error:
        form.shown.errors = [str(error)]
        return _render_offered_team(form)
    return redirect(url_for("teams.show", team=team), 303)


def _render_offered_team(form: DisplayNameForm) -> ResponseReturnValue:
    with reading() as db:
        team = account_events.find_offered_team(db, actor().id, now())
        if team is None:
            raise NotFound
        record = team_services.require_active(team_repository.load_team(db, team))
    return render_team_join_page(form, record)


def list_team_instruments(library: Library) -> list[Instrument]:
    """The instruments that can be allowed for teams."""
    counted = [each for each in library.list_offered() if each.team and each.scales]
    return [each for each in counted if each.id != WEEKLY_INSTRUMENT]


def update_allowed_instruments(
    db: Connection, actor: Actor, library: Library, ticked: Collection[str], now: datetime
) -> None:
    """Allow the ticked instruments for teams and no others; only changes are logged.

    Raises:
        PermissionDenied: the actor is not an organiser.
    """
    allowed = set(rules.load_allowed_instruments(db))
    for each in list_team_instruments(library):
        if (each.id in ticked) != (each.id in allowed):
            rules.set_instrument_allowed(db, actor, each.id, now, yes=each.id in ticked)
