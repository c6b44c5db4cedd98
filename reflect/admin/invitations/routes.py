"""/organise/invitations: invite people, list open invitations, withdraw or renew them."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.admin import audit_log
from reflect.admin import http as admin_http
from reflect.admin.forms import InvitePeopleForm, OpenInvitationForm
from reflect.admin.invitations import services
from reflect.admin.invitations.services import InvitationRequest, RejectedName
from reflect.admin.people import services as people_services
from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.weeks import london_day
from reflect.db import reading, writing
from reflect.policy import Role, may_organise
from reflect.teams import repository as team_repository
from reflect.web.access_control import actor, allow
from reflect.web.clock import now

bp = Blueprint("organise_invitations", __name__, url_prefix="/organise/invitations")
bp.context_processor(admin_http.inject_template_helpers)


@bp.get("")
@allow(may_organise)
def index() -> ResponseReturnValue:
    """A form to invite people, and the open invitations."""
    return _render_index(InvitePeopleForm())


@bp.post("")
@allow(may_organise)
def invite() -> ResponseReturnValue:
    """Invite the people in the list; the links are shown once."""
    form = InvitePeopleForm()
    try:
        roles = frozenset(map(people_services.parse_role, form.roles.data or ()))
        lines = tuple((form.names.data or "").splitlines())
        batch = InvitationRequest(lines, roles, form.team.data or "")
        with writing() as db:
            issued, rejected = services.create_invitations(db, actor(), batch, now())
    except Invalid as error:
        form.names.errors = [str(error)]
        return _render_index(form)
    if not issued:
        form.names.errors = [_("None of these names was invited. Above stands why.")]
        return _render_index(form, rejected)
    return admin_http.render_links_page(issued, rejected, roles=sorted(roles), team=batch.team)


@bp.post("/open")
@allow(may_organise)
def change() -> ResponseReturnValue:
    """Withdraw an open invitation, or replace its link."""
    form = OpenInvitationForm()
    form.require_valid()
    name = form.name.data or ""
    if form.action.data == "anew":
        with writing() as db:
            issued = services.renew_invitation(db, actor(), name, now())
        return admin_http.render_links_page([issued])
    with writing() as db:
        services.withdraw_invitation(db, actor(), name, now())
    return redirect(url_for("organise_invitations.index"), 303)


def _render_index(
    form: InvitePeopleForm, rejected: Sequence[RejectedName] = ()
) -> ResponseReturnValue:
    errors = [f"{each.text}: {each.why}" for each in rejected] or form.names.errors
    with reading() as db:
        pending = services.load_open_invitations(db, actor(), now())
        teams = team_repository.load_all_teams(db)
    names = {team.id: team.name for team in teams}
    page = render_template(
        "admin/invitations.html",
        form=form,
        problems=[("names", str(error)) for error in errors],
        roles=[(role.value, audit_log.role_name(role).capitalize()) for role in Role],
        chosen=form.roles.data or (),
        teams=teams,
        team=form.team.data or "",
        open_ones=[(each, london_day(each.expires), names.get(each.team, "")) for each in pending],
    )
    return page, 422 if form.names.errors else 200
