"""Template values for the CPD pages: a year, an entry, conflicts, the regulator's requirement.

The organisation's file sets how many pieces are required in a registration year, how many of them
with peer reflection, and when the year ends; Social Work England requires two, one of them with
peer reflection. Only finished entries count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from reflect.charts.dates import format_day, spell_number, spell_number_capitalised
from reflect.core.i18n import _, ngettext
from reflect.core.organisation.model import Regulator
from reflect.notebook.cpd.entries import (
    CPD_FIELD_LABELS,
    CpdRecordEntry,
    RegistrationYear,
    list_cpd_fields,
)
from reflect.notebook.supervision_sheet.presenters import count_lines

CpdBox = tuple[str, str, int]  # label, text, number of rows of the textarea
_MAX_LISTED_LENGTH = 80  # characters of a description in the list


@dataclass(frozen=True, slots=True)
class CpdRow:
    """One entry in the list."""

    id: str
    title: str
    about: str  # the description, shortened
    day: str
    state: str


@dataclass(frozen=True, slots=True)
class CpdYearView:
    """One registration year."""

    year: RegistrationYear
    span: str
    needs: str  # what is still required, or that nothing is
    rows: tuple[CpdRow, ...]
    has_finished: bool
    others: tuple[RegistrationYear, ...]  # other years to link to, newest first
    asked: str  # what the regulator requires


def build_cpd_year_view(
    year: RegistrationYear,
    all_years: Mapping[RegistrationYear, Sequence[CpdRecordEntry]],
    today: date,
    regulator: Regulator,
) -> CpdYearView:
    """The view of a year, with links to the current year and to all years with entries."""
    entries, current = all_years.get(year, []), RegistrationYear.of(today, year.starts)
    others = {*all_years, current} - {year}
    first, last = (format_day(day, year=True) for day in (year.first, year.last))
    span = _("Registration year {year}: {first} to {last}.")
    return CpdYearView(
        year,
        span.format(year=year, first=first, last=last),
        _describe_past_year(entries)
        if year < current
        else describe_cpd_progress(year, entries, regulator),
        tuple(build_cpd_row(entry) for entry in entries),
        any(not entry.draft for entry in entries),
        tuple(sorted(others, reverse=True)),
        describe_cpd_requirement(regulator, year),
    )


def build_cpd_row(entry: CpdRecordEntry) -> CpdRow:
    """One entry in the list."""
    states = {(False, False): _("Finished"), (False, True): _("Finished, with peer reflection")}
    return CpdRow(
        entry.id,
        entry.type or _("No type yet"),
        shorten(entry.description, _MAX_LISTED_LENGTH, placeholder="…"),
        format_day(entry.day, year=True) if entry.day else _("No day yet"),
        states.get((entry.draft, entry.peer), _("Draft")),
    )


def build_cpd_text(entry: CpdRecordEntry, regulator: Regulator) -> tuple[CpdRow, list[CpdBox]]:
    """One entry for the page for copying: its title, and a textarea for each of its fields."""
    fields = list_cpd_fields(entry, regulator)
    return build_cpd_row(entry), [(label, text, count_lines(text)) for label, text in fields]


def describe_cpd_progress(
    year: RegistrationYear, entries: Sequence[CpdRecordEntry], regulator: Regulator
) -> str:
    """What is still required, and by when; or that the requirement is met."""
    shortfall = describe_cpd_shortfall(entries, regulator)
    if not shortfall:
        return describe_cpd_requirement_met(regulator)
    what = f"{shortfall[:1].lower()}{shortfall[1:]}"
    needed = _("Still needed for {year}: {what} By {day}.")
    return needed.format(year=year, what=what, day=format_day(year.last, year=True))


def list_conflicting_cpd_texts(typed: CpdRecordEntry, stored: CpdRecordEntry) -> dict[str, str]:
    """The stored value, as text, of each field in which the two entries differ."""
    texts = {
        name: getattr(stored, name) or _("(nothing)")
        for name in CPD_FIELD_LABELS
        if getattr(stored, name) != getattr(typed, name)
    }
    if stored.peer != typed.peer:
        texts["peer"] = _("Ticked") if stored.peer else _("Not ticked")
    if stored.standards != typed.standards:
        texts["standards"] = ", ".join(stored.standards) or _("(nothing)")
    return texts


def describe_marked_boxes(marked: Mapping[str, str]) -> str:
    """The number of fields with identifying details, as a sentence; empty for none."""
    if not marked:
        return ""
    return ngettext(
        "In one box, words may tell who somebody is. They are marked below.",
        "In {count} boxes, words may tell who somebody is. They are marked below.",
        len(marked),
    ).format(count=spell_number(len(marked)))


def describe_cpd_requirement(regulator: Regulator, year: RegistrationYear) -> str:
    """What the regulator requires in a year, in a few sentences."""
    if not regulator.pieces:
        return _("{name} asks for no number of pieces.").format(name=regulator.name)
    pieces = ngettext(
        "{name} asks for at least one piece of CPD in a registration year.",
        "{name} asks for at least {n} different pieces of CPD in a registration year.",
        regulator.pieces,
    )
    sentences = [pieces.format(name=regulator.name, n=spell_number(regulator.pieces))]
    if regulator.with_peers:
        peers = ngettext(
            "At least one has peer reflection.",
            "At least {n} have peer reflection.",
            regulator.with_peers,
        )
        sentences.append(peers.format(n=spell_number(regulator.with_peers)))
    by = ngettext(
        "It is to be recorded by {day}.", "They are to be recorded by {day}.", regulator.pieces
    )
    return " ".join([*sentences, by.format(day=format_day(year.last))])


def describe_cpd_shortfall(entries: Sequence[CpdRecordEntry], regulator: Regulator) -> str:
    """What a year still requires; empty once the requirement is met."""
    finished = [entry for entry in entries if not entry.draft]
    pieces = max(0, regulator.pieces - len(finished))
    peers = max(0, regulator.with_peers - sum(entry.peer for entry in finished))
    if (regulator.pieces, regulator.with_peers) == (2, 1):
        sentences = {
            (2, 1): _("Two different pieces, one of them with a peer."),
            (1, 1): _("One more piece, and one of the two with a peer."),
            (1, 0): _("One more piece."),
            (0, 1): _("Peer reflection on one of the pieces."),
        }
        return sentences.get((pieces, peers), "")
    parts = []
    if pieces:
        more = ngettext("One more piece.", "{n} more pieces.", pieces)
        parts.append(more.format(n=spell_number_capitalised(pieces)))
    if peers:
        more = ngettext("Peer reflection on one piece.", "Peer reflection on {n} pieces.", peers)
        parts.append(more.format(n=spell_number(peers)))
    return " ".join(parts)


def describe_cpd_requirement_met(regulator: Regulator) -> str:
    """That a year meets the requirement."""
    if (regulator.pieces, regulator.with_peers) == (2, 1):
        return _("Two pieces or more, one with a peer. If they differ, nothing more is asked for.")
    if not regulator.pieces:
        return _("No number of pieces is asked for.")
    return _("All that is asked for is here. If the pieces differ, nothing more is needed.")


def _describe_past_year(entries: Sequence[CpdRecordEntry]) -> str:
    count = sum(not entry.draft for entry in entries)
    ended = _("This year has ended.")
    if not count:
        return ended
    pieces = ngettext(
        "{count} finished piece stands here.", "{count} finished pieces stand here.", count
    )
    return " ".join([ended, pieces.format(count=spell_number_capitalised(count))])
