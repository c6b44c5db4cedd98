"""The weekly check-in: its pages, and saving them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from reflect.checkins import drafts, drawing, pages, service
from reflect.checkins.drafts import Conflict, Typed
from reflect.checkins.forms import check
from reflect.checkins.requests import chosen_on, page_url, sheet_of, typed_on, unit
from reflect.checkins.stored import Sheet, Stored, check_open, load
from reflect.core.errors import Invalid
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.policy import may_reflect
from reflect.web.clock import now, today
from reflect.web.guard import actor, allow, returned_form
from reflect.web.site import weekly

bp = Blueprint("checkins", __name__)


@bp.get("/check-in")
@allow(may_reflect)
def this_week() -> ResponseReturnValue:
    """The first page of this week, or what can be done with a week that is answered."""
    sheet = Sheet(weekly(), Week.of(now()))
    stored = _stored(sheet)
    is_quiet = stored.is_answered or stored.is_paused
    if stored.is_away or (is_quiet and not stored.is_begun):
        shown = pages.view(stored, sheet.layout.pages[0].id, today())
        return render_template("checkins/this-week.html", view=shown, stored=stored)
    return redirect(page_url(sheet, sheet.layout.pages[0].id), 303)


@bp.get("/check-in/<week>/<page>")
@allow(may_reflect)
def page(week: str, page: str) -> ResponseReturnValue:
    """One page, with what was typed so far."""
    stored, returned = _stored(sheet_of(week)), returned_form()
    if stored.is_away:
        return redirect(url_for("weeks.away", week=week), 303)
    check_open(stored, now())
    conflict = drafts.set_aside(stored, page) if "choose" in request.args else None
    if conflict:
        return _choose(stored, page, conflict)
    changes = {} if returned is None else _returned(stored, page, returned)
    view = pages.view(stored, page, today(), notice=_copied(), **changes)
    return _page(view)


@bp.post("/check-in/<week>/<page>")
@allow(may_reflect)
def save(week: str, page: str) -> ResponseReturnValue:
    """Keep a page and go on; from the last page, send the check-in."""
    sheet = sheet_of(week)
    typed = typed_on(sheet, page, request.form)
    if "copy" in request.form:
        return _same_as_last_week(sheet, typed)
    return _send(sheet, typed) if page == sheet.layout.last else _turn(sheet, typed)


@bp.post("/check-in/<week>/draft")
@allow(may_reflect)
def draft(week: str) -> ResponseReturnValue:
    """Keep a page while it is typed; asked by the script."""
    sheet = sheet_of(week)
    typed = typed_on(sheet, request.form.get("page", ""), request.form)
    done = unit(lambda db: drafts.save_or_put_aside(db, actor().vault, sheet, typed, now()))
    if isinstance(done, Conflict):
        return {"conflict": page_url(sheet, typed.page, choose=1)}, 409
    return {"edition": done.edition}


def _turn(sheet: Sheet, typed: Typed) -> ResponseReturnValue:
    done = unit(lambda db: drafts.save(db, actor().vault, sheet, typed, now()))
    if isinstance(done, Conflict):
        return _choose(_stored(sheet), typed.page, done)
    problems = check(sheet.instrument, sheet.week, done.fields).problems.get(typed.page)
    if problems:
        return _again(sheet, typed.page, done, errors=problems)
    return redirect(page_url(sheet, sheet.layout.page(typed.page).after), 303)


def _send(sheet: Sheet, typed: Typed) -> ResponseReturnValue:
    checked = partial(check, sheet.instrument, sheet.week)
    done = unit(lambda db: service.send(db, actor().vault, sheet, typed, checked, now()))
    match done:
        case service.Sent():
            return redirect(url_for("trends.result", week=sheet.week), 303)
        case service.Away():
            return redirect(url_for("weeks.away", week=sheet.week), 303)
        case Conflict():
            return _choose(_stored(sheet), typed.page, done)
        case service.Unfinished(problems) if problems:
            at = typed.page if typed.page in problems else next(iter(problems))
            return _again(sheet, at, done, errors=problems[at])
    return _again(sheet, typed.page, done)


def _same_as_last_week(sheet: Sheet, typed: Typed) -> ResponseReturnValue:
    done, week = unit(lambda db: service.same_as_last_week(db, actor().vault, sheet, typed, now()))
    if isinstance(done, Conflict):
        return _choose(_stored(sheet), typed.page, done)
    return redirect(page_url(sheet, typed.page, copied=week or "none"), 303)


def _again(
    sheet: Sheet,
    page: str,
    done: drafts.Saved | service.Unfinished,
    errors: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """The page once more, with what is to be looked at; all that was typed is on it, and kept."""
    stored = _stored(sheet)
    changes = {"values": done.fields, "edition": done.edition, "errors": errors or {}}
    notice = "" if errors else pages.nothing_in_it(stored)
    view = pages.view(stored, page, today(), notice=notice, **changes)
    return _page(view), 422


def _stored(sheet: Sheet) -> Stored:
    with reading() as db:
        return load(db, actor().vault, sheet)


def _choose(stored: Stored, page: str, conflict: Conflict) -> ResponseReturnValue:
    choices = pages.choices(stored, conflict, chosen_on(request.form))
    return render_template(
        "checkins/choose.html",
        view=pages.view(stored, page, today(), edition=conflict.edition),
        choices=choices,
        carried=pages.carried(conflict),
        errors=pages.not_chosen(choices),
    ), 409


def _returned(stored: Stored, page: str, form: MultiDict[str, str]) -> dict[str, Any]:
    """A form that was posted after the lock, over what is kept; not saved."""
    typed = typed_on(stored.sheet, page, form)
    edition = "" if "asked" in form else typed.edition or ""
    return {"values": drafts.over(stored, typed), "edition": edition}


def _page(view: pages.View) -> str:
    return render_template("checkins/page.html", view=view, parts=drawing.parts(view))


def _copied() -> str:
    try:
        return pages.copied_words(request.args.get("copied", ""))
    except Invalid:
        return ""
