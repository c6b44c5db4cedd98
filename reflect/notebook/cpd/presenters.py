"""What the pages of CPD say, as plain strings for the templates.

What the regulator asks for in a year, and what of it is still to come, in words.

How many pieces, how many with peer reflection and by when stands in the organisation's file; two,
one of them with a peer, is what Social Work England asks for. Only finished entries count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from reflect.charts.dates import format_day, spell_number, spell_number_capitalised
from reflect.core.i18n import _, ngettext
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator
from reflect.notebook.cpd.entries import (
    CpdFieldText,
    CpdRecordEntry,
    get_cpd_field_labels,
    list_cpd_fields,
)
from reflect.notebook.registration_year import RegistrationYear
from reflect.notebook.supervision_sheet.presenters import count_lines

_SHORT = 80  # letters of a description in the list


@dataclass(frozen=True, slots=True)
class CpdRow:
    """One entry in the list."""

    id: str
    title: str
    about: str  # the beginning of its description
    day: str
    state: str


@dataclass(frozen=True, slots=True)
class CpdYearView:
    """One registration year."""

    year: RegistrationYear
    span: str
    needs: str  # what is still needed, or what there is
    rows: tuple[CpdRow, ...]
    has_finished: bool
    others: tuple[RegistrationYear, ...]  # years to go to
    asked: str  # what the regulator asks for


def build_cpd_year_view(
    year: RegistrationYear,
    all_years: Mapping[RegistrationYear, Sequence[CpdRecordEntry]],
    today: date,
    asked: Regulator = DEFAULT_ORGANISATION.regulator,
) -> CpdYearView:
    """A year, with the ways to the others that hold something, and to this one."""
    entries, current = all_years.get(year, []), RegistrationYear.of(today, year.starts)
    others = {*all_years, current} - {year}
    span = _("Registration year {year}: {first} to {last}.")
    return CpdYearView(
        year,
        span.format(year=year, first=_day(year.first), last=_day(year.last)),
        _needs(year, entries, current, asked),
        tuple(build_cpd_row(entry) for entry in entries),
        any(not entry.draft for entry in entries),
        tuple(sorted(others, reverse=True)),
        describe_cpd_requirement(asked, year),
    )


def build_cpd_row(entry: CpdRecordEntry) -> CpdRow:
    """One entry in the list."""
    states = {(False, False): _("Finished"), (False, True): _("Finished, with peer reflection")}
    return CpdRow(
        entry.id,
        entry.type or _("No type yet"),
        shorten(entry.description, _SHORT, placeholder="…"),
        _day(entry.day) if entry.day else _("No day yet"),
        states.get((entry.draft, entry.peer), _("Draft")),
    )


def describe_cpd_save(
    what: str,
    year: RegistrationYear,
    entries: Sequence[CpdRecordEntry],
    asked: Regulator = DEFAULT_ORGANISATION.regulator,
) -> str:
    """What has just happened to an entry, for the page after it."""
    sentences = {
        "draft": _("Saved as a draft. It does not count yet."),
        "saved": " ".join([_("Saved."), describe_cpd_progress(year, entries, asked)]),
    }
    return sentences.get(what, "")


@dataclass(frozen=True, slots=True)
class CpdTextView:
    """One entry on the page from which it is copied."""

    title: str
    state: str
    fields: list[tuple[CpdFieldText, int]]  # and how many rows its box has


def build_cpd_text_view(
    entry: CpdRecordEntry, asked: Regulator = DEFAULT_ORGANISATION.regulator
) -> CpdTextView:
    """One entry in the regulator's fields, each in a box of its own."""
    shown = build_cpd_row(entry)
    boxes = [(field, count_lines(field.text)) for field in list_cpd_fields(entry, asked)]
    return CpdTextView(
        _("{type}, {day}").format(type=shown.title, day=shown.day), shown.state, boxes
    )


def describe_cpd_progress(
    year: RegistrationYear,
    entries: Sequence[CpdRecordEntry],
    asked: Regulator = DEFAULT_ORGANISATION.regulator,
) -> str:
    """What is still needed, and by when; or that nothing is."""
    still = describe_cpd_shortfall(entries, asked)
    if not still:
        return describe_cpd_requirement_met(asked)
    by = _("Still needed for {year}: {what} By {day}.")
    return by.format(year=year, what=f"{still[:1].lower()}{still[1:]}", day=_day(year.last))


