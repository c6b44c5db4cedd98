"""What the views of check-ins and monthly sets share: forms, autosave, conflicts, sending.

Both work in the same way (a draft while somebody types, two tabs, the back button, a form that
comes after the lock), so the pages of both are rendered, saved and sent here. They differ in the
`Questionnaire` and in URLs.
"""

from collections.abc import Callable, Mapping
from functools import partial
from secrets import token_hex
from typing import Any, TypeVar

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from reflect.checkins import drafts, presenters, question_html, services
from reflect.checkins.drafts import DraftConflict, Submission
from reflect.checkins.form_values import Fields
from reflect.checkins.forms import ValidationResult, parse_page_fields, validate_fields
from reflect.checkins.repository import Questionnaire, WeekState, load_week, require_open_week
from reflect.checkins.sharing import services as sharing_services
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.weeks import Week
from reflect.db import reading, writing
from reflect.teams import contributions
from reflect.teams.contributions import Sharer
from reflect.vaults.repository import EditConflict
from reflect.web.access_control import actor, load_saved_form
from reflect.web.clock import now, today
from reflect.web.current_site import current_library, site_keys, weekly_instrument

R = TypeVar("R")
MAX_SAVE_ATTEMPTS = 3
SUPPORTED_YEARS = range(2000, 2200)  # so that the week before and the week after are dates too
CHOICE_STORED, CHOICE_TYPED = (
    "kept",
    "typed",
)  # the two values of a field on the page of a conflict


def questionnaire_from_url(week: str) -> Questionnaire:
    """The weekly check-in of the week in a URL.

    Raises:
        NotFound: it is no week, or none of these centuries.
    """
    return Questionnaire(weekly_instrument(), week_from_url(week))


def week_from_url(week: str) -> Week:
    """The week in a URL.

    Raises:
        NotFound: it is no week, or none of these centuries.
    """
    try:
        found = Week.parse(week)
    except Invalid:
        raise NotFound(_("There is no such week.")) from None
    if found.monday.year not in SUPPORTED_YEARS:
        raise NotFound(_("There is no such week."))
    return found


def submission_from_form(sheet: Questionnaire, page: str, form: MultiDict[str, str]) -> Submission:
    """The form of a page, also when it was sent from the page of a conflict.

    Raises:
        NotFound: there is no such page.
    """
    chosen = choices_from_form(form)
    open_still = any(
        chosen.get(name) not in {CHOICE_STORED, CHOICE_TYPED} for name in form.getlist("asked")
    )
    return Submission(
        page,
        parse_page_fields(sheet.layout, page, form),
        "" if open_still else form.get("edition"),
        token_hex(8),
        tuple(name for name, choice in chosen.items() if choice == CHOICE_STORED),
    )


def choices_from_form(form: MultiDict[str, str]) -> dict[str, str]:
    """The choice for each field of a conflict."""
    return {name: form.get(f"choose_{name}", "") for name in form.getlist("asked")}


