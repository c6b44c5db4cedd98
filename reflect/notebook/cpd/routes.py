"""CPD: the list of a year, an entry from scratch or from a week, and taking it away as text."""

import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from reflect.accounts.settings import preferences
from reflect.checkins.http import questionnaire_from_url, retry_on_conflict
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.organisation.model import Regulator
from reflect.db import reading
from reflect.notebook.cpd import entries, presenters, services
from reflect.notebook.cpd.entries import EARLIEST_CPD_YEAR, CpdRecordEntry, validate_cpd_entry
from reflect.notebook.cpd.forms import CpdForm, cpd_form_from_entry, cpd_form_from_post
from reflect.notebook.cpd.services import CpdConflict, StoredCpdEntry
from reflect.notebook.registration_year import RegistrationYear
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow, load_saved_form
from reflect.web.clock import now, today
from reflect.web.current_site import current_settings
from reflect.web.security_headers import attachment

bp = Blueprint("cpd", __name__, url_prefix="/notebook/cpd")
_IDENTITY = re.compile(r"[0-9a-f]{16}")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """This registration year."""
    return _year_page(RegistrationYear.of(now(), _asked().year_start))


@bp.get("/<year>")
@allow(may_reflect)
def year(year: str) -> ResponseReturnValue:
    """Any other."""
    return _year_page(_year(year))


@bp.get("/<year>/text")
@allow(may_reflect)
def year_text(year: str) -> ResponseReturnValue:
    """The finished entries of a year, to be copied, kept or printed."""
    found = _year(year)
    entries = _finished(found)
    shown = [presenters.build_cpd_text_view(entry, _asked()) for entry in entries]
    return render_template("notebook/cpd-text.html", year=found, entries=shown, entry=None)


@bp.get("/<year>/file")
@allow(may_reflect)
def year_file(year: str) -> ResponseReturnValue:
    """The same as a text file."""
    found = _year(year)
    with reading() as db:
        name = preferences.load_settings(db, actor().vault)["shown"]
    return attachment(
        entries.format_cpd_year(found, _finished(found), name, _asked()), f"cpd-{found}.txt"
    )


@bp.get("/new")
@allow(may_reflect)
def new() -> ResponseReturnValue:
    """An entry from scratch."""
    back = load_saved_form()
    form = cpd_form_from_post(MultiDict(back or {}), _asked())
    return _form_page(form, back.get("id", "") if back else "")


@bp.post("/new")
@allow(may_reflect)
def create() -> ResponseReturnValue:
    """Keep it."""
    return _save(request.form.get("id", ""))


@bp.get("/from/<week>")
@allow(may_reflect)
def from_week(week: str) -> ResponseReturnValue:
    """An entry grown from a week's texts; kept once it is saved."""
    sheet, identity = questionnaire_from_url(week), token_hex(8)
    with reading() as db:
        entry = services.draft_cpd_entry_from_week(db, actor().vault, sheet, identity, now())
    return _form_page(cpd_form_from_entry(entry, _asked()), identity)


@bp.get("/entry/<entry>")
@allow(may_reflect)
def edit(entry: str) -> ResponseReturnValue:
    """An entry that is kept, open to change."""
    back = load_saved_form()
    try:
        placed = _placed(entry)
    except NotFound:  # deleted elsewhere: what came back after the lock is not lost with it
        if back is None:
            raise
        return _form_page(cpd_form_from_post(back, _asked()), entry)
    form = (
        cpd_form_from_entry(placed.entry, _asked())
        if back is None
        else cpd_form_from_post(back, _asked())
    )
    notice = _done(placed, request.args["done"]) if "done" in request.args else ""
    return _form_page(form, entry, placed, notice=notice)


@bp.post("/entry/<entry>")
@allow(may_reflect)
def save(entry: str) -> ResponseReturnValue:
    """Keep the changes."""
    return _save(entry)


@bp.get("/entry/<entry>/text")
@allow(may_reflect)
def entry_text(entry: str) -> ResponseReturnValue:
    """One entry, to be copied, kept or printed."""
    placed = _placed(entry)
    shown = [presenters.build_cpd_text_view(placed.entry, _asked())]
    return render_template("notebook/cpd-text.html", year=placed.year, entries=shown, entry=entry)


@bp.get("/entry/<entry>/file")
@allow(may_reflect)
def entry_file(entry: str) -> ResponseReturnValue:
    """The same as a text file."""
    placed = _placed(entry)
    return attachment(
        entries.format_cpd_entry(placed.entry, _asked()), f"cpd-{placed.year}-entry.txt"
    )


