"""Filling in a questionnaire, page by page: what the weekly check-in and the monthly sets share.

Both keep the same promises (a draft while one types, two tabs, the back button, a form that comes
after the lock), so both go through here. What is different lies in the `Sheet`, and in addresses.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from reflect.checkins import drafts, presenters, question_html, services
from reflect.checkins.drafts import Conflict, Typed
from reflect.checkins.form_values import Fields
from reflect.checkins.forms import Checked, check
from reflect.checkins.http import chosen_on, draft_url, page_url, result_url, typed_on, unit
from reflect.checkins.repository import Sheet, Stored, check_open, load
from reflect.checkins.sharing import services as sharing_services
from reflect.db import reading
from reflect.teams import contributions
from reflect.teams.contributions import Sharer
from reflect.web.access_control import actor, returned_form
from reflect.web.clock import now, today
from reflect.web.current_site import keys, library


def stored_of(sheet: Sheet) -> Stored:
    """What is kept about a sheet."""
    with reading() as db:
        return load(db, actor().vault, sheet)


def opened(stored: Stored, page: str, notice: str = "") -> ResponseReturnValue:
    """One page, with what was typed so far.

    Raises:
        NotFound: it cannot be filled in, or there is no such page.
    """
    returned = returned_form()
    check_open(stored, now())
    conflict = drafts.set_aside(stored, page) if "choose" in request.args else None
    if conflict:
        return _choose(stored, page, conflict)
    changes = {} if returned is None else _returned(stored, page, returned)
    return _page(stored, presenters.view(stored, page, today(), notice=notice, **changes))


def saved(sheet: Sheet, typed: Typed) -> ResponseReturnValue:
    """Keep a page and go on; from the last page, send it all."""
    return _send(sheet, typed) if typed.page == sheet.layout.last else _turn(sheet, typed)


def kept_while_typing(sheet: Sheet) -> ResponseReturnValue:
    """Keep a page while it is typed; asked by the script."""
    typed = typed_on(sheet, request.form.get("page", ""), request.form)
    done = unit(lambda db: drafts.save(db, actor().vault, sheet, typed, now(), ask=False))
    if isinstance(done, Conflict):
        return {"conflict": page_url(sheet, typed.page, choose=1)}, 409
    return {"edition": done.edition}


def choose(sheet: Sheet, page: str, conflict: Conflict) -> ResponseReturnValue:
    """Both texts of a page, to choose from."""
    return _choose(stored_of(sheet), page, conflict)


def _turn(sheet: Sheet, typed: Typed) -> ResponseReturnValue:
    done = unit(lambda db: drafts.save(db, actor().vault, sheet, typed, now()))
    if isinstance(done, Conflict):
        return choose(sheet, typed.page, done)
    problems = check(sheet.instrument, sheet.week, done.fields).problems.get(typed.page)
    if problems:
        return _again(sheet, typed.page, done, errors=problems)
    return redirect(page_url(sheet, sheet.layout.page(typed.page).after), 303)


def _send(sheet: Sheet, typed: Typed) -> ResponseReturnValue:
    checked = partial(check, sheet.instrument, sheet.week)
    done, is_asked = unit(lambda db: _sent(db, sheet, typed, checked))
    match done:
        case services.Sent():
            ask = url_for("sharing.ask", instrument=sheet.instrument.id, week=sheet.week)
            return redirect(ask if is_asked else result_url(sheet), 303)
        case services.Away():
            return redirect(url_for("weeks.away", week=sheet.week), 303)
        case Conflict():
            return choose(sheet, typed.page, done)
        case services.Unfinished(problems) if problems:
            at = typed.page if typed.page in problems else next(iter(problems))
            return _again(sheet, at, done, errors=problems[at])
    return _again(sheet, typed.page, done)


def sharer() -> Sharer:
    """Who is behind this request, with what a share is worked out and sealed with."""
    return Sharer(actor().id, actor().vault, library(), keys())


def _sent(
    db: Connection, sheet: Sheet, typed: Typed, checked: Callable[[Fields], Checked]
) -> tuple[services.Sent | services.Unfinished | services.Away | Conflict, bool]:
    """Send it, and say whether its writer is asked about sharing next.

    The team's box is written anew in the same transaction, shared or not.
    """
    done = services.send(db, actor().vault, sheet, typed, checked, now())
    if not isinstance(done, services.Sent):
        return done, False
    contributions.rewrite(db, sharer(), sheet.instrument.id, sheet.week, now())
    return done, sharing_services.question(db, sharer(), sheet, now()) is not None


def _again(
    sheet: Sheet,
    page: str,
    done: drafts.Saved | services.Unfinished,
    errors: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """The page once more, with what is to be looked at; all that was typed is on it, and kept."""
    stored = stored_of(sheet)
    changes = {"values": done.fields, "edition": done.edition, "errors": errors or {}}
    notice = "" if errors else presenters.nothing_in_it(stored)
    return _page(stored, presenters.view(stored, page, today(), notice=notice, **changes)), 422


def _choose(stored: Stored, page: str, conflict: Conflict) -> ResponseReturnValue:
    choices = presenters.choices(stored, conflict, chosen_on(request.form))
    return render_template(
        "checkins/choose.html",
        view=presenters.view(stored, page, today(), edition=conflict.edition),
        send_to=page_url(stored.sheet, page),
        choices=choices,
        carried=presenters.carried(conflict),
        errors=presenters.not_chosen(choices),
    ), 409


def _returned(stored: Stored, page: str, form: MultiDict[str, str]) -> dict[str, Any]:
    """A form that was posted after the lock, over what is kept; not saved."""
    typed = typed_on(stored.sheet, page, form)
    edition = "" if "asked" in form else typed.edition or ""
    return {"values": drafts.over(stored, typed), "edition": edition}


def _page(stored: Stored, view: presenters.View) -> str:
    return render_template(
        "checkins/page.html",
        view=view,
        parts=question_html.parts(
            view.page.parts, question_html.Said(view.values, view.errors, view.dates)
        ),
        page_url=partial(page_url, stored.sheet),
        draft_url=draft_url(stored.sheet),
    )
