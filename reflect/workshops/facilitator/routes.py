"""/workshops/<room>: the facilitator's screen, and the summary to print or save.

Access depends on the cookie of the room, not on the session. Until the results are revealed, the
screen shows three numbers about the answers and nothing else. The summary shows the results that
everybody in the room was shown; no answers are read for it.
"""

import secrets
from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from reflect.content.http import current_resources
from reflect.content.teaching.running_order import format_clock
from reflect.core.crypto.codes import format_room_code
from reflect.core.errors import NotFound, PermissionDenied
from reflect.core.i18n import lazy_gettext as _l
from reflect.db import reading, vacuum_file, writing
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, current_settings, site_keys
from reflect.web.forms import PageForm
from reflect.web.security_headers import attachment
from reflect.workshops import http, services
from reflect.workshops.facilitator import presenters
from reflect.workshops.facilitator.presenters import SummaryChapterView, find_facilitator_notes
from reflect.workshops.forms import RoomLockForm, RoomSubmission, parse_submission
from reflect.workshops.http import RoomView
from reflect.workshops.participant.services import RoundClosed, save_paper_slip
from reflect.workshops.presenters import build_round_results
from reflect.workshops.repository import Room, RoomCounts, load_room_counts
from reflect.workshops.routes import list_room_instruments

bp = Blueprint("presenter", __name__, url_prefix="/workshops/<room>")
summary_bp = Blueprint("summary", __name__, url_prefix="/workshops/<room>/summary")
CAUTION = _l(
    "This shows one hour and whoever was in it. It is no survey: do not use it to judge a team or "
    "a service."
)


@bp.get("")
@allow(anyone)
def show(room: str) -> ResponseReturnValue:
    """The facilitator's screen: code, numbers, the next step."""
    return _render_screen(room)


@bp.get("/state")
@allow(anyone, quiet=True)
def state(room: str) -> ResponseReturnValue:
    """Polled: a string that changes when the screen must reload, and the numbers."""
    view, counts = _load_room(room)
    notes = find_facilitator_notes(current_resources(), view.room, now())
    return http.as_state_json(http.format_facilitator_state(view, notes), counts)


@bp.post("/lock")
@allow(anyone)
def lock(room: str) -> ResponseReturnValue:
    """Lock the room for further participants, or unlock it."""
    form = RoomLockForm()
    form.require_valid()
    locked = form.locked.data == "1"
    return _run_step(room, lambda db, record: services.set_room_lock(db, record, locked=locked))


@bp.post("/clock")
@allow(anyone)
def set_clock(room: str) -> ResponseReturnValue:
    """Set the clock to a part of the running order."""
    minutes = http.parse_form_number("minutes")
    return _run_step(room, lambda db, record: services.set_room_clock(db, record, minutes, now()))


@bp.post("/reveal")
@allow(anyone)
def reveal(room: str) -> ResponseReturnValue:
    """Reveal the results of the round to everybody."""

    def reveal_current(db: Connection, record: Room) -> None:
        instrument = http.load_room_view(db, record).current_round.instrument
        services.reveal_round(db, record, instrument)

    return _run_step(room, reveal_current)


@bp.post("/wall")
@allow(anyone)
def put_on_wall(room: str) -> ResponseReturnValue:
    """Show one result on the wall."""
    index = http.parse_form_number("at")
    return _run_step(room, lambda db, record: services.show_result_on_wall(db, record, index))


@bp.post("/round")
@allow(anyone)
def next_round(room: str) -> ResponseReturnValue:
    """Start the next round."""
    instrument = current_library().get_offered(PageForm().posted.get("instrument", ""))
    return _run_step(room, lambda db, record: services.start_next_round(db, record, instrument))


@bp.get("/slips")
@allow(anyone)
def slips(room: str) -> ResponseReturnValue:
    """A form to enter paper slips, one after the other."""
    return _render_slip_form(room, RoomSubmission({}, {}, {}), secrets.token_hex(16))


