"""One piece of CPD, in the fields that the regulator asks for.

A draft may lack anything and keeps what was typed; only finished entries count. The ticks of its
standards are for one's own overview: the regulator's rule does not ask for them.

CPD as plain text: to be pasted, or kept as a file. Every word that was typed comes out whole.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict as kept
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from msgspec.structs import asdict

from reflect.charts.dates import format_day
from reflect.core.errors import Invalid
from reflect.core.i18n import _, capitalise_first
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator
from reflect.notebook.registration_year import RegistrationYear

EARLIEST_CPD_YEAR: Final = RegistrationYear(2015)  # older pieces are of no use here


@dataclass(frozen=True, slots=True)
class CpdRecordEntry:
    """One piece of CPD."""

    id: str  # 8 random bytes, hex
    type: str = ""
    description: str = ""  # short, and why it is relevant
    date: str = ""  # as 2026-11-27; in a draft, whatever was typed
    learnt: str = ""
    impact: str = ""  # had or to come, on practice and the people one works with
    peer: bool = False  # it was talked over with somebody
    peer_learnt: str = ""  # from that
    standards: tuple[str, ...] = ()  # ids of the regulator's, in their order
    draft: bool = True
    from_week: str = ""  # the check-in that it grew from, as 2026-W48
    saves: int = 0  # how often it was saved: the edition that a form was made from
    saved: str = ""  # when, as 2026-11-27T16:05Z

    @property
    def day(self) -> dt.date | None:
        """Its date, or None as long as that is none."""
        try:
            return dt.date.fromisoformat(self.date)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class CpdFieldText:
    """One of the regulator's fields, filled in."""

    label: str
    text: str


def parse_cpd_entries(row: Mapping[str, Any]) -> list[CpdRecordEntry]:
    """The entries in an opened row, in no order."""
    return [
        CpdRecordEntry(**{**e, "standards": tuple(e["standards"])}) for e in row.get("entries", [])
    ]


def serialise_cpd_entries(entries: Iterable[CpdRecordEntry]) -> list[dict[str, Any]]:
    """The same as the row keeps them."""
    return [{**kept(entry), "standards": list(entry.standards)} for entry in entries]


def strip_save_metadata(entry: CpdRecordEntry) -> CpdRecordEntry:
    """The entry without when and how often it was saved: two that say the same are equal."""
    return replace(entry, saves=0, saved="", from_week="")


def strip_save_state(entry: CpdRecordEntry) -> CpdRecordEntry:
    """What was typed and ticked, finished or not."""
    return replace(strip_save_metadata(entry), draft=True)


def sort_cpd_entries(entries: Iterable[CpdRecordEntry]) -> list[CpdRecordEntry]:
    """Newest first; those without a day before all others."""
    return sorted(entries, key=lambda entry: (entry.day or dt.date.max, entry.saved), reverse=True)


def find_registration_year(
    entry: CpdRecordEntry, otherwise: RegistrationYear, today: dt.date
) -> RegistrationYear:
    """The year that the entry belongs to; `otherwise` as long as its date is of no use."""
    if entry.day is None:
        return otherwise
    try:
        year = RegistrationYear.of(entry.day, otherwise.starts)
    except Invalid:
        return otherwise
    return (
        year
        if EARLIEST_CPD_YEAR <= year <= RegistrationYear.of(today, otherwise.starts) + 1
        else otherwise
    )


def get_cpd_field_labels(asked: Regulator = DEFAULT_ORGANISATION.regulator) -> dict[str, str]:
    """The regulator's fields by name, in the order of its form."""
    own = {name: label for name, label in asdict(asked.fields).items() if label}
    return {**_LABELS, **own}


_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "type": _l("Type of CPD"),
        "description": _l("Short description, and why it is relevant"),
        "date": _l("Date"),
        "learnt": _l("What you learnt"),
        "impact": _l(
            "Positive impact, had or to come, on your practice and the people you work with"
        ),
        "peer_learnt": _l("Peer reflection: what you learnt from discussing it"),
    }
)


def validate_cpd_entry(entry: CpdRecordEntry, today: dt.date) -> dict[str, str]:
    """What keeps an entry from being saved: field -> what to do. A draft must say something."""
    if not entry.draft:
        return _missing(entry, today)
    is_empty = replace(strip_save_state(entry), date="") == CpdRecordEntry(entry.id)
    return {"type": _("There is nothing in it yet.")} if is_empty else {}


def _missing(entry: CpdRecordEntry, today: dt.date) -> dict[str, str]:
    """What a finished entry lacks."""
    asked = {
        "type": _("Say what type of CPD it was."),
        "description": _("Say in a line or two what it was, and why it is relevant."),
        "learnt": _("Write what you learnt."),
        "impact": _("Write what has changed, or what is to change."),
    }
    found = {name: words for name, words in asked.items() if not getattr(entry, name)}
    if when := _about_day(entry, today):
        found["date"] = when
    if entry.peer and not entry.peer_learnt:
        found["peer_learnt"] = _("Write what you learnt from talking it over, or untick it.")
    return {name: found[name] for name in get_cpd_field_labels() if name in found}


def _about_day(entry: CpdRecordEntry, today: dt.date) -> str:
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


def list_cpd_fields(
    entry: CpdRecordEntry, asked: Regulator = DEFAULT_ORGANISATION.regulator
) -> list[CpdFieldText]:
    """The entry in the regulator's fields, for pasting; without peer reflection if it has none."""
    shown = get_cpd_field_labels(asked)
    values = {name: getattr(entry, name) for name in shown}
    if entry.day:
        values["date"] = format_day(entry.day, year=True)
    found = [
        CpdFieldText(label, values[name])
        for name, label in shown.items()
        if name != "peer_learnt" or entry.peer
    ]
    ticked = [each.label for each in asked.standards if each.id in entry.standards]
    return (
        [*found, CpdFieldText(capitalise_first(asked.standards_name), ", ".join(ticked))]
        if ticked
        else found
    )


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
