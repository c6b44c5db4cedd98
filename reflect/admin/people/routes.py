"""/organise/people: list and search accounts, roles, resets, ending an account."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.accounts.sessions import ENDED_ACCOUNT_RETENTION
from reflect.admin import audit_log
from reflect.admin import http as admin_http
from reflect.admin.forms import PersonForm, SearchPeopleForm
from reflect.admin.invitations.services import IssuedInvitation
from reflect.admin.people import services
from reflect.core.errors import Invalid, PermissionDenied
from reflect.core.weeks import london_day
from reflect.db import reading, writing
from reflect.policy import Role, may_organise
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library

bp = Blueprint("organise_people", __name__, url_prefix="/organise/people")
bp.context_processor(admin_http.inject_template_helpers)


@bp.get("")
@allow(may_organise)
def index() -> ResponseReturnValue:
    """All accounts, a page at a time."""
    number = admin_http.parse_page_number()
    with reading() as db:
        people, last = services.load_people_page(db, actor(), number)
    paging = {"number": number, "last": last, "typed": "", "more": False}
    return render_template("admin/people.html", people=people, **paging)


@bp.post("")
@allow(may_organise)
def find() -> ResponseReturnValue:
    """Search accounts by name, by POST so that the name is not in the URL."""
    typed = SearchPeopleForm().name.data or ""
    if not typed.strip():
        return redirect(url_for("organise_people.index"), 303)
    with reading() as db:
        people, more = services.search_people(db, actor(), typed)
    paging = {"number": 1, "last": 1, "typed": typed, "more": more}
    return render_template("admin/people.html", people=people, **paging)


@bp.get("/<account>")
@allow(may_organise)
def show(account: str) -> ResponseReturnValue:
    """One account, and the audit log about it."""
    return _render_person(account)


@bp.post("/<account>")
@allow(may_organise)
def change(account: str) -> ResponseReturnValue:
    """Apply one change, which is logged for the person."""
    form = PersonForm()
    form.require_valid()
    try:
        with writing() as db:
            reset = _apply_change(db, account, form)
    except (Invalid, PermissionDenied) as error:
        return _render_person(account, problem=str(error))
    if reset is not None:
        return admin_http.render_links_page([reset], is_reset=True)
    if account == actor().id and form.role.data == Role.ORGANISER:
        return redirect(url_for("settings.index"), 303)  # the actor is no longer an organiser
    return redirect(url_for("organise_people.show", account=account), 303)


def _apply_change(db: Connection, account: str, form: PersonForm) -> IssuedInvitation | None:
    """Apply the requested change; a reset returns an invitation to show."""
    user, moment, role = actor(), now(), form.role.data
    match form.action.data:
        case "give":
            services.grant_role(db, user, account, services.parse_role(role), moment)
        case "take":
            services.revoke_role(db, user, account, services.parse_role(role), moment)
        case "reset":
            return services.issue_reset_invitation(db, user, account, moment)
        case "end":
            services.end_account(db, user, account, moment)
        case "go-on":
            services.reinstate_account(db, user, account, moment)
    return None


def _render_person(account: str, problem: str = "") -> ResponseReturnValue:
    with reading() as db:
        person = services.load_person(db, actor(), account)
        done = audit_log.load_account_audit(db, current_library(), account)
    ended, own_roles = person.account.ended, person.account.roles
    page = render_template(
        "admin/person.html",
        person=person,
        roles=[(role.value, audit_log.role_name(role), role in own_roles) for role in Role],
        ended=london_day(ended) if ended else None,
        until=london_day(ended + ENDED_ACCOUNT_RETENTION) if ended else None,
        is_me=account == actor().id,
        done=done,
        problem=problem,
    )
    return page, 422 if problem else 200
