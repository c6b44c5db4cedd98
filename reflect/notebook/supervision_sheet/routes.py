"""/notebook/supervision-sheet: choose lines, edit the sheet, export it; nothing is stored.

All steps have one URL. The sheet is always posted, so that none of its text is in a URL. A form
that was saved at the idle lock is shown again at this URL.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from reflect.core.tags import SUPERVISION_FUNCTIONS
from reflect.db import reading
from reflect.notebook.supervision_sheet import forms, presenters, services
from reflect.notebook.supervision_sheet.services import SheetOptions, SupervisionSheet
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now
from reflect.web.current_site import current_library, current_settings
from reflect.web.security_headers import attachment

bp = Blueprint("sheet", __name__, url_prefix="/notebook/supervision-sheet")


@bp.get("")
@allow(may_reflect)
def choose() -> ResponseReturnValue:
    """The lines to choose from, or a sheet that was saved at the idle lock."""
    saved = forms.SheetForm().posted
    if forms.is_sheet_form(saved):
        return _render_sheet(forms.parse_supervision_sheet(saved))
    offered = _load_options(saved.get("span", "") if saved else request.args.get("span", ""))
    return _render_options(offered, saved or None)


@bp.post("")
@allow(may_reflect)
def make() -> ResponseReturnValue:
    """A new sheet of the ticked lines, or the edited sheet, as a page or as a file."""
    sent = forms.SheetForm()
    sent.require_valid()
    form = sent.posted
    if not forms.is_sheet_form(form):
        offered = _load_options(form.get("span", ""))
        chosen = forms.parse_ticked_options(form), forms.parse_functions(form)
        return _render_sheet(services.build_supervision_sheet(offered, *chosen))
    sheet = forms.parse_supervision_sheet(form)
    match sent.make.data:
        case "text":
            return attachment(presenters.format_sheet_text(sheet), "for-supervision.txt")
        case "page":
            page = render_template("notebook/sheet-file.html", sheet=sheet)
            return attachment(page, "for-supervision.html", "text/html")
    return _render_sheet(sheet)


def _load_options(span: str) -> SheetOptions:
    vault, library = actor().vault, current_library()
    defaults = current_settings().organisation.defaults
    with reading() as db:
        return services.load_sheet_options(db, vault, library, span, now(), defaults)


def _render_options(offered: SheetOptions, saved: MultiDict[str, str] | None) -> str:
    """The lines with the default ticks, or with those of a form saved at the idle lock."""
    default = [line.id for line in offered.lines if line.ticked]
    return render_template(
        "notebook/sheet-choose.html",
        span=offered.span,
        closed=offered.closed,
        spans=presenters.list_span_options(offered),
        sections=presenters.build_sheet_sections(offered),
        ticked=default if saved is None else forms.parse_ticked_options(saved),
        chosen={} if saved is None else forms.parse_functions(saved),
        functions=SUPERVISION_FUNCTIONS,
    )


def _render_sheet(sheet: SupervisionSheet) -> str:
    view, fits = presenters.build_sheet_view(sheet), presenters.is_one_page(sheet)
    return render_template("notebook/sheet.html", page=view, fits=fits)
