"""/notebook/journal and /notebook/month: read, tag, search and delete notes; monthly reflection.

Search words are posted and answered without a redirect, so they are in no URL, history or log.
"""

from secrets import token_hex
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.charts.dates import format_month
from reflect.checkins.http import SUPPORTED_YEARS, retry_on_conflict, week_from_url
from reflect.checkins.repository import Questionnaire
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.instruments.loader import prompt_for_week
from reflect.core.months import Month
from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.notebook.forms import EditionForm
from reflect.notebook.journal import monthly_reflection, presenters, services
from reflect.notebook.journal.forms import JournalSearchForm, JournalTagsForm, MonthForm
from reflect.notebook.journal.monthly_reflection import (
    MonthlyReflection,
    StoredReflection,
    tags_edition,
)
from reflect.notebook.journal.presenters import JournalSearchView
from reflect.notebook.journal.repository import JournalEntry
from reflect.notebook.journal.services import JournalQuery
from reflect.policy import may_reflect
from reflect.vaults.editing import Conflict, Saved
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, weekly_instrument

bp = Blueprint("journal", __name__, url_prefix="/notebook")


@bp.get("/journal")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """Six months of notes, newest first."""
    until, vault = request.args.get("until"), actor().vault
    last = _parse_month(until) if until else None
    with reading() as db:
        page = services.load_journal_page(db, vault, current_library(), last, now())
        suggested = monthly_reflection.load_suggested_month(db, vault, now())
    listed = {each.month for each in page.written}  # these have a link of their own
    return render_template(
        "notebook/journal.html",
        leaves=[presenters.build_journal_month_view(each) for each in page.written],
        earlier=page.earlier,
        closed=page.closed,
        is_first=last is None,
        done=_describe_outcome(request.args.get("done", "")),
        deeper=_with_name(suggested) if suggested and suggested not in listed else None,
        **_tag_options(),
    )


@bp.route("/journal/search", methods=["GET", "POST"])
@allow(may_reflect)
def search() -> ResponseReturnValue:
    """Search the user's own notes; without any condition, show the empty form."""
    form = JournalSearchForm()
    typed, query, results = form.words.data, form.to_query(), JournalSearchView()
    if query != JournalQuery():
        with reading() as db:
            result = services.search_journal(db, actor().vault, current_library(), query, now())
        results = presenters.build_journal_search_view(result, query.words, typed)
    return render_template(
        "notebook/journal-search.html",
        typed=typed,
        asked=query,
        results=results,
        lenses=presenters.list_lenses(weekly_instrument()),
        **_tag_options(),
    )


@bp.get("/journal/lenses")
@allow(may_reflect)
def all_lenses() -> ResponseReturnValue:
    """The prompt of this week, and all lenses."""
    prompt = prompt_for_week(weekly_instrument(), Week.of(now()))
    return render_template(
        "notebook/lenses.html",
        prompt=prompt,
        current=presenters.lens_from_name(prompt.lens) if prompt else None,
        lenses=presenters.list_lenses(weekly_instrument()),
    )


@bp.get("/journal/<week>/<instrument>")
@allow(may_reflect)
def entry(week: str, instrument: str) -> ResponseReturnValue:
    """The notes of one week, and their tags."""
    return _render_entry(_parse_questionnaire(week, instrument), JournalTagsForm())


@bp.post("/journal/<week>/<instrument>")
@allow(may_reflect)
def sort(week: str, instrument: str) -> ResponseReturnValue:
    """Save the tags of a week's notes; if another tab has saved others, show both."""
    sheet, vault = _parse_questionnaire(week, instrument), actor().vault
    form = JournalTagsForm()
    typed, read = form.tags, form.edition.data
    outcome = retry_on_conflict(
        lambda db: services.tag_journal_entry(db, vault, sheet, typed, read, now())
    )
    if isinstance(outcome, Conflict):
        form.edition.data = tags_edition(outcome.stored)
        return _render_entry(sheet, form, is_changed=True), 409
    until = services.find_journal_page(Month.of(sheet.week.monday), now())
    return redirect(url_for("journal.index", until=until, _anchor="-".join(sheet.key[::-1])), 303)


@bp.get("/journal/<week>/<instrument>/delete")
@allow(may_reflect)
def ask_to_delete(week: str, instrument: str) -> ResponseReturnValue:
    """Ask for confirmation, and show what would be deleted."""
    sheet = _parse_questionnaire(week, instrument)
    try:
        with reading() as db:
            notes = services.load_entry_to_delete(db, actor().vault, current_library(), sheet)
    except NotFound:  # deleted already
        return redirect(url_for("journal.index"), 303)
    return _render_deletion(notes, url_for("journal.delete", week=week, instrument=instrument))


@bp.post("/journal/<week>/<instrument>/delete")
@allow(may_reflect)
def delete(week: str, instrument: str) -> ResponseReturnValue:
    """Delete the notes of one week."""
    sheet, read = _parse_questionnaire(week, instrument), EditionForm().edition.data
    fresh, vault = token_hex(8), actor().vault
    outcome = retry_on_conflict(
        lambda db: services.delete_journal_entry(db, vault, sheet, read, fresh, now())
    )
    if isinstance(outcome, Conflict):
        return redirect(f"{request.path}?changed=1", 303)
    return _redirect_to_journal(Month.of(sheet.week.monday), "deleted")


