"""The supervision sheet: ticking lines, and the sheet itself, which is made and kept nowhere.

All of it has one address. What stands on a sheet is only ever posted, so no word of it is in an
address, and a form that came after the lock finds its page again.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from reflect.core.tags import SUPERVISION_FUNCTIONS
from reflect.db import reading
from reflect.notebook.supervision_sheet import forms, presenters, services
from reflect.notebook.supervision_sheet.services import SheetOptions, SupervisionSheet
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow, load_saved_form
from reflect.web.clock import now
from reflect.web.current_site import current_library, current_settings
from reflect.web.security_headers import attachment

bp = Blueprint("sheet", __name__, url_prefix="/notebook/supervision-sheet")


@bp.get("")
@allow(may_reflect)
def choose() -> ResponseReturnValue:
    """Lines to tick; or a sheet that came back after the lock."""
    back = load_saved_form()
    if back is not None and forms.is_sheet_form(back):
        return _sheet_page(forms.parse_supervision_sheet(back))
    offered = _offer(back.get("span", "") if back else request.args.get("span", ""))
    return _choose_page(offered, back)


@bp.post("")
@allow(may_reflect)
def make() -> ResponseReturnValue:
    """The sheet of what was ticked; or the sheet as it was changed, on the page or as a file."""
    form = request.form
    if not forms.is_sheet_form(form):
        offered = _offer(form.get("span", ""))
        chosen = forms.parse_ticked_options(form), forms.parse_functions(form)
        return _sheet_page(services.build_supervision_sheet(offered, *chosen))
    made = forms.parse_supervision_sheet(form)
    match form.get("make"):
        case "text":
            return attachment(presenters.format_sheet_text(made), "for-supervision.txt")
        case "page":
            page = render_template("notebook/sheet-file.html", sheet=made)
            return attachment(page, "for-supervision.html", "text/html")
    return _sheet_page(made)


def _offer(span: str) -> SheetOptions:
    with reading() as db:
        usual = current_settings().organisation.defaults
        return services.load_sheet_options(db, actor().vault, current_library(), span, now(), usual)


def _choose_page(offered: SheetOptions, back: MultiDict[str, str] | None) -> str:
    """With what was ticked from the start, or what was when the form came back."""
    before = [line.id for line in offered.lines if line.ticked]
    return render_template(
        "notebook/sheet-choose.html",
        span=offered.span,
        closed=offered.closed,
        spans=presenters.list_span_options(offered),
        sections=presenters.build_sheet_sections(offered),
        ticked=before if back is None else forms.parse_ticked_options(back),
        chosen={} if back is None else forms.parse_functions(back),
        functions=SUPERVISION_FUNCTIONS,
    )


def _sheet_page(made: SupervisionSheet) -> str:
    page = presenters.build_sheet_view(made)
    return render_template("notebook/sheet.html", page=page, fits=presenters.is_one_page(made))
