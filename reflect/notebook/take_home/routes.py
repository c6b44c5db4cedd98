"""/room/<code>/take-home: one's own result from a workshop, with a reflection and a CPD draft.

For a phone in the room, without an account. What is typed comes back as a page or a file and is
stored nowhere. If the room ends while somebody types, the words come back all the same, without
the results.
"""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.rate_limit import TooMany
from reflect.core.errors import NotFound
from reflect.core.organisation.model import Regulator
from reflect.core.words import _
from reflect.db import reading
from reflect.notebook.cpd import cpd_text
from reflect.notebook.cpd.entries import fields
from reflect.notebook.take_home import forms
from reflect.notebook.take_home.forms import TakeHomeForm
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import today
from reflect.web.current_site import settings
from reflect.web.files import attachment
from reflect.workshops.cookies import phone_token
from reflect.workshops.participant import phones
from reflect.workshops.participant import presenters as participant_presenters
from reflect.workshops.participant import routes as participant_routes
from reflect.workshops.participant.presenters import OwnRound

bp = Blueprint("take_home", __name__, url_prefix="/room/<code>/take-home")
bp.register_error_handler(NotFound, participant_routes.gone)
bp.register_error_handler(TooMany, participant_routes.gone)


@dataclass(frozen=True, slots=True)
class Result:
    """One's own result; of a room that has ended there is none."""

    rounds: list[OwnRound]
    about: str = ""
    has_ended: bool = False


@bp.get("")
@allow(anyone, nearby=True)
def show(code: str) -> ResponseReturnValue:
    """One's own result, and room to write."""
    result = _result(code)
    if result is None:
        return redirect(url_for("rooms.join_with", code=code))
    return _write(code, result, forms.begun(result.about, today()))


@bp.post("")
@allow(anyone, nearby=True)
def make(code: str) -> ResponseReturnValue:
    """Give back what was typed: to print, as a file, or to change."""
    result = _result_or_none_left(code)
    form = TakeHomeForm(request.form)
    match request.form.get("action"):
        case "file":
            return attachment(_as_text(result, form), "take-it-home.txt")
        case "change":
            return _write(code, result, form)
    return render_template(
        "notebook/take-home-page.html",
        code=code,
        result=result,
        reflection=form.reflection(),
        fields=fields(form.draft(), _asked()),
        marked=bool(form.looks_like()),
        typed=[each for each in request.form.items(multi=True) if each[0] in form],
    )


def _asked() -> Regulator:
    return settings().organisation.regulator


def _write(code: str, result: Result, form: TakeHomeForm) -> str:
    form.named_by(_asked())
    marked = form.looks_like()
    return render_template(
        "notebook/take-home.html", code=code, result=result, form=form, marked=marked
    )


def _as_text(result: Result, form: TakeHomeForm) -> str:
    parts = [
        participant_presenters.as_text(result.rounds),
        *(f"{each.label}\n{each.text}" for each in form.reflection()),
        _("CPD entry"),
        cpd_text.of_entry(form.draft(), _asked()),
    ]
    return "\n\n".join(filter(None, parts))


def _result(code: str) -> Result | None:
    """The result of this browser; None: it has not joined.

    Raises:
        NotFound: no room has this code, or not any more.
        TooMany: too many wrong codes came from here.
    """
    phone = phones.phone(code)
    if not phone.is_here:
        return None
    room, rounds = phone.seen.room, phone.seen.rounds
    with reading() as db:
        found = participant_presenters.own_rounds(db, room, phone.token, rounds)
    return Result(found, room.title or rounds[0].instrument.title)


def _result_or_none_left(code: str) -> Result:
    try:
        result = _result(code)
    except NotFound:
        if not phone_token(code):  # this browser never was in such a room
            raise
        return Result([], has_ended=True)
    return result or Result([])
