"""/notebook/cpd: list a registration year, edit and delete entries, export them as text."""

import re
from collections.abc import Mapping
from secrets import token_hex

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.settings.preferences import load_settings
from reflect.checkins.http import questionnaire_from_url, retry_on_conflict
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.organisation.model import Regulator
from reflect.db import reading
from reflect.notebook.cpd import entries, presenters, services
from reflect.notebook.cpd.entries import CpdRecordEntry, RegistrationYear
from reflect.notebook.cpd.forms import CpdForm, cpd_form_from_entry
from reflect.notebook.cpd.services import StoredCpdEntry
from reflect.notebook.forms import EditionForm
from reflect.policy import may_reflect
from reflect.vaults.editing import Conflict
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import current_settings
from reflect.web.security_headers import attachment

bp = Blueprint("cpd", __name__, url_prefix="/notebook/cpd")
_ID_PATTERN = re.compile(r"[0-9a-f]{16}")


@bp.get("")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """The current registration year."""
    return _render_year(_current_year())


@bp.get("/<year>")
@allow(may_reflect)
def year(year: str) -> ResponseReturnValue:
    """Any other registration year."""
    return _render_year(_parse_year(year))


@bp.get("/<year>/text")
@allow(may_reflect)
def year_text(year: str) -> ResponseReturnValue:
    """The finished entries of a year, to copy or print."""
    selected, regulator = _parse_year(year), _get_regulator()
    views = [presenters.build_cpd_text(each, regulator) for each in _load_finished(selected)]
    return render_template("notebook/cpd-text.html", year=selected, entries=views, entry=None)


@bp.get("/<year>/file")
@allow(may_reflect)
def year_file(year: str) -> ResponseReturnValue:
    """The finished entries of a year as a text file."""
    selected = _parse_year(year)
    with reading() as db:
        author = load_settings(db, actor().vault)["shown"]
    text = entries.format_cpd_year(selected, _load_finished(selected), author, _get_regulator())
    return attachment(text, f"cpd-{selected}.txt")


@bp.get("/new")
@allow(may_reflect)
def new() -> ResponseReturnValue:
    """The form of a new entry."""
    form = CpdForm().apply_regulator(_get_regulator())
    return _render_form(form, form.id.data)


@bp.post("/new")
@allow(may_reflect)
def create() -> ResponseReturnValue:
    """Save a new entry."""
    return _save(CpdForm().id.data)


@bp.get("/from/<week>")
@allow(may_reflect)
def from_week(week: str) -> ResponseReturnValue:
    """The form of a new entry with a week's notes in it; not stored until it is saved."""
    sheet, identity = questionnaire_from_url(week), token_hex(8)
    with reading() as db:
        entry = services.draft_cpd_entry_from_week(db, actor().vault, sheet, identity, now())
    return _render_form(cpd_form_from_entry(entry, _get_regulator()), identity)


@bp.get("/entry/<entry>")
@allow(may_reflect)
def edit(entry: str) -> ResponseReturnValue:
    """The form of a stored entry."""
    form = CpdForm().apply_regulator(_get_regulator())
    try:
        stored = _load_entry(entry)
    except NotFound:  # deleted elsewhere; a saved form must not be lost
        if not form.posted:
            raise
        return _render_form(form, entry)
    if not form.posted:
        form = cpd_form_from_entry(stored.entry, _get_regulator())
    notice = _describe_save(stored, request.args["done"]) if "done" in request.args else ""
    return _render_form(form, entry, stored, notice=notice)


@bp.post("/entry/<entry>")
@allow(may_reflect)
def save(entry: str) -> ResponseReturnValue:
    """Save a stored entry."""
    return _save(entry)


@bp.get("/entry/<entry>/text")
@allow(may_reflect)
def entry_text(entry: str) -> ResponseReturnValue:
    """One entry, to copy or print."""
    stored = _load_entry(entry)
    views = [presenters.build_cpd_text(stored.entry, _get_regulator())]
    return render_template("notebook/cpd-text.html", year=stored.year, entries=views, entry=entry)


@bp.get("/entry/<entry>/file")
@allow(may_reflect)
def entry_file(entry: str) -> ResponseReturnValue:
    """One entry as a text file."""
    stored = _load_entry(entry)
    text = entries.format_cpd_entry(stored.entry, _get_regulator())
    return attachment(text, f"cpd-{stored.year}-entry.txt")


@bp.get("/entry/<entry>/delete")
@allow(may_reflect)
def ask_to_delete(entry: str) -> ResponseReturnValue:
    """Ask for confirmation."""
    stored = _load_entry(entry).entry
    row = presenters.build_cpd_row(stored)
    return render_template("notebook/cpd-delete.html", row=row, edition=stored.edition)


