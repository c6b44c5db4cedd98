"""/room/<code>/take-home: a participant's own result, with a reflection and a CPD draft.

For a participant's phone, without a login. The response has what was typed, as a page or a file;
nothing is stored. If the workshop ends while a participant types, the response has no results.
"""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.accounts.rate_limit import TooManyAttempts
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.organisation.model import Regulator
from reflect.db import reading
from reflect.notebook.cpd.entries import format_cpd_entry, list_cpd_fields
from reflect.notebook.take_home.forms import TakeHomeForm, prefill_take_home_form
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import today
from reflect.web.current_site import current_settings
from reflect.web.security_headers import attachment
from reflect.workshops.http import read_participant_token
from reflect.workshops.participant import presenters as participant_presenters
from reflect.workshops.participant.routes import handle_room_gone, load_participant

bp = Blueprint("take_home", __name__, url_prefix="/room/<code>/take-home")
bp.register_error_handler(NotFound, handle_room_gone)
bp.register_error_handler(TooManyAttempts, handle_room_gone)


@dataclass(frozen=True, slots=True)
class TakeHomeResult:
    """The participant's own result; without rounds once the workshop has ended."""

    rounds: list[participant_presenters.OwnRoundView]
    about: str = ""
    has_ended: bool = False


@bp.get("")
@allow(anyone, nearby=True)
def show(code: str) -> ResponseReturnValue:
    """The participant's own result, and the form."""
    result = _load_result(code)
    if result is None:
        return redirect(url_for("rooms.join_with", code=code))
    return _render_form(code, result, prefill_take_home_form(result.about, today()))


@bp.post("")
@allow(anyone, nearby=True)
def make(code: str) -> ResponseReturnValue:
    """Return what was typed: as a page to print, as a file, or in the form again."""
    result = _load_result_or_ended(code)
    form = TakeHomeForm()
    form.require_valid()
    match form.action.data:
        case "file":
            return attachment(_format_text(result, form), "take-it-home.txt")
        case "change":
            return _render_form(code, result, form)
    return render_template(
        "notebook/take-home-page.html",
        code=code,
        result=result,
        reflection=form.list_reflection_answers(),
        fields=list_cpd_fields(form.to_draft_entry(), _get_regulator()),
        marked=bool(form.find_identifying_details()),
        typed=form.list_typed(),
    )


def _get_regulator() -> Regulator:
    return current_settings().organisation.regulator


def _render_form(code: str, result: TakeHomeResult, form: TakeHomeForm) -> str:
    form.apply_regulator(_get_regulator())
    marked = form.find_identifying_details()
    return render_template(
        "notebook/take-home.html", code=code, result=result, form=form, marked=marked
    )


def _format_text(result: TakeHomeResult, form: TakeHomeForm) -> str:
    parts = [
        participant_presenters.format_own_rounds(result.rounds),
        *map("\n".join, form.list_reflection_answers()),
        _("CPD entry"),
        format_cpd_entry(form.to_draft_entry(), _get_regulator()),
    ]
    return "\n\n".join(filter(None, parts))


def _load_result(code: str) -> TakeHomeResult | None:
    """The result of this browser; None: it has not joined.

    Raises:
        NotFound: no workshop has this code, or it has ended.
        TooManyAttempts: too many wrong codes came from this address.
    """
    participant = load_participant(code)
    if not participant.is_here:
        return None
    room, rounds = participant.seen.room, participant.seen.rounds
    with reading() as db:
        own_rounds = participant_presenters.load_own_rounds(db, room, participant.token, rounds)
    return TakeHomeResult(own_rounds, room.title or rounds[0].instrument.title)


def _load_result_or_ended(code: str) -> TakeHomeResult:
    try:
        result = _load_result(code)
    except NotFound:
        if not read_participant_token(code):  # this browser has not joined the workshop
            raise
        return TakeHomeResult([], has_ended=True)
    return result or TakeHomeResult([])
