"""What is ticked for a supervision sheet, and what is changed on it. Nothing there can be wrong."""

from itertools import zip_longest

from werkzeug.datastructures import MultiDict

from reflect.notebook.supervision_sheet.services import SheetItem, SupervisionSheet

FUNCTION_FIELD_PREFIX = "function-"  # before the id of a line


def is_sheet_form(form: MultiDict[str, str]) -> bool:
    """Whether it came from the sheet itself, and not from the page of lines to tick."""
    return "bring" in form


def parse_ticked_options(form: MultiDict[str, str]) -> list[str]:
    """The ids of the lines that were ticked."""
    return form.getlist("line")


def parse_functions(form: MultiDict[str, str]) -> dict[str, str]:
    """Line -> the function of supervision that was chosen for it."""
    sent = {
        name: value
        for name, value in form.items()
        if name.startswith(FUNCTION_FIELD_PREFIX) and value
    }
    return {name.removeprefix(FUNCTION_FIELD_PREFIX): value for name, value in sent.items()}


def parse_supervision_sheet(form: MultiDict[str, str]) -> SupervisionSheet:
    """The sheet as it was changed; emptied lines are gone. A browser sends line ends as CRLF."""
    pairs = zip_longest(form.getlist("bring"), form.getlist("note"), fillvalue="")
    brought = [SheetItem(_plain(text), _plain(note)) for text, note in pairs]
    seen = map(_plain, form.getlist("seen"))
    return SupervisionSheet(
        shown=_plain(form.get("shown", "")),
        when=_plain(form.get("when", "")),
        want=_plain(form.get("want", "")),
        brought=tuple(one for one in brought if one.text),
        seen=tuple(text for text in seen if text),
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
