"""/organise: what waits, which instruments teams may run, and everything that organisers did."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin import audit_log, http, instruments
from reflect.admin.invitations import services as invitation_services
from reflect.admin.teams import services as team_services
from reflect.db import reading, writing
from reflect.policy import may_organise
from reflect.teams import rules
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library

bp = Blueprint("organise", __name__, url_prefix="/organise")
bp.context_processor(http.inject_template_helpers)


@bp.get("")
@allow(may_organise)
def index() -> ResponseReturnValue:
    """What waits, and the ways."""
    with reading() as db:
        doubts = team_services.load_open_disputes(db, actor())
        lapsing = invitation_services.list_expiring_invitations(db, actor(), now())
    return render_template("admin/index.html", doubts=doubts, lapsing=lapsing)


@bp.get("/instruments")
@allow(may_organise)
def tick_list() -> ResponseReturnValue:
    """The instruments that teams may run beside the weekly check-in."""
    with reading() as db:
        allowed = rules.load_allowed_instruments(db)
    found = instruments.list_team_instruments(current_library())
    return render_template(
        "admin/instruments.html",
        instruments=found,
        allowed=allowed,
        done="done" in request.args,
    )


@bp.post("/instruments")
@allow(may_organise)
def allow_ticked() -> ResponseReturnValue:
    """Let teams run what is ticked."""
    with writing() as db:
        ticked = request.form.getlist("instruments")
        instruments.update_allowed_instruments(db, actor(), current_library(), ticked, now())
    return redirect(url_for("organise.tick_list", done="1"), 303)


@bp.get("/audit")
@allow(may_organise)
def what_was_done() -> ResponseReturnValue:
    """Everything that organisers did, newest first."""
    number = http.parse_page_number()
    with reading() as db:
        done, more = audit_log.load_audit_page(db, actor(), current_library(), number)
    return render_template("admin/audit.html", done=done, number=number, more=more)
