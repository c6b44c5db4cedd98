"""CPD entries and registration years: the regulator's fields, validation, export as plain text.

A draft may have empty fields and any text as its date; only finished entries count. Ticked
standards are for the user's own overview: the regulator does not ask for them. The plain text is
for copying or for download, and no field is shortened in it.

By default a registration year runs from 1 December to 30 November, as that of Social Work England.
Regulators of the other nations have other rules, so the organisation can set another start. The key
of a row is the name of the year, so a changed start changes no stored entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass, field, replace
from typing import Any, Final

from msgspec import structs

from reflect.charts.dates import format_day
from reflect.core.errors import Invalid
from reflect.core.i18n import DisplayText, LazyString, _, capitalise_first
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator
from reflect.core.weeks import LONDON
from reflect.vaults.editing import edition_of

YearStart = tuple[int, int]  # month and day
DEFAULT_YEAR_START: Final = DEFAULT_ORGANISATION.regulator.year_start


@dataclass(frozen=True, slots=True, order=True)
class RegistrationYear:
    """One registration year, identified by the calendar year in which it begins."""

    begins: int  # that calendar year, from 1 to 9998
    starts: YearStart = field(default=DEFAULT_YEAR_START, compare=False)

    @classmethod
    def of(
        cls, when: dt.date | dt.datetime, starts: YearStart = DEFAULT_YEAR_START
    ) -> RegistrationYear:
        """The year that contains a date, or an aware datetime (its date in London).

        Raises:
            Invalid: the year begins before 1 or after 9998.
        """
        day = when.astimezone(LONDON).date() if isinstance(when, dt.datetime) else when
        begins = day.year if (day.month, day.day) >= starts else day.year - 1
        if not 1 <= begins <= 9998:
            raise Invalid(_("There is no such year."))
        return cls(begins, starts)

    @property
    def first(self) -> dt.date:
        """The first day: 1 December, or the regulator's own."""
        return dt.date(self.begins, *self.starts)

    @property
    def last(self) -> dt.date:
        """The last day, the one before the next year begins."""
        return dt.date(self.begins + 1, *self.starts) - dt.timedelta(days=1)

    def __add__(self, years: int) -> RegistrationYear:
        return RegistrationYear(self.begins + years, self.starts)

    def __str__(self) -> str:
        return f"{self.begins:04}-{(self.begins + 1) % 100:02}"


EARLIEST_CPD_YEAR: Final = RegistrationYear(2015)  # older entries are not accepted
CPD_FIELD_LABELS: Final[Mapping[str, LazyString]] = {  # in the order of the regulator's form
    "type": _l("Type of CPD"),
    "description": _l("Short description, and why it is relevant"),
    "date": _l("Date"),
    "learnt": _l("What you learnt"),
    "impact": _l("Positive impact, had or to come, on your practice and the people you work with"),
    "peer_learnt": _l("Peer reflection: what you learnt from discussing it"),
}


@dataclass(frozen=True, slots=True)
class CpdRecordEntry:
    """One piece of CPD."""

    id: str  # 8 random bytes, hex
    type: str = ""
    description: str = ""  # short, and why it is relevant
    date: str = ""  # as 2026-11-27; in a draft, any text
    learnt: str = ""
    impact: str = ""  # so far or expected, on practice and on the people the user works with
    peer: bool = False  # with peer reflection
    peer_learnt: str = ""  # from peer reflection
    standards: tuple[str, ...] = ()  # ids of the regulator's standards, in its order
    draft: bool = True
    from_week: str = ""  # the week of the check-in whose notes it was made from, as 2026-W48
    saves: int = 0  # number of saves
    saved: str = ""  # time of the last save, as 2026-11-27T16:05Z

    @property
    def day(self) -> dt.date | None:
        """The parsed date; None if the text is not a date."""
        try:
            return dt.date.fromisoformat(self.date)
        except ValueError:
            return None

    @property
    def edition(self) -> str:
        """The edition that its form carries."""
        return edition_of(*map(str, astuple(self)))


def parse_cpd_entries(row: Mapping[str, Any]) -> list[CpdRecordEntry]:
    """Parse the entries of a decrypted row; they are in no particular order."""
    stored = row.get("entries", [])
    return [CpdRecordEntry(**{**each, "standards": tuple(each["standards"])}) for each in stored]


def serialise_cpd_entries(entries: Iterable[CpdRecordEntry]) -> list[dict[str, Any]]:
    """Serialise the entries for a row."""
    return [{**asdict(entry), "standards": list(entry.standards)} for entry in entries]


def strip_save_metadata(entry: CpdRecordEntry) -> CpdRecordEntry:
    """The entry without save metadata and `from_week`, to compare content and draft state."""
    return replace(entry, saves=0, saved="", from_week="")


