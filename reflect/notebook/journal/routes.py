"""The journal: reading back, sorting, searching, deleting, and the deeper look at a month.

What is searched for is posted and answered in place: it stands in no address, history or log.
"""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from reflect.charts.dates import format_month
from reflect.checkins.http import SUPPORTED_YEARS, questionnaire_from_url, retry_on_conflict
from reflect.checkins.repository import Questionnaire
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID
from reflect.core.instruments.loader import prompt_for_week
from reflect.core.months import Month
from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES, filter_known
from reflect.core.text_search import parse_search_words
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.notebook.journal import monthly_reflection, presenters, services
from reflect.notebook.journal.monthly_reflection import MonthlyReflection, ReflectionConflict
from reflect.notebook.journal.repository import JournalEntry
from reflect.notebook.journal.services import JournalQuery
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow, load_saved_form
from reflect.web.clock import now
from reflect.web.current_site import current_library, weekly_instrument

bp = Blueprint("journal", __name__, url_prefix="/notebook")


@bp.get("/journal")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """What one wrote, newest first."""
    until = request.args.get("until")
    last = _month(until) if until else None
    with reading() as db:
        found = services.load_journal_page(
            db, actor().vault, current_library(), WEEKLY_INSTRUMENT_ID, last, now()
        )
        offered = monthly_reflection.load_suggested_month(db, actor().vault, now())
    shown = {leaf.month for leaf in found.written}  # each has a link of its own
    return render_template(
        "notebook/journal.html",
        leaves=[presenters.build_journal_month_view(leaf) for leaf in found.written],
        earlier=found.earlier,
        closed=found.closed,
        is_first=last is None,
        done=_done(request.args.get("done", "")),
        deeper=_named(offered) if offered and offered not in shown else None,
        **_around(),
    )


@bp.route("/journal/search", methods=["GET", "POST"])
@allow(may_reflect)
def search() -> ResponseReturnValue:
    """Find words in one's own notes; the form alone, until something was asked."""
    form = request.form if request.method == "POST" else load_saved_form() or MultiDict()
    asked, results = _asked(form), presenters.JournalSearchView()
    if asked != JournalQuery():
        with reading() as db:
            found = services.search_journal(
                db, actor().vault, current_library(), WEEKLY_INSTRUMENT_ID, asked, now()
            )
        results = presenters.build_journal_search_view(found, asked.words, form.get("words", ""))
    return render_template(
        "notebook/journal-search.html",
        typed=form.get("words", ""),
        asked=asked,
        results=results,
        lenses=presenters.list_lenses(weekly_instrument()),
        **_around(),
    )


@bp.get("/journal/lenses")
@allow(may_reflect)
def all_lenses() -> ResponseReturnValue:
    """The prompt of this week, and the lenses that take turns."""
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
    """The texts of one week, and how they are sorted."""
    found, back = _entry(_sheet(week, instrument)), load_saved_form()
    ticked = set(found.themes + found.functions)
    if back is not None:
        ticked = {*back.getlist("themes"), *back.getlist("functions")}
    one = presenters.build_journal_entry_view(found, year=True)
    return render_template("notebook/journal-entry.html", one=one, ticked=ticked, **_around())


@bp.post("/journal/<week>/<instrument>")
@allow(may_reflect)
def sort(week: str, instrument: str) -> ResponseReturnValue:
    """Keep the themes and functions ticked beside a week's texts."""
    sheet = _sheet(week, instrument)
    ticked = (request.form.getlist("themes"), request.form.getlist("functions"))
    retry_on_conflict(
        lambda db: services.tag_journal_entry(db, actor().vault, sheet, *ticked, now())
    )
    until = services.find_journal_page(Month.of(sheet.week.monday), now())
    return redirect(url_for("journal.index", until=until, _anchor="-".join(sheet.key[::-1])), 303)


@bp.get("/journal/<week>/<instrument>/delete")
@allow(may_reflect)
def ask_to_delete(week: str, instrument: str) -> ResponseReturnValue:
    """What would go."""
    try:
        with reading() as db:
            found = services.load_entry_to_delete(
                db, actor().vault, current_library(), _sheet(week, instrument)
            )
    except NotFound:  # gone already
        return redirect(url_for("journal.index"), 303)
    return _ask_to_delete(found, url_for("journal.delete", week=week, instrument=instrument))


@bp.post("/journal/<week>/<instrument>/delete")
@allow(may_reflect)
def delete(week: str, instrument: str) -> ResponseReturnValue:
    """Delete the texts of one week."""
    sheet, edition = _sheet(week, instrument), request.form.get("edition", "")
    fresh, vault = token_hex(8), actor().vault
    if not retry_on_conflict(
        lambda db: services.delete_journal_entry(db, vault, sheet, edition, fresh, now())
    ):
        return redirect(f"{request.path}?changed=1", 303)
    return _back(Month.of(sheet.week.monday), "deleted")


