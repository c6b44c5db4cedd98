"""What the pages of the supervision sheet show, as plain strings for the templates."""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.core.words import _
from reflect.notebook.identifying_details import found, sentence
from reflect.notebook.supervision_sheet.paper import rows
from reflect.notebook.supervision_sheet.services import (
    SINCE,
    SPANS,
    Brought,
    Line,
    Offer,
    SupervisionSheet,
)

OWN_LINES = 2  # empty ones at the end, for what stands nowhere else


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one kind, to tick."""

    title: str
    hint: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """One line of the sheet, in its box."""

    text: str
    note: str
    rows: int
    marked: str  # what in it could tell who somebody is


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The sheet, box by box."""

    sheet: SupervisionSheet
    brought: tuple[Box, ...]
    seen: tuple[Box, ...]


def spans(offered: Offer) -> list[tuple[str, str]]:
    """The spans there are to choose from: value and label."""
    weeks = [(span, _("{n} weeks").format(n=span)) for span in SPANS]
    since = [(SINCE, _("Since my last formal supervision"))] if offered.knows_last else []
    return [*since, *weeks]


def sections(offered: Offer) -> list[Section]:
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
    return [Section(*kinds[kind], lines) for kind, lines in found_lines.items() if lines]


def sheet_page(sheet: SupervisionSheet) -> SheetPage:
    """The sheet, with some empty lines at the end."""
    brought = [*sheet.brought, *[Brought("")] * OWN_LINES]
    return SheetPage(
        sheet,
        tuple(_box(one.text, one.note) for one in brought),
        tuple(_box(text) for text in sheet.seen),
    )


def _box(text: str, note: str = "") -> Box:
    return Box(text, note, rows(text), sentence(found(text)))
