"""/my-data: take one's data along, bring it in, see what is stored, delete it."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect import vaults
from reflect.accounts import entering
from reflect.accounts.forms import PasswordAgain
from reflect.accounts.http import posted, refused, shown
from reflect.accounts.login import http as login_http
from reflect.accounts.rate_limit import TooMany
from reflect.checkins.http import unit
from reflect.core.errors import Invalid
from reflect.db import reading, rewrite_file, writing
from reflect.mydata import (
    archive_export,
    archive_import,
    presenters,
    readable_export,
    services,
    stored_data,
)
from reflect.mydata.forms import ArchiveFile
from reflect.mydata.unpacking import MOST
from reflect.policy import anyone, may_reflect, may_take_along
from reflect.teams.contributions import Sharer
from reflect.vaults.repository import Given
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import keys, library, network

bp = Blueprint("mydata", __name__, url_prefix="/my-data")
AROUND = 64 * 1024  # bytes of a form around its file


@bp.get("")
@allow(may_take_along)
def index() -> ResponseReturnValue:
    """The four ways."""
    return render_template("mydata/index.html")


@bp.route("/archive", methods=["GET", "POST"])
@allow(may_take_along)
def take_along() -> ResponseReturnValue:
    """Everything as one file, once the password was typed again."""
    form = posted(PasswordAgain)
    if request.method == "GET" or not form.validate():
        return shown("mydata/archive.html", form)
    try:
        signed = login_http.password_again(form.password.data)
    except (Invalid, TooMany) as error:
        return refused("mydata/archive.html", form, "password", error)
    closed: list[bytes] = []
    with reading() as db:
        rows = archive_export.contents(db, signed.vault, closed)
    return _as_file(rows, len(closed))


def _as_file(rows: Sequence[Given], closed: int) -> Response:
    """The file; `closed` rows could not be opened, and it says so where it is read first."""
    book = replace(readable_export.book(rows, library(), now()), closed=closed)
    page = render_template("mydata/read-me.html", book=book)
    whole = archive_export.whole(rows, library(), page, now())
    name = f'attachment; filename="reflect-archive-{today()}.zip"'
    return Response(whole, mimetype="application/zip", headers={"Content-Disposition": name})


@bp.route("/import", methods=["GET", "POST"])
@allow(may_reflect, body=MOST + AROUND)
def bring_in() -> ResponseReturnValue:
    """An archive, laid over what is here; the answer says what came of it, and is kept nowhere."""
    form = ArchiveFile(request.files if request.method == "POST" else None)
    if request.method == "GET" or not form.validate():
        return shown("mydata/import.html", form)
    form.archive.data.stream.seek(0)
    try:
        found = archive_import.read(form.archive.data.stream.read(), library())
    except Invalid as error:
        return refused("mydata/import.html", form, "archive", error)
    vault = actor().vault
    taken = unit(lambda db: vaults.take_over(db, vault, found.rows))
    return render_template("mydata/brought-in.html", report=presenters.report(found, taken))


@bp.get("/stored")
@allow(may_take_along)
def about_me() -> ResponseReturnValue:
    """What is stored about one right now, and one row sealed and plain."""
    with reading() as db:
        records, rows = stored_data.records(db, actor()), stored_data.lying(db, actor().vault)
    return render_template(
        "mydata/stored.html",
        records=records,
        heaps=presenters.heaps(rows, library()),
        shares=presenters.shares(rows, library()),
        opened=presenters.opened(rows, request.args.get("row", ""), library()),
        name=actor().name,
    )


@bp.route("/delete", methods=["GET", "POST"])
@allow(may_take_along)
def delete() -> ResponseReturnValue:
    """Everything of one, gone at once."""
    form = posted(PasswordAgain)
    with reading() as db:
        around = {"last_organiser": services.is_last_organiser(db, actor().id)}
    if request.method == "GET" or not form.validate():
        return shown("mydata/delete.html", form, **around)
    try:
        signed = login_http.password_again(form.password.data)
    except (Invalid, TooMany) as error:
        return refused("mydata/delete.html", form, "password", error, **around)
    with writing() as db:
        who = Sharer(signed.account.id, signed.vault, library(), keys())
        services.erase(db, signed.account, who, network(), now())
    rewrite_file()
    return entering.leave(url_for("mydata.gone"))


@bp.get("/gone")
@allow(anyone)
def gone() -> ResponseReturnValue:
    """After everything was deleted; for somebody signed in there is nothing gone."""
    if may_take_along(actor()):
        return redirect(url_for("mydata.index"), 303)
    return render_template("mydata/gone.html")