def retry_on_conflict(work: Callable[[Connection], R]) -> R:
    """Run one unit of work, and again if a second click saved the same row meanwhile.

    Raises:
        EditConflict: it still did, at the last try.
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
    """The URL of one page, for GET and POST."""
    return _address(sheet, "checkins.page", "modules.page", page=page, **more)


def draft_url(sheet: Questionnaire) -> str:
    """The URL to which the script posts while a page is typed."""
    return _address(sheet, "checkins.draft", "modules.draft")


def result_url(sheet: Questionnaire) -> str:
    """The URL after everything was sent."""
    return _address(sheet, "trends.result", "months.result")


def _address(sheet: Questionnaire, weekly_one: str, monthly_one: str, **more: Any) -> str:
    if sheet.instrument.is_weekly:
        return url_for(weekly_one, week=sheet.week, **more)
    return url_for(monthly_one, instrument=sheet.instrument.id, week=sheet.week, **more)


def load_own_week(sheet: Questionnaire) -> WeekState:
    """The state of a week of this person."""
    with reading() as db:
        return load_week(db, actor().vault, sheet)


def render_page(stored: WeekState, page: str, notice: str = "") -> ResponseReturnValue:
    """Render one page, with what was typed so far.

    Raises:
        NotFound: it cannot be filled in, or there is no such page.
    """
    returned = load_saved_form()
    require_open_week(stored, now())
    conflict = drafts.pending_conflict(stored, page) if "choose" in request.args else None
    if conflict:
        return _choose(stored, page, conflict)
    changes = {} if returned is None else _returned(stored, page, returned)
    return _page(
        stored, presenters.build_page_view(stored, page, today(), notice=notice, **changes)
    )


def submit_page(sheet: Questionnaire, typed: Submission) -> ResponseReturnValue:
    """Save a page and go on; from the last page, send the questionnaire."""
    return _send(sheet, typed) if typed.page == sheet.layout.last_page_id else _turn(sheet, typed)


def autosave_page(sheet: Questionnaire) -> ResponseReturnValue:
    """Save a page while it is typed (autosave by the script)."""
    typed = submission_from_form(sheet, request.form.get("page", ""), request.form)
    done = retry_on_conflict(
        lambda db: drafts.save_page(db, actor().vault, sheet, typed, now(), ask=False)
    )
    if isinstance(done, DraftConflict):
        return {"conflict": page_url(sheet, typed.page, choose=1)}, 409
    return {"edition": done.edition}


def render_conflict(
    sheet: Questionnaire, page: str, conflict: DraftConflict
) -> ResponseReturnValue:
    """Render the page on which a person chooses between two values."""
    return _choose(load_own_week(sheet), page, conflict)


def _turn(sheet: Questionnaire, typed: Submission) -> ResponseReturnValue:
    done = retry_on_conflict(lambda db: drafts.save_page(db, actor().vault, sheet, typed, now()))
    if isinstance(done, DraftConflict):
        return render_conflict(sheet, typed.page, done)
    problems = validate_fields(sheet.instrument, sheet.week, done.fields).problems.get(typed.page)
    if problems:
        return _again(sheet, typed.page, done, errors=problems)
    return redirect(page_url(sheet, sheet.layout.page(typed.page).after), 303)


def _send(sheet: Questionnaire, typed: Submission) -> ResponseReturnValue:
    checked = partial(validate_fields, sheet.instrument, sheet.week)
    done, is_asked = retry_on_conflict(lambda db: _sent(db, sheet, typed, checked))
    match done:
        case services.Sent():
            ask = url_for("sharing.ask", instrument=sheet.instrument.id, week=sheet.week)
            return redirect(ask if is_asked else result_url(sheet), 303)
        case services.Away():
            return redirect(url_for("weeks.away", week=sheet.week), 303)
        case DraftConflict():
            return render_conflict(sheet, typed.page, done)
        case services.Unfinished(problems) if problems:
            at = typed.page if typed.page in problems else next(iter(problems))
            return _again(sheet, at, done, errors=problems[at])
    return _again(sheet, typed.page, done)


def current_sharer() -> Sharer:
    """The person of this request, with what their contribution is calculated and sealed with."""
    return Sharer(actor().id, actor().vault, current_library(), site_keys())


def _sent(
    db: Connection,
    sheet: Questionnaire,
    typed: Submission,
    checked: Callable[[Fields], ValidationResult],
) -> tuple[services.Sent | services.Unfinished | services.Away | DraftConflict, bool]:
    """Send the questionnaire, and say whether the person is asked about sharing next.

    The team's box is written anew in the same transaction, shared or not.
    """
    done = services.send_check_in(db, actor().vault, sheet, typed, checked, now())
    if not isinstance(done, services.Sent):
        return done, False
    contributions.update_contribution(db, current_sharer(), sheet.instrument.id, sheet.week, now())
    return done, sharing_services.load_sharing_question(
        db, current_sharer(), sheet, now()
    ) is not None


def _again(
    sheet: Questionnaire,
    page: str,
    done: drafts.DraftSaved | services.Unfinished,
    errors: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """Render the page again with its errors; what was typed is on it, and saved."""
    stored = load_own_week(sheet)
    changes = {"values": done.fields, "edition": done.edition, "errors": errors or {}}
    notice = "" if errors else presenters.format_empty_notice(stored)
    return _page(
        stored, presenters.build_page_view(stored, page, today(), notice=notice, **changes)
    ), 422


def _choose(stored: WeekState, page: str, conflict: DraftConflict) -> ResponseReturnValue:
    choices = presenters.build_conflict_fields(stored, conflict, choices_from_form(request.form))
    return render_template(
        "checkins/choose.html",
        view=presenters.build_page_view(stored, page, today(), edition=conflict.edition),
        send_to=page_url(stored.questionnaire, page),
        choices=choices,
        carried=presenters.build_hidden_fields(conflict),
        errors=presenters.find_missing_choices(choices),
    ), 409


def _returned(stored: WeekState, page: str, form: MultiDict[str, str]) -> dict[str, Any]:
    """The values of a form that was posted after the lock, over the stored ones; not saved."""
    typed = submission_from_form(stored.questionnaire, page, form)
    edition = "" if "asked" in form else typed.edition or ""
    return {"values": drafts.overlay(stored, typed), "edition": edition}


def _page(stored: WeekState, view: presenters.QuestionnairePageView) -> str:
    return render_template(
        "checkins/page.html",
        view=view,
        parts=question_html.render_sections(
            current_app.jinja_env,
            view.page.parts,
            question_html.QuestionInputs(view.values, view.errors, view.dates),
        ),
        page_url=partial(page_url, stored.questionnaire),
        draft_url=draft_url(stored.questionnaire),
    )
