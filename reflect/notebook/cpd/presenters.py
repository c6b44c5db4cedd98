"""What the pages of CPD say, as plain strings for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from reflect.charts.dates import day_words, number_starts, number_words
from reflect.core.organisation.model import NOBODYS, Regulator
from reflect.core.words import _, ngettext
from reflect.notebook.cpd.cpd_needs import asked_for, enough, needed
from reflect.notebook.cpd.entries import Entry, Field, fields, labels
from reflect.notebook.registration_year import RegistrationYear
from reflect.notebook.supervision_sheet.paper import rows

_SHORT = 80  # letters of a description in the list


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the list."""

    id: str
    title: str
    about: str  # the beginning of its description
    day: str
    state: str


@dataclass(frozen=True, slots=True)
class YearPage:
    """One registration year."""

    year: RegistrationYear
    span: str
    needs: str  # what is still needed, or what there is
    rows: tuple[Row, ...]
    has_finished: bool
    others: tuple[RegistrationYear, ...]  # years to go to
    asked: str  # what the regulator asks for


def year_page(
    year: RegistrationYear,
    all_years: Mapping[RegistrationYear, Sequence[Entry]],
    today: date,
    asked: Regulator = NOBODYS.regulator,
) -> YearPage:
    """A year, with the ways to the others that hold something, and to this one."""
    entries, current = all_years.get(year, []), RegistrationYear.of(today, year.starts)
    others = {*all_years, current} - {year}
    span = _("Registration year {year}: {first} to {last}.")
    return YearPage(
        year,
        span.format(year=year, first=_day(year.first), last=_day(year.last)),
        _needs(year, entries, current, asked),
        tuple(row(entry) for entry in entries),
        any(not entry.draft for entry in entries),
        tuple(sorted(others, reverse=True)),
        asked_for(asked, year),
    )


def row(entry: Entry) -> Row:
    """One entry in the list."""
    states = {(False, False): _("Finished"), (False, True): _("Finished, with peer reflection")}
    return Row(
        entry.id,
        entry.type or _("No type yet"),
        shorten(entry.description, _SHORT, placeholder="…"),
        _day(entry.day) if entry.day else _("No day yet"),
        states.get((entry.draft, entry.peer), _("Draft")),
    )


def done(
    what: str,
    year: RegistrationYear,
    entries: Sequence[Entry],
    asked: Regulator = NOBODYS.regulator,
) -> str:
    """What has just happened to an entry, for the page after it."""
    sentences = {
        "draft": _("Saved as a draft. It does not count yet."),
        "saved": " ".join([_("Saved."), what_is_needed(year, entries, asked)]),
    }
    return sentences.get(what, "")


@dataclass(frozen=True, slots=True)
class ToPaste:
    """One entry on the page from which it is copied."""

    title: str
    state: str
    fields: list[tuple[Field, int]]  # and how many rows its box has


def to_paste(entry: Entry, asked: Regulator = NOBODYS.regulator) -> ToPaste:
    """One entry in the regulator's fields, each in a box of its own."""
    shown = row(entry)
    boxes = [(field, rows(field.text)) for field in fields(entry, asked)]
    return ToPaste(_("{type}, {day}").format(type=shown.title, day=shown.day), shown.state, boxes)


def what_is_needed(
    year: RegistrationYear, entries: Sequence[Entry], asked: Regulator = NOBODYS.regulator
) -> str:
    """What is still needed, and by when; or that nothing is."""
    still = needed(entries, asked)
    if not still:
        return enough(asked)
    by = _("Still needed for {year}: {what} By {day}.")
    return by.format(year=year, what=f"{still[:1].lower()}{still[1:]}", day=_day(year.last))


def _needs(
    year: RegistrationYear,
    entries: Sequence[Entry],
    current: RegistrationYear,
    asked: Regulator,
) -> str:
    if year >= current:
        return what_is_needed(year, entries, asked)
    done = sum(not entry.draft for entry in entries)
    ended = _("This year has ended.")
    if not done:
        return ended
    said = ngettext(
        "{count} finished piece stands here.", "{count} finished pieces stand here.", done
    )
    return " ".join([ended, said.format(count=number_starts(done))])


def other_texts(typed: Entry, kept: Entry) -> dict[str, str]:
    """Field -> what the other tab saved in it, where the two differ."""
    apart = {
        name: getattr(kept, name) or _("(nothing)")
        for name in labels()
        if getattr(kept, name) != getattr(typed, name)
    }
    if kept.peer != typed.peer:
        apart["peer"] = _("Ticked") if kept.peer else _("Not ticked")
    if kept.standards != typed.standards:
        apart["standards"] = ", ".join(kept.standards) or _("(nothing)")
    return apart


def marked_words(marked: Mapping[str, str]) -> str:
    """In how many boxes something could tell who somebody is; empty for none."""
    if not marked:
        return ""
    return ngettext(
        "In one box, words may tell who somebody is. They are marked below.",
        "In {count} boxes, words may tell who somebody is. They are marked below.",
        len(marked),
    ).format(count=number_words(len(marked)))


def _day(day: date) -> str:
    return day_words(day, year=True)
