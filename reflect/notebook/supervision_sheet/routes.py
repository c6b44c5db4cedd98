"""/notebook/supervision-sheet: choose lines, edit the sheet, export it; nothing is stored.

All steps have one URL. The sheet is always posted, so that none of its text is in a URL. A form
that was saved at the idle lock is shown again at this URL.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from reflect.core.tags import SUPERVISION_FUNCTIONS
from reflect.db import reading
from reflect.notebook.supervision_sheet import presenters, services
from reflect.notebook.supervision_sheet.forms import SheetForm
from reflect.notebook.supervision_sheet.services import SheetItem, SheetOptions, SupervisionSheet
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
    form = SheetForm()
    if form.bring.data:
        return _render_sheet(form.to_sheet())
    offered = _load_options(form.span.data or request.args.get("span", ""))
    return render_template(
        "notebook/sheet-choose.html",
        offered=offered,
        spans=presenters.list_span_options(offered),
        sections=presenters.build_sheet_sections(offered),
        ticked=form.line.data if form.is_bound else offered.default_ticks,
        chosen=form.functions,
        functions=SUPERVISION_FUNCTIONS,
    )


@bp.post("")
@allow(may_reflect)
def make() -> ResponseReturnValue:
    """A new sheet of the ticked lines, or the edited sheet, as a page or as a file."""
    form = SheetForm()
    form.require_valid()
    if not form.bring.data:
        offered, ticked = _load_options(form.span.data), form.line.data or ()
        return _render_sheet(services.build_supervision_sheet(offered, ticked, form.functions))
    sheet = form.to_sheet()
    match form.make.data:
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


def _render_sheet(sheet: SupervisionSheet) -> str:
    return render_template(
        "notebook/sheet.html",
        sheet=sheet,
        brought=presenters.build_sheet_boxes([*sheet.brought, *presenters.EMPTY_ITEMS]),
        seen=presenters.build_sheet_boxes(map(SheetItem, sheet.seen)),
        fits=presenters.is_one_page(sheet),
    )
