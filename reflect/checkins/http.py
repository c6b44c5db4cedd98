"""What the views of the check-in share: reading a form, and trying a unit of work again."""

from collections.abc import Callable
from secrets import token_hex
from typing import Any, TypeVar

from flask import url_for
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from reflect.checkins.drafts import Submission
from reflect.checkins.forms import parse_page_fields
from reflect.checkins.repository import Questionnaire
from reflect.core.errors import Invalid, NotFound
from reflect.core.weeks import Week
from reflect.core.words import _
from reflect.db import writing
from reflect.vaults.repository import EditConflict
from reflect.web.current_site import weekly_instrument

R = TypeVar("R")
MAX_SAVE_ATTEMPTS = 3
SUPPORTED_YEARS = range(2000, 2200)  # so that the week before and the week after are dates too
CHOICE_STORED, CHOICE_TYPED = (
    "kept",
    "typed",
)  # the two texts of a box, on the page on which one chooses


def questionnaire_from_url(week: str) -> Questionnaire:
    """The weekly check-in of the week in an address.

    Raises:
        NotFound: it is no week, or none of these centuries.
    """
    return Questionnaire(weekly_instrument(), week_from_url(week))


def week_from_url(week: str) -> Week:
    """The week in an address.

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
    """A page's form, also one that was sent from the page on which one chooses.

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
    """What was chosen for each box that said two things."""
    return {name: form.get(f"choose_{name}", "") for name in form.getlist("asked")}


def retry_on_conflict(work: Callable[[Connection], R]) -> R:
    """One unit of work, tried again where a second click saved the same row in this very moment.

    Raises:
        Stale: it still did, at the last try.
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
    """The address of one page, where it is read and sent."""
    return _address(sheet, "checkins.page", "modules.page", page=page, **more)


def draft_url(sheet: Questionnaire) -> str:
    """Where the script keeps a page while it is typed."""
    return _address(sheet, "checkins.draft", "modules.draft")


def result_url(sheet: Questionnaire) -> str:
    """Where one comes to once all is sent."""
    return _address(sheet, "trends.result", "months.result")


def _address(sheet: Questionnaire, weekly_one: str, monthly_one: str, **more: Any) -> str:
    if sheet.instrument.is_weekly:
        return url_for(weekly_one, week=sheet.week, **more)
    return url_for(monthly_one, instrument=sheet.instrument.id, week=sheet.week, **more)