@bp.post("/entry/<entry>/delete")
@allow(may_reflect)
def delete(entry: str) -> ResponseReturnValue:
    """Delete the entry, if it has not changed since the confirmation page."""
    read, vault = EditionForm().edition.data, actor().vault
    outcome = retry_on_conflict(lambda db: services.delete_cpd_entry(db, vault, entry, read, now()))
    if isinstance(outcome, Conflict):
        return redirect(f"{request.path}?changed=1", 303)
    year = outcome.value or _current_year()
    return redirect(url_for("cpd.year", year=year, done="deleted"), 303)


def _save(identity: str) -> ResponseReturnValue:
    """Save the posted form; if it is not valid, show it again with its errors."""
    form, starts = CpdForm().apply_regulator(_get_regulator()), _get_regulator().year_start
    form.require_valid()
    if not _ID_PATTERN.fullmatch(identity):
        raise NotFound(_("There is no such entry."))
    typed = form.to_entry(identity, draft=form.action.data == "draft")
    if errors := entries.validate_cpd_entry(typed, today()):
        return _render_form(form, identity, errors=errors), 422
    read, vault = form.edition.data, actor().vault
    outcome = retry_on_conflict(
        lambda db: services.save_cpd_entry(db, vault, typed, read, now(), starts)
    )
    if isinstance(outcome, Conflict):  # show both: this tab's in the fields, the other's beside
        stored = outcome.stored
        form.edition.data = stored.entry.edition
        others = presenters.list_conflicting_cpd_texts(typed, stored.entry)
        return _render_form(form, identity, stored, others=others), 409
    done = "draft" if typed.draft else "saved"
    return redirect(url_for("cpd.edit", entry=identity, done=done), 303)


def _render_form(
    form: CpdForm,
    identity: str,
    stored: StoredCpdEntry | None = None,
    *,
    errors: Mapping[str, str] = {},
    others: Mapping[str, str] = {},
    notice: str = "",
) -> str:
    """The form of an entry; `others` are the texts of another tab, by field as the errors."""
    for name, error in errors.items():
        form[name].errors = [error]
    marked = form.find_identifying_details()
    is_new = request.endpoint == "cpd.from_week"
    return render_template(
        "notebook/cpd-entry.html",
        form=form,
        action=url_for("cpd.create") if is_new else request.path,
        notice=notice,
        others=others,
        identity=identity if _ID_PATTERN.fullmatch(identity) else token_hex(8),
        marked=marked,
        marked_words=presenters.describe_marked_boxes(marked),
        placed=stored,
        problems=list(errors.items()),
        standards=[(each.id, each.label) for each in _get_regulator().standards],
        year=stored.year if stored else _current_year(),
    )


def _render_year(year: RegistrationYear) -> ResponseReturnValue:
    years, closed = _load_years()
    page = presenters.build_cpd_year_view(year, years, today(), _get_regulator())
    done = _("Deleted.") if request.args.get("done") == "deleted" else ""
    return render_template("notebook/cpd.html", page=page, done=done, closed=closed)


def _describe_save(stored: StoredCpdEntry, outcome: str) -> str:
    if outcome == "draft":
        return _("Saved as a draft. It does not count yet.")
    if outcome != "saved":
        return ""
    of_year, regulator = _load_years()[0].get(stored.year, []), _get_regulator()
    progress = presenters.describe_cpd_progress(stored.year, of_year, regulator)
    return " ".join([_("Saved."), progress])


def _load_finished(year: RegistrationYear) -> list[CpdRecordEntry]:
    years, _closed = _load_years()
    return [entry for entry in years.get(year, []) if not entry.draft]


def _load_years() -> tuple[dict[RegistrationYear, list[CpdRecordEntry]], int]:
    with reading() as db:
        return services.load_cpd_years(db, actor().vault, now(), _get_regulator().year_start)


def _load_entry(identity: str) -> StoredCpdEntry:
    starts = _get_regulator().year_start
    with reading() as db:
        return services.load_cpd_entry(db, actor().vault, identity, now(), starts)


def _get_regulator() -> Regulator:
    return current_settings().organisation.regulator


def _current_year() -> RegistrationYear:
    return RegistrationYear.of(now(), _get_regulator().year_start)


def _parse_year(text: str) -> RegistrationYear:
    years = services.list_cpd_years(now(), _get_regulator().year_start)
    if text not in years:
        raise NotFound(_("There is no such year."))
    return years[text]
