"""/room/<code>/take-home: one's own result from a workshop, with a reflection and a CPD draft.

For a phone in the room, without an account. What is typed comes back as a page or a file and is
stored nowhere. If the room ends while somebody types, the words come back all the same, without
the results.
"""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.rate_limit import TooManyAttempts
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.organisation.model import Regulator
from reflect.db import reading
from reflect.notebook.cpd import entries as cpd_entries
from reflect.notebook.cpd.entries import list_cpd_fields
from reflect.notebook.take_home import forms
from reflect.notebook.take_home.forms import TakeHomeForm
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import today
from reflect.web.current_site import current_settings
from reflect.web.security_headers import attachment
from reflect.workshops.http import read_participant_token
from reflect.workshops.participant import presenters as participant_presenters
from reflect.workshops.participant import routes as participant_routes
from reflect.workshops.participant.presenters import OwnRoundView

bp = Blueprint("take_home", __name__, url_prefix="/room/<code>/take-home")
bp.register_error_handler(NotFound, participant_routes.handle_room_gone)
bp.register_error_handler(TooManyAttempts, participant_routes.handle_room_gone)


@dataclass(frozen=True, slots=True)
class TakeHomeResult:
    """One's own result; of a room that has ended there is none."""

    rounds: list[OwnRoundView]
    about: str = ""
    has_ended: bool = False


@bp.get("")
@allow(anyone, nearby=True)
def show(code: str) -> ResponseReturnValue:
    """One's own result, and room to write."""
    result = _result(code)
    if result is None:
        return redirect(url_for("rooms.join_with", code=code))
    return _write(code, result, forms.prefill_take_home_form(result.about, today()))


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
        reflection=form.list_reflection_answers(),
        fields=list_cpd_fields(form.to_draft_entry(), _asked()),
        marked=bool(form.find_identifying_details()),
        typed=[each for each in request.form.items(multi=True) if each[0] in form],
    )


def _asked() -> Regulator:
    return current_settings().organisation.regulator


def _write(code: str, result: TakeHomeResult, form: TakeHomeForm) -> str:
    form.apply_regulator(_asked())
    marked = form.find_identifying_details()
    return render_template(
        "notebook/take-home.html", code=code, result=result, form=form, marked=marked
    )


def _as_text(result: TakeHomeResult, form: TakeHomeForm) -> str:
    parts = [
        participant_presenters.format_own_rounds(result.rounds),
        *(f"{each.label}\n{each.text}" for each in form.list_reflection_answers()),
        _("CPD entry"),
        cpd_entries.format_cpd_entry(form.to_draft_entry(), _asked()),
    ]
    return "\n\n".join(filter(None, parts))


def _result(code: str) -> TakeHomeResult | None:
    """The result of this browser; None: it has not joined.

    Raises:
        NotFound: no room has this code, or not any more.
        TooMany: too many wrong codes came from here.
    """
    phone = participant_routes.load_participant(code)
    if not phone.is_here:
        return None
    room, rounds = phone.seen.room, phone.seen.rounds
    with reading() as db:
        found = participant_presenters.load_own_rounds(db, room, phone.token, rounds)
    return TakeHomeResult(found, room.title or rounds[0].instrument.title)


def _result_or_none_left(code: str) -> TakeHomeResult:
    try:
        result = _result(code)
    except NotFound:
        if not read_participant_token(code):  # this browser never was in such a room
            raise
        return TakeHomeResult([], has_ended=True)
    return result or TakeHomeResult([])
