"""The way in through the organisation's own provider: there, back, and the vault's own password.

It begins with a link, since `form-action 'self'` stops a form that is redirected elsewhere. The
address of the way back holds a code and a state, so that it answers with a redirect whatever comes,
and stays in no history. It is the one GET that keeps something: that a state was used, and who has
come, both under this browser's own cookie, which no other site can make up a state for.
"""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from reflect.accounts import entering
from reflect.accounts import repository as account_repository
from reflect.accounts.forms import OwnLock, PasswordAgain
from reflect.accounts.http import posted, refused, shown
from reflect.accounts.login import http as login_http
from reflect.accounts.login import services as login_services
from reflect.accounts.openid import coming, identities, pending_logins
from reflect.accounts.openid.errors import NotLetIn, sentence
from reflect.accounts.openid.pending_logins import Arrival
from reflect.accounts.rate_limit import TooMany
from reflect.accounts.sessions import Opening
from reflect.core.errors import Invalid, NotFound, Refused
from reflect.db import reading, writing
from reflect.policy import anyone, is_signed_in
from reflect.web.access_control import actor, allow, is_head, token
from reflect.web.clock import now
from reflect.web.current_site import settings

bp = Blueprint("openid", __name__)
TEMPLATE = "openid-password.html"


@bp.before_request
def only_where_it_is_on() -> None:
    """Without a provider there are no such pages."""
    if settings().openid is None:
        raise NotFound


@bp.get("/sign-in/organisation")
@allow(anyone)
def begin() -> ResponseReturnValue:
    """Off to the provider: to sign in, or, signed in already, to join the account to it."""
    wanted = entering.own_path(request.args.get("next", ""))
    try:
        return redirect(coming.way_there(wanted, join=is_signed_in(actor())), 303)
    except NotLetIn as error:
        return _failed(error.why)


@bp.get("/sign-in/organisation/back")
@allow(anyone)
def back() -> ResponseReturnValue:
    """Back from the provider; on at once, to a plain address. Its code is used up by GET alone."""
    if is_head():
        abort(405)
    try:
        join = coming.came_back(request.args.to_dict())
    except NotLetIn as error:
        return _failed(error.why)
    return redirect(url_for("openid.own" if join else "openid.password"), 303)


def _failed(why: str) -> Response:
    return redirect(url_for("openid.failed", why=why), 303)


@bp.get("/sign-in/organisation/failed")
@allow(anyone)
def failed() -> ResponseReturnValue:
    """What went wrong, and the other ways in."""
    said = sentence(request.args.get("why", ""))
    return render_template("accounts/openid-failed.html", said=said)


@bp.route("/sign-in/organisation/password", methods=["GET", "POST"])
@allow(anyone)
def password() -> ResponseReturnValue:
    """The provider has said who this is; what opens the vault is typed here."""
    with reading() as db:
        arrival = pending_logins.find(db, token(), now())
        account = identities.account_of(db, arrival.hashes) if arrival else None
        name = account_repository.of_account(db, account).account.name if account else ""
    if arrival is None or arrival.join:
        return redirect(url_for("accounts.sign_in"), 303)
    if account is None:
        return render_template("accounts/openid-unknown.html")
    form = posted(OwnLock)
    if request.method == "GET" or not form.validate():
        return shown(TEMPLATE, form, hint=login_services.hint())
    return _open(form, arrival, name)


def _open(form: OwnLock, arrival: Arrival, name: str) -> ResponseReturnValue:
    """The same throttle, hash and second factor as on the sign-in page."""
    otherwise = login_services.sentence_of_own_lock()
    try:
        signed = login_http.sign_in_with(
            name, form.password.data, form.digits.data or "", otherwise
        )
    except (Invalid, TooMany) as error:
        return refused(TEMPLATE, form, "password", error, hint=login_services.hint())
    with writing() as db:
        pending_logins.drop(db, token())
        identities.renew(db, arrival.hashes, signed.account.id)
    kept = entering.enter(Opening(signed.account.id, signed.vault, signed.strong))
    return redirect(entering.way_on(signed, kept, arrival.wanted), 303)


@bp.route("/settings/organisation", methods=["GET", "POST"])
@allow(is_signed_in)
def own() -> ResponseReturnValue:
    """Join one's account to the organisation's sign-in, or end that; both ask for the password."""
    with reading() as db:
        arrival = pending_logins.find(db, token(), now())
        joined = identities.is_joined(db, actor().id)
    arrival = arrival if arrival is not None and arrival.join else None
    around = {"joined": joined, "arrived": arrival is not None}
    form = posted(PasswordAgain)
    if request.method == "GET" or not form.validate():
        return shown("openid-own.html", form, **around)
    try:
        login_http.password_again(form.password.data)
        with writing() as db:
            done = coming.settle(db, arrival, join=request.form.get("step") == "join")
    except (Invalid, TooMany, Refused) as error:
        return refused("openid-own.html", form, "password", error, **around)
    return redirect(url_for("settings.index", done=done), 303)
