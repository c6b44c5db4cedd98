"""/workshops/<room>/summary: for the presenter to print or save before the room ends.

It shows what everybody in the room was shown. No answer is read for it.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.core.words import lazy_gettext as _l
from reflect.db import reading
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import current_settings, site_keys
from reflect.web.files import attachment
from reflect.workshops import cookies
from reflect.workshops import http as workshop_http
from reflect.workshops import services as workshop_services
from reflect.workshops.facilitator import presenters
from reflect.workshops.http import RoomView

bp = Blueprint("summary", __name__, url_prefix="/workshops/<room>/summary")
CAUTION = _l(
    "This shows one hour and whoever was in it. It is no survey: do not use it to judge a team or "
    "a service."
)


@bp.get("")
@allow(anyone)
def show(room: str) -> ResponseReturnValue:
    """All that was shown in the room."""
    seen = _seen(room)
    found = presenters.build_summary_chapters(seen.rounds)
    return render_template("workshops/summary.html", seen=seen, chapters=found, caution=CAUTION)


@bp.get("/file")
@allow(anyone)
def file(room: str) -> ResponseReturnValue:
    """The same as a file."""
    seen = _seen(room)
    whose = current_settings().organisation.name
    text = presenters.format_summary_markdown(
        seen.room, presenters.build_summary_chapters(seen.rounds), CAUTION, whose
    )
    return attachment(text, "workshop-summary.md", "text/markdown")


def _seen(room: str) -> RoomView:
    with reading() as db:
        return workshop_http.load_room_view(
            db,
            workshop_services.require_facilitator(
                db, site_keys(), room, cookies.read_facilitator_token(), now()
            ),
        )
