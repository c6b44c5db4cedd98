"""CPD as plain text: to be pasted, or kept as a file. Every word that was typed comes out whole."""

from collections.abc import Iterable

from reflect.charts.dates import format_day
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator
from reflect.core.words import _
from reflect.notebook.cpd.entries import CpdRecordEntry, list_cpd_fields
from reflect.notebook.registration_year import RegistrationYear

_BETWEEN = "\n\n" + "-" * 40 + "\n\n"


def format_cpd_entry(
    entry: CpdRecordEntry, asked: Regulator = DEFAULT_ORGANISATION.regulator
) -> str:
    """One entry, field by field."""
    parts = [f"{field.label}\n{field.text}" for field in list_cpd_fields(entry, asked)]
    if entry.draft:
        parts.insert(0, _("Draft"))
    return "\n\n".join(parts) + "\n"


def format_cpd_year(
    year: RegistrationYear,
    entries: Iterable[CpdRecordEntry],
    shown: str,
    asked: Regulator = DEFAULT_ORGANISATION.regulator,
) -> str:
    """A whole year's entries under one heading; `shown` is the writer's name, or empty."""
    days = [format_day(day, year=True) for day in (year.first, year.last)]
    title = _("CPD, registration year {year} ({first} to {last})")
    head = title.format(year=year, first=days[0], last=days[1])
    whole = [
        f"{head}\n{shown}".rstrip(),
        *(format_cpd_entry(entry, asked).removesuffix("\n") for entry in entries),
    ]
    return _BETWEEN.join(whole) + "\n"
