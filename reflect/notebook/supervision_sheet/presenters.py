"""Template values for the supervision sheet, and its export as plain text.

The lines that a text takes in a textarea or on paper are estimated from its number of characters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reflect.core.i18n import _
from reflect.notebook.identifying_details import describe_identifying_details
from reflect.notebook.supervision_sheet import services
from reflect.notebook.supervision_sheet.services import (
    SheetItem,
    SheetOption,
    SheetOptions,
    SupervisionSheet,
)

EMPTY_ITEMS = (SheetItem(""), SheetItem(""))  # at the end of the sheet, for the user's own
SCREEN_LINE_LENGTH, PAPER_LINE_LENGTH = 62, 92  # characters on a line, about
_MAX_PAPER_LINES = 24  # for texts, on one printed page with its fixed parts; found by printing
_RULED_LINE = "_" * 60


@dataclass(frozen=True, slots=True)
class SheetBoxView:
    """One line of the sheet, in a textarea."""

    text: str
    note: str
    rows: int
    marked: str  # a warning about identifying details; may be empty


def list_span_options(offered: SheetOptions) -> list[tuple[str, str]]:
    """The spans to choose from: value and label."""
    options = [(span, _("{n} weeks").format(n=span)) for span in services.SPAN_OPTIONS]
    if offered.knows_last:
        options.insert(0, (services.SPAN_SINCE_LAST, _("Since my last formal supervision")))
    return options


def build_sheet_sections(offered: SheetOptions) -> list[tuple[str, str, list[SheetOption]]]:
    """The lines grouped by kind, without empty groups: title, hint and lines of each."""
    kinds: Mapping[str, tuple[str, str]] = {
        "actions": (
            _("Open actions"),
            _("Ticked already: what you ticked in a check-in to take to supervision."),
        ),
        "texts": (_("From my weeks"), _("As you wrote it. You can shorten it on the sheet.")),
        "picture": (_("What I see in my own picture"), ""),
        "cpd": (_("CPD that I have begun"), ""),
    }
    by_kind = {kind: [line for line in offered.lines if line.group == kind] for kind in kinds}
    return [(*kinds[kind], lines) for kind, lines in by_kind.items() if lines]


def build_sheet_boxes(items: Iterable[SheetItem]) -> list[SheetBoxView]:
    """The textareas of some lines of the sheet."""
    return [
        SheetBoxView(
            item.text, item.note, count_lines(item.text), describe_identifying_details(item.text)
        )
        for item in items
    ]


def format_sheet_text(sheet: SupervisionSheet) -> str:
    """The sheet as plain text, with ruled lines where nothing is written yet."""
    head = "\n".join(filter(None, [_("For supervision"), sheet.shown, sheet.when]))
    brought = [
        f"- {item.text}\n  ({item.note})" if item.note else f"- {item.text}"
        for item in sheet.brought
    ]
    ruled = [_RULED_LINE, _RULED_LINE]
    sections = [
        (_("What I want from today"), [sheet.want or "\n\n".join(ruled)]),
        (_("What I bring"), brought or [_RULED_LINE]),
        (_("What I see in my own picture"), list(sheet.seen)),
        (_("What we agreed"), ruled),
        (_("By when, and who"), ruled),
    ]
    texts = ["\n\n".join([title, *lines]) for title, lines in sections if lines]
    return "\n\n\n".join([head, *texts]) + "\n"


def is_one_page(sheet: SupervisionSheet) -> bool:
    """Whether the printed sheet is likely to fit on one page."""
    texts = [sheet.want, *(item.text for item in sheet.brought), *sheet.seen]
    notes = sum(bool(item.note) for item in sheet.brought)
    return sum(count_lines(text, PAPER_LINE_LENGTH) for text in texts) + notes <= _MAX_PAPER_LINES


def count_lines(text: str, line_length: int = SCREEN_LINE_LENGTH) -> int:
    """The estimated number of lines of a text, at least 1."""
    return sum(1 + len(line) // line_length for line in text.split("\n"))