@bp.get("/month/<month>")
@allow(may_reflect)
def look(month: str) -> ResponseReturnValue:
    """The form of the monthly reflection."""
    stored, form = _load_reflection(month), MonthForm()
    if form.is_bound:
        return _render_reflection(stored.month, form.to_reflection(), form.edition.data)
    return _render_reflection(stored.month, stored.reflection, stored.edition)


@bp.post("/month/<month>")
@allow(may_reflect)
def keep_look(month: str) -> ResponseReturnValue:
    """Save the monthly reflection; if another tab has saved something else, show both."""
    of, form = _parse_month(month), MonthForm()
    typed = form.to_reflection()
    outcome = _save_reflection(of, typed, form.edition.data)
    if isinstance(outcome, Conflict):
        stored = outcome.stored
        return _render_reflection(of, typed, stored.edition, stored.reflection), 409
    if not typed.texts:
        return _redirect_to_journal(of, "empty")
    return redirect(url_for("journal.look", month=of, done="saved"), 303)


@bp.get("/month/<month>/delete")
@allow(may_reflect)
def ask_to_delete_look(month: str) -> ResponseReturnValue:
    """Ask for confirmation, and show what would be deleted."""
    stored = _load_reflection(month)
    if not stored.edition:
        return redirect(url_for("journal.index"), 303)
    texts = stored.reflection.labelled_texts
    reflection = JournalEntry(stored.month, texts, edition=stored.edition)
    return _render_deletion(reflection, url_for("journal.delete_look", month=month))


@bp.post("/month/<month>/delete")
@allow(may_reflect)
def delete_look(month: str) -> ResponseReturnValue:
    """Delete the monthly reflection."""
    of = _parse_month(month)
    outcome = _save_reflection(of, MonthlyReflection(), EditionForm().edition.data)
    if isinstance(outcome, Conflict):
        return redirect(f"{request.path}?changed=1", 303)
    return _redirect_to_journal(of, "deleted")


def _save_reflection(
    of: Month, typed: MonthlyReflection, read: str
) -> Saved[MonthlyReflection] | Conflict[StoredReflection]:
    vault = actor().vault
    return retry_on_conflict(
        lambda db: monthly_reflection.save_monthly_reflection(db, vault, of, typed, read, now())
    )


def _render_entry(sheet: Questionnaire, form: JournalTagsForm, *, is_changed: bool = False) -> str:
    """The notes of one week with the form of their tags, which may have come back after a lock."""
    with reading() as db:
        notes = services.load_journal_entry(db, actor().vault, current_library(), sheet)
    themes, functions = form.tags if form.is_bound else (notes.themes, notes.functions)
    return render_template(
        "notebook/journal-entry.html",
        one=presenters.build_journal_entry_view(notes, year=True),
        ticked=themes + functions,
        edition=form.edition.data if form.is_bound else notes.tags_edition,
        is_changed=is_changed,
        **_tag_options(),
    )


def _render_reflection(
    of: Month, typed: MonthlyReflection, edition: str, stored: MonthlyReflection | None = None
) -> str:
    """The form; with `stored`, the values that another tab saved are shown beside it."""
    return render_template(
        "notebook/month.html",
        month=_with_name(of),
        steps=monthly_reflection.REFLECTION_STEPS,
        depths=monthly_reflection.DEPTH_OPTIONS,
        written=typed,
        edition=edition,
        beside=presenters.list_conflicting_month_texts(typed, stored) if stored else {},
        done=_describe_outcome(request.args.get("done", "")),
        until=services.find_journal_page(of, now()),
        **_tag_options(),
    )


def _render_deletion(entry: JournalEntry, address: str) -> str:
    return render_template(
        "notebook/journal-delete.html",
        one=presenters.build_journal_entry_view(entry, year=True),
        address=address,
        until=services.find_journal_page(entry.month, now()),
    )


def _redirect_to_journal(month: Month, outcome: str) -> ResponseReturnValue:
    until = services.find_journal_page(month, now())
    return redirect(url_for("journal.index", until=until, done=outcome), 303)


def _describe_outcome(outcome: str) -> str:
    sentences = {
        "saved": _("Saved. It stands in your journal."),
        "empty": _("Every box was empty, so nothing is kept for this month."),
        "deleted": _("Deleted. Sealed copies in backups go when those backups do."),
    }
    return sentences.get(outcome, "")


def _tag_options() -> dict[str, Any]:
    return {"themes": THEMES, "functions": SUPERVISION_FUNCTIONS, "weekly": weekly_instrument()}


def _with_name(month: Month) -> tuple[Month, str]:
    return month, format_month(month.first)


def _load_reflection(month: str) -> StoredReflection:
    of = _parse_month(month)
    with reading() as db:
        return monthly_reflection.load_monthly_reflection(db, actor().vault, of, now())


def _parse_questionnaire(week: str, instrument: str) -> Questionnaire:
    return Questionnaire(current_library().latest(instrument), week_from_url(week))


def _parse_month(text: str) -> Month:
    try:
        month = Month.parse(text)
    except Invalid:
        raise NotFound(_("There is no such month.")) from None
    if month.first.year not in SUPPORTED_YEARS:
        raise NotFound(_("There is no such month."))
    return month
