"""What everybody has because of organisers: what was done to them, and the team they were asked to.

An invitation may name a team. Who came by it joins without a code, after reading who is in the team
and the rules, as everybody does.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts import account_events
from reflect.admin import audit_log, http
from reflect.core.errors import Invalid, NotFound, Refused
from reflect.db import reading, writing
from reflect.policy import is_signed_in, may_reflect
from reflect.teams import repository as team_repository
from reflect.teams import services as team_services
from reflect.teams.forms import Shown
from reflect.teams.routes import before_joining
from reflect.web.access_control import actor, allow, returned_form
from reflect.web.clock import now
from reflect.web.current_site import library

bp = Blueprint("own", __name__)
bp.context_processor(http.words)


@bp.get("/what-organisers-did")
@allow(is_signed_in)
def what_they_did() -> ResponseReturnValue:
    """What organisers did that concerns the person who asks."""
    with reading() as db:
        done = audit_log.to_account(db, library(), actor().id)
    return render_template("admin/what-they-did.html", done=done)


@bp.post("/what-organisers-did")
@allow(is_signed_in)
def put_away() -> ResponseReturnValue:
    """The person reads about a reset: its banner goes."""
    with writing() as db:
        account_events.read_of_reset(db, actor().id)
    return redirect(url_for("own.what_they_did"), 303)


@bp.get("/teams/asked")
@allow(may_reflect)
def asked() -> ResponseReturnValue:
    """The team that one's invitation named: who is in it, and its rules."""
    return _asked(Shown(returned_form()))


@bp.post("/teams/asked")
@allow(may_reflect)
def join() -> ResponseReturnValue:
    """Join it."""
    form = Shown(request.form)
    if not form.validate():
        return _asked(form)
    try:
        with writing() as db:
            team = account_events.asked_to_join(db, actor().id, now())
            if team is None:
                raise NotFound
            team_services.join(db, actor(), team, form.shown.data, now())
    except (Invalid, Refused) as error:
        form.shown.errors = [str(error)]
        return _asked(form)
    return redirect(url_for("teams.show", team=team), 303)


def _asked(form: Shown) -> ResponseReturnValue:
    with reading() as db:
        team = account_events.asked_to_join(db, actor().id, now())
        if team is None:
            raise NotFound
        found = team_services.living(team_repository.team_of(db, team))
    return before_joining(form, found)
