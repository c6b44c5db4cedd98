"""What everybody has because of organisers: what was done to them, and the team they were asked to.

An invitation may name a team. Who came by it joins without a code, after reading who is in the team
and the rules, as everybody does.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import account_events
from reflect.admin import audit_log, http
from reflect.core.errors import Invalid, NotFound, PermissionDenied
from reflect.db import reading, writing
from reflect.policy import is_signed_in, may_reflect
from reflect.teams import repository as team_repository
from reflect.teams import services as team_services
from reflect.teams.forms import DisplayNameForm
from reflect.teams.routes import render_team_join_page
from reflect.web.access_control import actor, allow, load_saved_form
from reflect.web.clock import now
from reflect.web.current_site import current_library

bp = Blueprint("own", __name__)
bp.context_processor(http.inject_template_helpers)


@bp.get("/what-organisers-did")
@allow(is_signed_in)
def what_they_did() -> ResponseReturnValue:
    """What organisers did that concerns the person who asks."""
    with reading() as db:
        done = audit_log.load_account_audit(db, current_library(), actor().id)
    return render_template("admin/what-they-did.html", done=done)


@bp.post("/what-organisers-did")
@allow(is_signed_in)
def put_away() -> ResponseReturnValue:
    """The person reads about a reset: its banner goes."""
    with writing() as db:
        account_events.mark_reset_read(db, actor().id)
    return redirect(url_for("own.what_they_did"), 303)


@bp.get("/teams/asked")
@allow(may_reflect)
def asked() -> ResponseReturnValue:
    """The team that one's invitation named: who is in it, and its rules."""
    return _asked(DisplayNameForm(load_saved_form()))


@bp.post("/teams/asked")
@allow(may_reflect)
def join() -> ResponseReturnValue:
    """Join it."""
    form = DisplayNameForm(request.form)
    if not form.validate():
        return _asked(form)
    try:
        with writing() as db:
            team = account_events.find_offered_team(db, actor().id, now())
            if team is None:
                raise NotFound
            team_services.join_team(db, actor(), team, form.shown.data, now())
    except (Invalid, PermissionDenied) as error:
        form.shown.errors = [str(error)]
        return _asked(form)
    return redirect(url_for("teams.show", team=team), 303)


def _asked(form: DisplayNameForm) -> ResponseReturnValue:
    with reading() as db:
        team = account_events.find_offered_team(db, actor().id, now())
        if team is None:
            raise NotFound
        found = team_services.require_active(team_repository.load_team(db, team))
    return render_team_join_page(form, found)