@bp.get("/entry/<entry>/delete")
@allow(may_reflect)
def ask_to_delete(entry: str) -> ResponseReturnValue:
    """Delete it?"""
    placed = _placed(entry)
    return render_template(
        "notebook/cpd-delete.html",
        row=presenters.build_cpd_row(placed.entry),
        edition=placed.entry.saves,
    )


@bp.post("/entry/<entry>/delete")
@allow(may_reflect)
def delete(entry: str) -> ResponseReturnValue:
    """Delete it, as it was when the question was asked."""
    edition, vault = CpdForm(request.form).parse_edition(), actor().vault
    done = retry_on_conflict(lambda db: services.delete_cpd_entry(db, vault, entry, edition, now()))
    if isinstance(done, CpdConflict):
        return redirect(f"{request.path}?changed=1", 303)
    year = done or RegistrationYear.of(now(), _asked().year_start)
    return redirect(url_for("cpd.year", year=year, done="deleted"), 303)


def _save(identity: str) -> ResponseReturnValue:
    """Keep what was sent; a finished entry with a field missing comes back, and is not kept yet."""
    form, starts = cpd_form_from_post(request.form, _asked()), _asked().year_start
    if not _IDENTITY.fullmatch(identity):
        raise NotFound(_("There is no such entry."))
    typed = form.to_entry(identity, draft=request.form.get("action") == "draft")
    if wrong := validate_cpd_entry(typed, today()):
        return _form_page(form, identity, wrong=wrong), 422
    vault, edition = actor().vault, form.parse_edition()
    done = retry_on_conflict(
        lambda db: services.save_cpd_entry(db, vault, typed, edition, now(), starts)
    )
    if isinstance(done, CpdConflict):
        return _choose(form, typed, done), 409
    what = "draft" if typed.draft else "saved"
    return redirect(url_for("cpd.edit", entry=identity, done=what), 303)


def _choose(form: CpdForm, typed: CpdRecordEntry, conflict: CpdConflict) -> str:
    """Both texts: this tab's in the boxes, the other's beside them."""
    form.edition.data = str(conflict.stored.entry.saves)
    others = presenters.list_conflicting_cpd_texts(typed, conflict.stored.entry)
    return _form_page(form, typed.id, conflict.stored, others=others)


def _form_page(
    form: CpdForm,
    identity: str,
    placed: StoredCpdEntry | None = None,
    *,
    wrong: Mapping[str, str] | None = None,
    **more: Any,
) -> str:
    form.add_errors(wrong or {})
    marked = form.find_identifying_details()
    is_new = request.endpoint == "cpd.from_week"
    around = {
        "action": url_for("cpd.create") if is_new else request.path,
        "notice": "",
        "others": {},
        "identity": identity if _IDENTITY.fullmatch(identity) else token_hex(8),
        "marked": marked,
        "marked_words": presenters.describe_marked_boxes(marked),
        "placed": placed,
        "problems": list((wrong or {}).items()),
        "standards": [(each.id, each.label) for each in _asked().standards],
        "year": placed.year if placed else RegistrationYear.of(now(), _asked().year_start),
    }
    return render_template("notebook/cpd-entry.html", form=form, **{**around, **more})


def _year_page(shown: RegistrationYear) -> ResponseReturnValue:
    with reading() as db:
        found, closed = services.load_cpd_years(db, actor().vault, now(), _asked().year_start)
    page = presenters.build_cpd_year_view(shown, found, today(), _asked())
    done = _("Deleted.") if request.args.get("done") == "deleted" else ""
    return render_template("notebook/cpd.html", page=page, done=done, closed=closed)


def _done(placed: StoredCpdEntry, what: str) -> str:
    with reading() as db:
        found, _closed = services.load_cpd_years(db, actor().vault, now(), _asked().year_start)
    entries = found.get(placed.year, [])
    return presenters.describe_cpd_save(what, placed.year, entries, _asked())


def _finished(shown: RegistrationYear) -> list[CpdRecordEntry]:
    with reading() as db:
        found, _closed = services.load_cpd_years(db, actor().vault, now(), _asked().year_start)
    return [entry for entry in found.get(shown, []) if not entry.draft]


def _placed(identity: str) -> StoredCpdEntry:
    with reading() as db:
        return services.load_cpd_entry(db, actor().vault, identity, now(), _asked().year_start)


def _asked() -> Regulator:
    return current_settings().organisation.regulator


def _year(text: str) -> RegistrationYear:
    try:
        found = RegistrationYear.parse(text, _asked().year_start)
    except Invalid:
        raise NotFound(_("There is no such year.")) from None
    if not EARLIEST_CPD_YEAR <= found <= RegistrationYear.of(now(), _asked().year_start) + 1:
        raise NotFound(_("There is no such year."))
    return found
