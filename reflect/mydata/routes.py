"""/my-data: export and import of a person's data, what is stored about them, deletion."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect import vaults
from reflect.accounts import http as account_http
from reflect.accounts.forms import ConfirmPasswordForm
from reflect.accounts.http import confirm_password, render_form, submit_form
from reflect.checkins.http import retry_on_conflict
from reflect.db import reading, vacuum_file, writing
from reflect.mydata import (
    archive_export,
    archive_import,
    presenters,
    readable_export,
    services,
    stored_data,
)
from reflect.mydata.archive_import import MAX_ARCHIVE_BYTES
from reflect.mydata.forms import ArchiveUploadForm
from reflect.policy import anyone, may_export_or_delete, may_reflect
from reflect.teams.contributions import Sharer
from reflect.vaults.repository import IncomingRow
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import client_address, current_library, site_keys

bp = Blueprint("mydata", __name__, url_prefix="/my-data")
FORM_OVERHEAD_BYTES = 64 * 1024  # of a multipart form around its file


@bp.get("")
@allow(may_export_or_delete)
def index() -> ResponseReturnValue:
    """Links to export, import, stored data and deletion."""
    return render_template("mydata/index.html")


@bp.route("/archive", methods=["GET", "POST"])
@allow(may_export_or_delete)
def take_along() -> ResponseReturnValue:
    """Export: the archive, after the password was typed again."""
    form = ConfirmPasswordForm()
    signed = confirm_password(form)
    if signed is None:
        return render_form("mydata/archive.html", form)
    closed: list[bytes] = []
    with reading() as db:
        rows = archive_export.load_archive_rows(db, signed.vault, closed)
    return _as_file(rows, len(closed))


def _as_file(rows: Sequence[IncomingRow], closed: int) -> Response:
    """The archive; `closed` rows could not be decrypted, and its first page says so."""
    book = readable_export.build_readable_export(rows, current_library(), now())
    page = render_template("mydata/read-me.html", book=replace(book, damaged_count=closed))
    archive = archive_export.build_archive(rows, current_library(), page, now())
    name = f'attachment; filename="reflect-archive-{today()}.zip"'
    return Response(archive, mimetype="application/zip", headers={"Content-Disposition": name})


@bp.route("/import", methods=["GET", "POST"])
@allow(may_reflect, body=MAX_ARCHIVE_BYTES + FORM_OVERHEAD_BYTES)
def bring_in() -> ResponseReturnValue:
    """Import: merge an archive, and report what was imported; the report is not stored."""
    form, library = ArchiveUploadForm(), current_library()

    def parse() -> archive_import.ArchiveImport:
        form.archive.data.stream.seek(0)
        return archive_import.parse_archive(form.archive.data.stream.read(), library)

    archive = submit_form(form, "archive", parse)
    if archive is None:
        return render_form("mydata/import.html", form)
    vault = actor().vault
    merged = retry_on_conflict(lambda db: vaults.merge_rows(db, vault, archive.rows))
    report = presenters.build_import_report(archive, merged)
    return render_template("mydata/brought-in.html", report=report)


@bp.get("/stored")
@allow(may_export_or_delete)
def about_me() -> ResponseReturnValue:
    """What is stored about this person now, and one row sealed and decrypted."""
    with reading() as db:
        records = stored_data.load_plain_records(db, actor())
        rows = stored_data.load_sealed_rows(db, actor().vault)
    return render_template(
        "mydata/stored.html",
        records=records,
        heaps=presenters.build_sealed_kinds(rows, current_library()),
        shares=presenters.list_shared_windows(rows, current_library()),
        opened=presenters.select_sealed_row(rows, request.args.get("row", ""), current_library()),
        name=actor().name,
    )


@bp.route("/delete", methods=["GET", "POST"])
@allow(may_export_or_delete)
def delete() -> ResponseReturnValue:
    """Delete all data of this person."""
    form = ConfirmPasswordForm()
    with reading() as db:
        is_last = services.is_last_organiser(db, actor().id)
    signed = confirm_password(form)
    if signed is None:
        return render_form("mydata/delete.html", form, last_organiser=is_last)
    with writing() as db:
        sharer = Sharer(signed.account.id, signed.vault, current_library(), site_keys())
        services.delete_personal_data(db, signed.account, sharer, client_address(), now())
    vacuum_file()
    return account_http.end_session(url_for("mydata.gone"))


@bp.get("/gone")
@allow(anyone)
def gone() -> ResponseReturnValue:
    """The page after deletion; a person who is signed in goes to the index instead."""
    if may_export_or_delete(actor()):
        return redirect(url_for("mydata.index"), 303)
    return render_template("mydata/gone.html")