def strip_save_state(entry: CpdRecordEntry) -> CpdRecordEntry:
    """The entry without save metadata and draft state, to compare what was typed and ticked."""
    return replace(strip_save_metadata(entry), draft=True)


def sort_cpd_entries(entries: Iterable[CpdRecordEntry]) -> list[CpdRecordEntry]:
    """Newest first, by date and then by time of saving; those without a date come first."""
    return sorted(entries, key=lambda entry: (entry.day or dt.date.max, entry.saved), reverse=True)


def find_registration_year(
    entry: CpdRecordEntry, otherwise: RegistrationYear, today: dt.date
) -> RegistrationYear:
    """The year of the entry's date; `otherwise` if it has no date from 2015 to next year."""
    if entry.day is None:
        return otherwise
    try:
        year = RegistrationYear.of(entry.day, otherwise.starts)
    except Invalid:
        return otherwise
    latest = RegistrationYear.of(today, otherwise.starts) + 1
    return year if EARLIEST_CPD_YEAR <= year <= latest else otherwise


def get_cpd_field_labels(regulator: Regulator) -> dict[str, DisplayText]:
    """The labels of the regulator's fields by name: its own, or those above."""
    own = {name: label for name, label in structs.asdict(regulator.fields).items() if label}
    return {**CPD_FIELD_LABELS, **own}


def validate_cpd_entry(entry: CpdRecordEntry, today: dt.date) -> dict[str, str]:
    """Error messages by field, each saying what to do; a draft only needs one text or tick."""
    if not entry.draft:
        return _validate_finished(entry, today)
    is_empty = replace(strip_save_state(entry), date="") == CpdRecordEntry(entry.id)
    return {"type": _("There is nothing in it yet.")} if is_empty else {}


def _validate_finished(entry: CpdRecordEntry, today: dt.date) -> dict[str, str]:
    required = {
        "type": _("Say what type of CPD it was."),
        "description": _("Say in a line or two what it was, and why it is relevant."),
        "learnt": _("Write what you learnt."),
        "impact": _("Write what has changed, or what is to change."),
    }
    errors = {name: error for name, error in required.items() if not getattr(entry, name)}
    if date_error := _validate_day(entry, today):
        errors["date"] = date_error
    if entry.peer and not entry.peer_learnt:
        errors["peer_learnt"] = _("Write what you learnt from talking it over, or untick it.")
    return {name: errors[name] for name in CPD_FIELD_LABELS if name in errors}


def _validate_day(entry: CpdRecordEntry, today: dt.date) -> str:
    if not entry.date:
        return _("Choose the day.")
    if entry.day is None:
        return _("Write the day as year, month and day, such as 2026-11-27.")
    if entry.day > today:
        return _("This day is still to come. Save it as a draft until then.")
    if entry.day < EARLIEST_CPD_YEAR.first:
        first = format_day(EARLIEST_CPD_YEAR.first, year=True)
        return _("Choose a day from {first} on.").format(first=first)
    return ""


def list_cpd_fields(entry: CpdRecordEntry, regulator: Regulator) -> list[tuple[str, str]]:
    """Label and text of each of the regulator's fields, for pasting.

    Without peer reflection, and without standards, if the entry has none.
    """
    labels = get_cpd_field_labels(regulator)
    values = {name: getattr(entry, name) for name in labels}
    if entry.day:
        values["date"] = format_day(entry.day, year=True)
    if not entry.peer:
        del values["peer_learnt"]
    fields = [(str(labels[name]), text) for name, text in values.items()]
    if ticked := [each.label for each in regulator.standards if each.id in entry.standards]:
        fields.append((capitalise_first(regulator.standards_name), ", ".join(ticked)))
    return fields


_SEPARATOR = "\n\n" + "-" * 40 + "\n\n"


def format_cpd_entry(entry: CpdRecordEntry, regulator: Regulator) -> str:
    """One entry as plain text, field by field."""
    parts = [f"{label}\n{text}" for label, text in list_cpd_fields(entry, regulator)]
    if entry.draft:
        parts.insert(0, _("Draft"))
    return "\n\n".join(parts) + "\n"


def format_cpd_year(
    year: RegistrationYear, entries: Iterable[CpdRecordEntry], author: str, regulator: Regulator
) -> str:
    """A year's entries as plain text under one heading; `author` is the user's name, or empty."""
    first, last = (format_day(day, year=True) for day in (year.first, year.last))
    title = _("CPD, registration year {year} ({first} to {last})")
    head = title.format(year=year, first=first, last=last)
    texts = [format_cpd_entry(entry, regulator).removesuffix("\n") for entry in entries]
    return _SEPARATOR.join([f"{head}\n{author}".rstrip(), *texts]) + "\n"
