"""The forms of the supervision sheet: every text is valid."""

from itertools import zip_longest

from werkzeug.datastructures import MultiDict
from wtforms import StringField

from reflect.notebook.supervision_sheet.services import SheetItem, SupervisionSheet
from reflect.web.forms import ActionField, PageForm

FUNCTION_FIELD_PREFIX = "function-"  # the id of a line follows


class SheetForm(PageForm):
    """The lines to choose from, or the sheet; the functions below read its repeated fields."""

    make = ActionField("", "page", "text", "anew")  # the file to make of the sheet
    span = StringField()  # how far back the lines go


def is_sheet_form(form: MultiDict[str, str]) -> bool:
    """Whether it was posted from the page of the sheet, not from that of the lines to choose."""
    return "bring" in form


def parse_ticked_options(form: MultiDict[str, str]) -> list[str]:
    """The ids of the lines that were ticked."""
    return form.getlist("line")


def parse_functions(form: MultiDict[str, str]) -> dict[str, str]:
    """The function of supervision that was chosen for each line, by the id of the line."""
    return {
        name.removeprefix(FUNCTION_FIELD_PREFIX): value
        for name, value in form.items()
        if name.startswith(FUNCTION_FIELD_PREFIX) and value
    }


def parse_supervision_sheet(form: MultiDict[str, str]) -> SupervisionSheet:
    """The edited sheet, without empty lines and CRLF line ends."""
    pairs = zip_longest(form.getlist("bring"), form.getlist("note"), fillvalue="")
    brought = [SheetItem(_clean_text(text), _clean_text(note)) for text, note in pairs]
    seen = map(_clean_text, form.getlist("seen"))
    return SupervisionSheet(
        shown=_clean_text(form.get("shown", "")),
        when=_clean_text(form.get("when", "")),
        want=_clean_text(form.get("want", "")),
        brought=tuple(item for item in brought if item.text),
        seen=tuple(text for text in seen if text),
    )


def _clean_text(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