@bp.get("/month/<month>")
@allow(may_reflect)
def look(month: str) -> ResponseReturnValue:
    """The deeper look at a month, as it is kept."""
    found, back = _look(month), load_saved_form()
    if back is not None:
        return _form(found.month, MonthlyReflection.from_form(back), back.get("edition", ""))
    return _form(found.month, found.reflection, found.edition)


@bp.post("/month/<month>")
@allow(may_reflect)
def keep_look(month: str) -> ResponseReturnValue:
    """Keep it; where another tab kept something else, show both."""
    of, written, edition = (
        _month(month),
        MonthlyReflection.from_form(request.form),
        request.form.get("edition", ""),
    )
    done = retry_on_conflict(
        lambda db: monthly_reflection.save_monthly_reflection(
            db, actor().vault, of, written, edition, now()
        )
    )
    if isinstance(done, ReflectionConflict):
        return _form(of, written, done.stored.edition, kept=done.stored.reflection), 409
    if done.is_empty:
        return _back(of, "empty")
    return redirect(url_for("journal.look", month=of, done="saved"), 303)


@bp.get("/month/<month>/delete")
@allow(may_reflect)
def ask_to_delete_look(month: str) -> ResponseReturnValue:
    """What would go."""
    found = _look(month)
    if not found.edition:
        return redirect(url_for("journal.index"), 303)
    texts = found.reflection.labelled_texts
    return _ask_to_delete(
        JournalEntry(found.month, texts, edition=found.edition),
        url_for("journal.delete_look", month=month),
    )


@bp.post("/month/<month>/delete")
@allow(may_reflect)
def delete_look(month: str) -> ResponseReturnValue:
    """Delete what was written about a month."""
    of, edition = _month(month), request.form.get("edition", "")
    if not retry_on_conflict(
        lambda db: monthly_reflection.delete_monthly_reflection(
            db, actor().vault, of, edition, now()
        )
    ):
        return redirect(f"{request.path}?changed=1", 303)
    return _back(of, "deleted")


def _form(
    of: Month, written: MonthlyReflection, edition: str, kept: MonthlyReflection | None = None
) -> str:
    return render_template(
        "notebook/month.html",
        month=_named(of),
        steps=monthly_reflection.REFLECTION_STEPS,
        depths=monthly_reflection.DEPTH_OPTIONS,
        written=written,
        edition=edition,
        beside=presenters.list_conflicting_month_texts(written, kept) if kept else {},
        done=_done(request.args.get("done", "")),
        until=services.find_journal_page(of, now()),
        **_around(),
    )


def _ask_to_delete(found: JournalEntry, address: str) -> str:
    return render_template(
        "notebook/journal-delete.html",
        one=presenters.build_journal_entry_view(found, year=True),
        address=address,
        until=services.find_journal_page(found.month, now()),
    )


def _back(month: Month, what: str) -> ResponseReturnValue:
    until = services.find_journal_page(month, now())
    return redirect(url_for("journal.index", until=until, done=what), 303)


def _done(what: str) -> str:
    sentences = {
        "saved": _("Saved. It stands in your journal."),
        "empty": _("Every box was empty, so nothing is kept for this month."),
        "deleted": _("Deleted. Sealed copies in backups go when those backups do."),
    }
    return sentences.get(what, "")


def _asked(form: Mapping[str, str]) -> JournalQuery:
    theme, function = form.get("theme", ""), form.get("function", "")
    return JournalQuery(
        parse_search_words(form.get("words", "")),
        "".join(filter_known(THEMES, [theme])),
        "".join(filter_known(SUPERVISION_FUNCTIONS, [function])),
        form.get("lens", ""),
    )


def _around() -> dict[str, Any]:
    return {"themes": THEMES, "functions": SUPERVISION_FUNCTIONS, "weekly": weekly_instrument()}


def _named(month: Month) -> tuple[Month, str]:
    return month, format_month(month.first)


def _entry(sheet: Questionnaire) -> JournalEntry:
    with reading() as db:
        return services.load_journal_entry(db, actor().vault, current_library(), sheet)


def _look(month: str) -> monthly_reflection.StoredReflection:
    of = _month(month)
    with reading() as db:
        return monthly_reflection.load_monthly_reflection(db, actor().vault, of, now())


def _sheet(week: str, instrument: str) -> Questionnaire:
    return Questionnaire(current_library().latest(instrument), questionnaire_from_url(week).week)


def _month(text: str) -> Month:
    try:
        found = Month.parse(text)
    except Invalid:
        raise NotFound(_("There is no such month.")) from None
    if found.first.year not in SUPPORTED_YEARS:
        raise NotFound(_("There is no such month."))
    return found