@bp.post("/slips")
@allow(anyone)
def keep_slip(room: str) -> ResponseReturnValue:
    """Save one paper slip; sending the same form again overwrites it."""
    sent = PageForm().posted
    slip = sent.get("slip", "")[:64]
    try:
        with writing() as db:
            record = _require_room(db, room)
            instrument = http.load_room_view(db, record).current_round.instrument
            submission = parse_submission(instrument, sent)
            if not submission.errors:
                number = http.parse_form_number("round")
                save_paper_slip(db, record, slip.encode(), number, submission.answers)
    except RoundClosed as error:
        return _render_screen(room, str(error)), 422
    if submission.errors:
        return _render_slip_form(room, submission, slip), 422
    return redirect(url_for("presenter.slips", room=room, kept=1), 303)


@bp.route("/end", methods=["GET", "POST"])
@allow(anyone)
def end(room: str) -> ResponseReturnValue:
    """Confirm, then delete the room and everything in it."""
    with reading() as db:
        record = _require_room(db, room)
    if request.method == "GET":
        return render_template("workshops/end.html", room=record)
    with writing() as db:
        services.delete_room(db, _require_room(db, room).id)
    vacuum_file()
    response = make_response(redirect(url_for("workshops.ended"), 303))
    http.delete_facilitator_cookie(response, room)
    return response


def _require_room(db: Connection, room: str) -> Room:
    token = http.read_facilitator_token()
    return services.require_facilitator(db, site_keys(), room, token, now())


def _load_room(room: str) -> tuple[RoomView, RoomCounts]:
    with reading() as db:
        record = _require_room(db, room)
        return http.load_room_view(db, record), load_room_counts(db, record)


def _load_summary(room: str) -> tuple[RoomView, list[SummaryChapterView]]:
    with reading() as db:
        view = http.load_room_view(db, _require_room(db, room))
    return view, presenters.build_summary_chapters(view.rounds)


def _run_step(room: str, step: Callable[[Connection, Room], None]) -> ResponseReturnValue:
    """Run a step and redirect to the screen; the error of a rejected step is shown on it."""
    try:
        with writing() as db:
            step(db, _require_room(db, room))
    except NotFound:
        raise
    except PermissionDenied as error:
        return _render_screen(room, str(error)), 422
    return redirect(url_for("presenter.show", room=room), 303)


def _render_slip_form(room: str, submission: RoomSubmission, slip: str) -> str:
    view, counts = _load_room(room)
    return render_template(
        "workshops/slips.html",
        seen=view,
        counted=counts,
        slip=slip,
        parts=http.render_questions(view.current_round.instrument, submission),
        problems=submission.problems,
        kept="kept" in request.args,
    )


def _render_screen(room: str, problem: str = "") -> str:
    view, counts = _load_room(room)
    notes = find_facilitator_notes(current_resources(), view.room, now())
    return render_template(
        "workshops/presenter.html",
        seen=view,
        counted=counts,
        at=http.format_facilitator_state(view, notes),
        notes=notes,
        clock=format_clock,
        told=build_round_results(view.rounds) if view.is_revealed else None,
        minutes=presenters.count_elapsed_minutes(view.room, now()),
        sets=list_room_instruments(),
        problem=problem,
        code=format_room_code(view.room.code),
        address=http.format_join_address(),
        picture=http.draw_join_qr_code(view.room.code),
    )


@summary_bp.get("", endpoint="show")
@allow(anyone)
def show_summary(room: str) -> ResponseReturnValue:
    """The summary of everything that was shown in the room."""
    view, chapters = _load_summary(room)
    return render_template("workshops/summary.html", seen=view, chapters=chapters, caution=CAUTION)


@summary_bp.get("/file")
@allow(anyone)
def file(room: str) -> ResponseReturnValue:
    """The summary as a Markdown file."""
    view, chapters = _load_summary(room)
    name = current_settings().organisation.name
    text = presenters.format_summary_markdown(view.room, chapters, str(CAUTION), name)
    return attachment(text, "workshop-summary.md", "text/markdown")