def _needs(
    year: RegistrationYear,
    entries: Sequence[CpdRecordEntry],
    current: RegistrationYear,
    asked: Regulator,
) -> str:
    if year >= current:
        return describe_cpd_progress(year, entries, asked)
    done = sum(not entry.draft for entry in entries)
    ended = _("This year has ended.")
    if not done:
        return ended
    said = ngettext(
        "{count} finished piece stands here.", "{count} finished pieces stand here.", done
    )
    return " ".join([ended, said.format(count=spell_number_capitalised(done))])


def list_conflicting_cpd_texts(typed: CpdRecordEntry, kept: CpdRecordEntry) -> dict[str, str]:
    """Field -> what the other tab saved in it, where the two differ."""
    apart = {
        name: getattr(kept, name) or _("(nothing)")
        for name in get_cpd_field_labels()
        if getattr(kept, name) != getattr(typed, name)
    }
    if kept.peer != typed.peer:
        apart["peer"] = _("Ticked") if kept.peer else _("Not ticked")
    if kept.standards != typed.standards:
        apart["standards"] = ", ".join(kept.standards) or _("(nothing)")
    return apart


def describe_marked_boxes(marked: Mapping[str, str]) -> str:
    """In how many boxes something could tell who somebody is; empty for none."""
    if not marked:
        return ""
    return ngettext(
        "In one box, words may tell who somebody is. They are marked below.",
        "In {count} boxes, words may tell who somebody is. They are marked below.",
        len(marked),
    ).format(count=spell_number(len(marked)))


def _day(day: date) -> str:
    return format_day(day, year=True)


def describe_cpd_requirement(asked: Regulator, year: RegistrationYear) -> str:
    """The rule, in a few sentences."""
    if not asked.pieces:
        return _("{name} asks for no number of pieces.").format(name=asked.name)
    said = [
        ngettext(
            "{name} asks for at least one piece of CPD in a registration year.",
            "{name} asks for at least {n} different pieces of CPD in a registration year.",
            asked.pieces,
        ).format(name=asked.name, n=spell_number(asked.pieces))
    ]
    if asked.with_peers:
        peers = ngettext(
            "At least one has peer reflection.",
            "At least {n} have peer reflection.",
            asked.with_peers,
        )
        said.append(peers.format(n=spell_number(asked.with_peers)))
    by = ngettext(
        "It is to be recorded by {day}.", "They are to be recorded by {day}.", asked.pieces
    )
    return " ".join([*said, by.format(day=format_day(year.last))])


def describe_cpd_shortfall(
    entries: Sequence[CpdRecordEntry], asked: Regulator = DEFAULT_ORGANISATION.regulator
) -> str:
    """What a year still needs, in words; empty once it has enough."""
    done = [entry for entry in entries if not entry.draft]
    pieces = max(0, asked.pieces - len(done))
    peers = max(0, asked.with_peers - sum(entry.peer for entry in done))
    if (asked.pieces, asked.with_peers) == (2, 1):
        return _of_two(pieces, peers)
    parts = []
    if pieces:
        more = ngettext("One more piece.", "{n} more pieces.", pieces)
        parts.append(more.format(n=spell_number_capitalised(pieces)))
    if peers:
        with_peers = ngettext(
            "Peer reflection on one piece.", "Peer reflection on {n} pieces.", peers
        )
        parts.append(with_peers.format(n=spell_number(peers)))
    return " ".join(parts)


def _of_two(pieces: int, peers: int) -> str:
    """The same where two are asked for, one of them with a peer."""
    if pieces == 2:
        return _("Two different pieces, one of them with a peer.")
    if pieces:
        return (
            _("One more piece, and one of the two with a peer.") if peers else _("One more piece.")
        )
    return _("Peer reflection on one of the pieces.") if peers else ""


def describe_cpd_requirement_met(asked: Regulator) -> str:
    """That a year has what is asked for."""
    if (asked.pieces, asked.with_peers) == (2, 1):
        return _("Two pieces or more, one with a peer. If they differ, nothing more is asked for.")
    if not asked.pieces:
        return _("No number of pieces is asked for.")
    return _("All that is asked for is here. If the pieces differ, nothing more is needed.")
