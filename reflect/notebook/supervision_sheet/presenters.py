"""What the pages of the supervision sheet show, as plain strings for the templates."""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.core.words import _
from reflect.notebook.identifying_details import (
    describe_identifying_details,
    find_identifying_details,
)
from reflect.notebook.supervision_sheet.paper import count_lines
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
