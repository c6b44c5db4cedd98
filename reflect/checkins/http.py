"""What the views of the check-in share: reading a form, and trying a unit of work again."""

from collections.abc import Callable
from secrets import token_hex
from typing import Any, TypeVar

from flask import url_for
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from reflect.checkins.drafts import Typed
from reflect.checkins.forms import page_fields
from reflect.checkins.repository import Sheet
from reflect.core.errors import Invalid, NotFound
from reflect.core.weeks import Week
from reflect.core.words import _
from reflect.db import writing
from reflect.vaults.repository import Stale
from reflect.web.current_site import weekly

R = TypeVar("R")
TRIES = 3
YEARS = range(2000, 2200)  # so that the week before and the week after are dates too
KEPT, TYPED = "kept", "typed"  # the two texts of a box, on the page on which one chooses


def sheet_of(week: str) -> Sheet:
    """The weekly check-in of the week in an address.

    Raises:
        NotFound: it is no week, or none of these centuries.
    """
    return Sheet(weekly(), week_of(week))


def week_of(week: str) -> Week:
    """The week in an address.

    Raises:
        NotFound: it is no week, or none of these centuries.
    """
    try:
        found = Week.parse(week)
    except Invalid:
        raise NotFound(_("There is no such week.")) from None
    if found.monday.year not in YEARS:
        raise NotFound(_("There is no such week."))
    return found


def typed_on(sheet: Sheet, page: str, form: MultiDict[str, str]) -> Typed:
    """A page's form, also one that was sent from the page on which one chooses.

    Raises:
        NotFound: there is no such page.
    """
    chosen = chosen_on(form)
    open_still = any(chosen.get(name) not in {KEPT, TYPED} for name in form.getlist("asked"))
    return Typed(
        page,
        page_fields(sheet.layout, page, form),
        "" if open_still else form.get("edition"),
        token_hex(8),
        tuple(name for name, choice in chosen.items() if choice == KEPT),
    )


def chosen_on(form: MultiDict[str, str]) -> dict[str, str]:
    """What was chosen for each box that said two things."""
    return {name: form.get(f"choose_{name}", "") for name in form.getlist("asked")}


def unit(work: Callable[[Connection], R]) -> R:
    """One unit of work, tried again where a second click saved the same row in this very moment.

    Raises:
        Stale: it still did, at the last try.
    """
    for _attempt in range(TRIES - 1):
        try:
            with writing() as db:
                return work(db)
        except Stale:
            continue
    with writing() as db:
        return work(db)


def page_url(sheet: Sheet, page: str, **more: Any) -> str:
    """The address of one page, where it is read and sent."""
    return _address(sheet, "checkins.page", "modules.page", page=page, **more)


def draft_url(sheet: Sheet) -> str:
    """Where the script keeps a page while it is typed."""
    return _address(sheet, "checkins.draft", "modules.draft")


def result_url(sheet: Sheet) -> str:
    """Where one comes to once all is sent."""
    return _address(sheet, "trends.result", "months.result")


def _address(sheet: Sheet, weekly_one: str, monthly_one: str, **more: Any) -> str:
    if sheet.instrument.is_weekly:
        return url_for(weekly_one, week=sheet.week, **more)
    return url_for(monthly_one, instrument=sheet.instrument.id, week=sheet.week, **more)
