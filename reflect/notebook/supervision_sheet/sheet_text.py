"""A supervision sheet as plain text, and whether it fits on one page."""

from reflect.core.words import _
from reflect.notebook.supervision_sheet.paper import PAPER_LINE_LENGTH, count_lines
from reflect.notebook.supervision_sheet.services import SupervisionSheet

_RULED = "_" * 60
_LINES = 24  # printed lines that there is room for beside what always stands there; printed to see


def sheet_title() -> str:
    """What stands on top."""
    return _("For supervision")


def format_sheet_text(sheet: SupervisionSheet) -> str:
    """The whole sheet, with lines to write on where nothing stands yet."""
    head = "\n".join(filter(None, [sheet_title(), sheet.shown, sheet.when]))
    brought = [
        f"- {one.text}\n  ({one.note})" if one.note else f"- {one.text}" for one in sheet.brought
    ]
    parts = [
        (_("What I want from today"), [sheet.want or f"{_RULED}\n\n{_RULED}"]),
        (_("What I bring"), brought or [_RULED]),
        (_("What I see in my own picture"), list(sheet.seen)),
        (_("What we agreed"), [_RULED, _RULED]),
        (_("By when, and who"), [_RULED, _RULED]),
    ]
    sections = ["\n\n".join([name, *lines]) for name, lines in parts if lines]
    return "\n\n\n".join([head, *sections]) + "\n"


def is_one_page(sheet: SupervisionSheet) -> bool:
    """Whether it is likely to fit on one page."""
    texts = [sheet.want, *(one.text for one in sheet.brought), *sheet.seen]
    notes = sum(bool(one.note) for one in sheet.brought)
    return sum(count_lines(text, PAPER_LINE_LENGTH) for text in texts) + notes <= _LINES
