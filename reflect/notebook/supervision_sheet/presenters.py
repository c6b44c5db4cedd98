"""What the pages of the supervision sheet show, as plain strings for the templates.

A supervision sheet as plain text, and whether it fits on one page.

How much room words take in a box or on paper, where nobody but the server can reckon it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.core.i18n import _
from reflect.notebook.identifying_details import (
    describe_identifying_details,
    find_identifying_details,
)
from reflect.notebook.supervision_sheet.services import (
    SPAN_OPTIONS,
    SPAN_SINCE_LAST,
    SheetItem,
    SheetOption,
    SheetOptions,
    SupervisionSheet,
)

EMPTY_LINES = 2  # empty ones at the end, for what stands nowhere else


@dataclass(frozen=True, slots=True)
class SheetSectionView:
    """Lines of one kind, to tick."""

    title: str
    hint: str
    lines: tuple[SheetOption, ...]


@dataclass(frozen=True, slots=True)
class SheetBoxView:
    """One line of the sheet, in its box."""

    text: str
    note: str
    rows: int
    marked: str  # what in it could tell who somebody is


@dataclass(frozen=True, slots=True)
class SheetView:
    """The sheet, box by box."""

    sheet: SupervisionSheet
    brought: tuple[SheetBoxView, ...]
    seen: tuple[SheetBoxView, ...]


def list_span_options(offered: SheetOptions) -> list[tuple[str, str]]:
    """The spans there are to choose from: value and label."""
    weeks = [(span, _("{n} weeks").format(n=span)) for span in SPAN_OPTIONS]
    since = [(SPAN_SINCE_LAST, _("Since my last formal supervision"))] if offered.knows_last else []
    return [*since, *weeks]


def build_sheet_sections(offered: SheetOptions) -> list[SheetSectionView]:
    """The lines by their kind, without kinds that have none."""
    kinds: Mapping[str, tuple[str, str]] = {
        "actions": (
            _("Open actions"),
            _("Ticked already: what you ticked in a check-in to take to supervision."),
        ),
        "texts": (_("From my weeks"), _("As you wrote it. You can shorten it on the sheet.")),
        "picture": (_("What I see in my own picture"), ""),
        "cpd": (_("CPD that I have begun"), ""),
    }
    found_lines = {kind: tuple(x for x in offered.lines if x.group == kind) for kind in kinds}
    return [SheetSectionView(*kinds[kind], lines) for kind, lines in found_lines.items() if lines]


def build_sheet_view(sheet: SupervisionSheet) -> SheetView:
    """The sheet, with some empty lines at the end."""
    brought = [*sheet.brought, *[SheetItem("")] * EMPTY_LINES]
    return SheetView(
        sheet,
        tuple(_box(one.text, one.note) for one in brought),
        tuple(_box(text) for text in sheet.seen),
    )


def _box(text: str, note: str = "") -> SheetBoxView:
    return SheetBoxView(
        text, note, count_lines(text), describe_identifying_details(find_identifying_details(text))
    )


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


SCREEN_LINE_LENGTH, PAPER_LINE_LENGTH = 62, 92  # letters on a line, about


def count_lines(text: str, across: int = SCREEN_LINE_LENGTH) -> int:
    """Lines that a text takes, at least one."""
    return sum(1 + len(line) // across for line in text.split("\n"))
