"""The questionnaire wizard over HTTP: show a page, autosave, go to the next page, submit all.

Shared by the weekly check-in and the monthly sets, because both need the same: drafts, conflicts
between two tabs, the back button, and a form that was posted after the session was locked. They
differ in their `Questionnaire` and in their URLs.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.checkins import drafts, presenters, question_html, services
from reflect.checkins.drafts import Draft
from reflect.checkins.fields import Submission, read_choices, read_submission, validate_fields
from reflect.checkins.repository import Questionnaire, WeekState, load_week, require_open_week
from reflect.checkins.sharing import services as sharing_services
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.weeks import Week
from reflect.db import reading, writing
from reflect.teams import contributions
from reflect.teams.contributions import Sharer
from reflect.vaults.editing import Conflict
from reflect.vaults.repository import EditConflict
from reflect.web.access_control import actor
from reflect.web.clock import now, today
from reflect.web.current_site import current_library, site_keys, weekly_instrument
from reflect.web.forms import PageForm

R = TypeVar("R")
MAX_SAVE_ATTEMPTS = 3
SUPPORTED_YEARS = range(2000, 2200)  # so that the week before and the week after are dates too


def questionnaire_from_url(week: str) -> Questionnaire:
    """The weekly check-in of the week in a URL.

    Raises:
        NotFound: as `week_from_url`.
    """
    return Questionnaire(weekly_instrument(), week_from_url(week))


def week_from_url(week: str) -> Week:
    """The week in a URL.

    Raises:
        NotFound: it is not a week, or outside the supported years.
    """
    try:
        parsed = Week.parse(week)
    except Invalid:
        raise NotFound(_("There is no such week.")) from None
    if parsed.monday.year not in SUPPORTED_YEARS:
        raise NotFound(_("There is no such week."))
    return parsed


def retry_on_conflict(work: Callable[[Connection], R]) -> R:
    """Run a unit of work, again if another request saved the same row meanwhile (double click).

    Raises:
        EditConflict: the last attempt failed too.
    """
    for _attempt in range(MAX_SAVE_ATTEMPTS - 1):
        try:
            with writing() as db:
                return work(db)
        except EditConflict:
            continue
    with writing() as db:
        return work(db)


def page_url(sheet: Questionnaire, page: str, **more: Any) -> str:
    """The URL of a page, for GET and POST."""
    return _url(sheet, "checkins.page", "modules.page", page=page, **more)


def draft_url(sheet: Questionnaire) -> str:
    """The URL to which the script autosaves a page."""
    return _url(sheet, "checkins.draft", "modules.draft")


def result_url(sheet: Questionnaire) -> str:
    """The URL of the result, shown after everything was submitted."""
    return _url(sheet, "trends.result", "months.result")


def _url(sheet: Questionnaire, weekly_endpoint: str, monthly_endpoint: str, **more: Any) -> str:
    if sheet.instrument.is_weekly:
        return url_for(weekly_endpoint, week=sheet.week, **more)
    return url_for(monthly_endpoint, instrument=sheet.instrument.id, week=sheet.week, **more)


def current_sharer() -> Sharer:
    """The person of this request, with library and keys to calculate and seal a share."""
    return Sharer(actor().id, actor().vault, current_library(), site_keys())


def load_own_week(sheet: Questionnaire) -> WeekState:
    """The stored state of a questionnaire of the person signed in."""
    with reading() as db:
        return load_week(db, actor().vault, sheet)


def render_page(stored: WeekState, page: str, notice: str = "") -> ResponseReturnValue:
    """One page, with the values of the draft, or those posted after the session was locked.

    Raises:
        NotFound: the week cannot be filled in, or there is no such page.
    """
    require_open_week(stored, now())
    aside = drafts.load_set_aside(stored, page) if "choose" in request.args else None
    if aside is not None:
        return render_conflict(stored, aside)
    form = PageForm().posted
    if not form:
        return _render_view(stored, page, notice=notice)
    typed = read_submission(stored.questionnaire.layout, page, form)
    edition = "" if "asked" in form else typed.edition or ""
    values = drafts.overlay(stored, typed)
    return _render_view(stored, page, notice=notice, values=values, edition=edition)


def submit_page(sheet: Questionnaire, page: str) -> ResponseReturnValue:
    """Save a page and go to the next one; from the last page, submit everything."""
    typed = read_submission(sheet.layout, page, PageForm().posted)
    if typed.page == sheet.layout.last_page_id:
        return _submit_all(sheet, typed)
    return _save_and_continue(sheet, typed)


def autosave_page(sheet: Questionnaire) -> ResponseReturnValue:
    """Save a page for the script, while it is being typed; JSON."""
    form = PageForm().posted
    typed = read_submission(sheet.layout, form.get("page", ""), form)
    result = retry_on_conflict(
        lambda db: drafts.save_page(db, actor().vault, sheet, typed, now(), ask=False)
    )
    if isinstance(result, Conflict):
        return {"conflict": page_url(sheet, typed.page, choose=1)}, 409
    return {"edition": result.value.edition}


def render_conflict(stored: WeekState, typed: Submission) -> ResponseReturnValue:
    """The conflict page: both texts of each field in conflict, to choose from."""
    page = typed.page
    choices = presenters.build_conflict_fields(stored, typed, read_choices(PageForm().posted))
    return render_template(
        "checkins/choose.html",
        view=presenters.build_page_view(stored, page, today()),
        send_to=page_url(stored.questionnaire, page),
        choices=choices,
        carried=presenters.build_hidden_fields(stored, typed),
        errors=presenters.find_missing_choices(choices),
    ), 409


def _save_and_continue(sheet: Questionnaire, typed: Submission) -> ResponseReturnValue:
    result = retry_on_conflict(lambda db: drafts.save_page(db, actor().vault, sheet, typed, now()))
    if isinstance(result, Conflict):
        return render_conflict(result.stored, typed)
    check = validate_fields(sheet.instrument, sheet.week, result.value.fields)
    if problems := check.problems.get(typed.page):
        return _render_again(sheet, typed.page, result.value, problems)
    return redirect(page_url(sheet, sheet.layout.page(typed.page).after), 303)


def _submit_all(sheet: Questionnaire, typed: Submission) -> ResponseReturnValue:
    result, asks_sharing = retry_on_conflict(lambda db: _send_and_share(db, sheet, typed))
    match result:
        case services.Sent():
            ask = url_for("sharing.ask", instrument=sheet.instrument.id, week=sheet.week)
            return redirect(ask if asks_sharing else result_url(sheet), 303)
        case services.Away():
            return redirect(url_for("weeks.away", week=sheet.week), 303)
        case services.Unfinished(problems, draft):
            page = typed.page if typed.page in problems else next(iter(problems), typed.page)
            return _render_again(sheet, page, draft, problems.get(page, {}))
    return render_conflict(result.stored, typed)


def _send_and_share(
    db: Connection, sheet: Questionnaire, typed: Submission
) -> tuple[services.Sent | services.Unfinished | services.Away | Conflict[WeekState], bool]:
    """Send the check-in; also whether to ask about sharing next.

    The team's tally is rewritten in the same transaction, whether the week is shared or not.
    """
    result = services.send_check_in(db, actor().vault, sheet, typed, now())
    if not isinstance(result, services.Sent):
        return result, False
    sharer = current_sharer()
    contributions.update_contribution(db, sharer, sheet.instrument.id, sheet.week, now())
    question = sharing_services.load_sharing_question(db, sharer, sheet, now())
    return result, question is not None


def _render_again(
    sheet: Questionnaire, page: str, draft: Draft, errors: Mapping[str, str]
) -> ResponseReturnValue:
    """The page again, with its errors; everything that was typed is on it and in the draft."""
    stored = load_own_week(sheet)
    changes = {"values": draft.fields, "edition": draft.edition, "errors": errors}
    notice = "" if errors else presenters.format_empty_notice(stored)
    return _render_view(stored, page, notice=notice, **changes), 422


def _render_view(stored: WeekState, page: str, **changes: Any) -> str:
    view = presenters.build_page_view(stored, page, today(), **changes)
    inputs = question_html.QuestionInputs(view.values, view.errors, view.dates)
    return render_template(
        "checkins/page.html",
        view=view,
        instrument=stored.questionnaire.instrument,
        parts=question_html.render_sections(current_app.jinja_env, view.page.parts, inputs),
        page_url=partial(page_url, stored.questionnaire),
        draft_url=draft_url(stored.questionnaire),
    )
