"""CPD as plain text: to be pasted, or kept as a file. Every word that was typed comes out whole."""

from collections.abc import Iterable

from reflect.charts.dates import day_words
from reflect.core.organisation.model import NOBODYS, Regulator
from reflect.core.words import _
from reflect.notebook.cpd.entries import Entry, fields
from reflect.notebook.registration_year import RegistrationYear

_BETWEEN = "\n\n" + "-" * 40 + "\n\n"


def of_entry(entry: Entry, asked: Regulator = NOBODYS.regulator) -> str:
    """One entry, field by field."""
    parts = [f"{field.label}\n{field.text}" for field in fields(entry, asked)]
    if entry.draft:
        parts.insert(0, _("Draft"))
    return "\n\n".join(parts) + "\n"


def of_year(
    year: RegistrationYear,
    entries: Iterable[Entry],
    shown: str,
    asked: Regulator = NOBODYS.regulator,
) -> str:
    """A whole year's entries under one heading; `shown` is the writer's name, or empty."""
    days = [day_words(day, year=True) for day in (year.first, year.last)]
    title = _("CPD, registration year {year} ({first} to {last})")
    head = title.format(year=year, first=days[0], last=days[1])
    whole = [
        f"{head}\n{shown}".rstrip(),
        *(of_entry(entry, asked).removesuffix("\n") for entry in entries),
    ]
    return _BETWEEN.join(whole) + "\n"
