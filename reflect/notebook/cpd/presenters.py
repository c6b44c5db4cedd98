"""What the pages of CPD say, as plain strings for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from reflect.charts.dates import format_day, spell_number, spell_number_capitalised
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator
from reflect.core.words import _, ngettext
from reflect.notebook.cpd.cpd_needs import (
    describe_cpd_requirement,
    describe_cpd_requirement_met,
    describe_cpd_shortfall,
)
from reflect.notebook.cpd.entries import (
    CpdFieldText,
    CpdRecordEntry,
    get_cpd_field_labels,
    list_cpd_fields,
)
from reflect.notebook.registration_year import RegistrationYear
from reflect.notebook.supervision_sheet.paper import count_lines

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
