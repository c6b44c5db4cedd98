"""One piece of CPD, in the fields that the regulator asks for, and what a year still needs.

The fields, and the two pieces of which one has peer reflection, are those of Social Work England. A
draft may lack anything and keeps what was typed; only finished entries count. The ticks of standard
4 are for one's own overview: the regulator's rule does not ask for them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from reflect.charts.dates import day_words
from reflect.core.errors import Invalid
from reflect.core.standards import STANDARDS
from reflect.core.words import _, later
from reflect.portfolio.registration import RegistrationYear

EARLIEST: Final = RegistrationYear(2015)  # older pieces are of no use here
PIECES, WITH_PEER = 2, 1  # a year


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of CPD."""

    id: str  # 8 random bytes, hex
    type: str = ""
    description: str = ""  # short, and why it is relevant
    date: str = ""  # as 2026-11-27; in a draft, whatever was typed
    learnt: str = ""
    impact: str = ""  # had or to come, on practice and the people one works with
    peer: bool = False  # it was talked over with somebody
    peer_learnt: str = ""  # from that
    standards: tuple[str, ...] = ()  # of STANDARDS, in their order
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
class Field:
    """One of the regulator's fields, filled in."""

    label: str
    text: str


def read(row: Mapping[str, Any]) -> list[Entry]:
    """The entries in an opened row, in no order."""
    return [Entry(**{**e, "standards": tuple(e["standards"])}) for e in row.get("entries", [])]


def written(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The same as the row keeps them."""
    return [{**asdict(entry), "standards": list(entry.standards)} for entry in entries]


def says(entry: Entry) -> Entry:
    """The entry without when and how often it was saved: two that say the same are equal."""
    return replace(entry, saves=0, saved="", from_week="")


def text_of(entry: Entry) -> Entry:
    """What was typed and ticked, finished or not."""
    return replace(says(entry), draft=True)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Newest first; those without a day before all others."""
    return sorted(entries, key=lambda entry: (entry.day or dt.date.max, entry.saved), reverse=True)


def year_of(entry: Entry, otherwise: RegistrationYear, today: dt.date) -> RegistrationYear:
    """The year that the entry belongs to; `otherwise` as long as its date is of no use."""
    if entry.day is None:
        return otherwise
    try:
        year = RegistrationYear.of(entry.day)
    except Invalid:
        return otherwise
    return year if EARLIEST <= year <= RegistrationYear.of(today) + 1 else otherwise


_LABELS = {
    "type": later("Type of CPD"),
    "description": later("Short description, and why it is relevant"),
    "date": later("Date"),
    "learnt": later("What you learnt"),
    "impact": later(
        "Positive impact, had or to come, on your practice and the people you work with"
    ),
    "peer_learnt": later("Peer reflection: what you learnt from discussing it"),
}


def labels() -> dict[str, str]:
    """The regulator's fields by name, in the order of its form."""
    return dict(_LABELS)


def problems(entry: Entry, today: dt.date) -> dict[str, str]:
    """What keeps an entry from being saved: field -> what to do. A draft must say something."""
    if not entry.draft:
        return _missing(entry, today)
    is_empty = replace(text_of(entry), date="") == Entry(entry.id)
    return {"type": _("There is nothing in it yet.")} if is_empty else {}


def _missing(entry: Entry, today: dt.date) -> dict[str, str]:
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
    return {name: found[name] for name in labels() if name in found}


def _about_day(entry: Entry, today: dt.date) -> str:
    if not entry.date:
        return _("Choose the day.")
    if entry.day is None:
        return _("Write the day as year, month and day, such as 2026-11-27.")
    if entry.day > today:
        return _("This day is still to come. Save it as a draft until then.")
    if entry.day < EARLIEST.first:
        first = day_words(EARLIEST.first, year=True)
        return _("Choose a day from {first} on.").format(first=first)
    return ""


def fields(entry: Entry) -> list[Field]:
    """The entry in the regulator's fields, for pasting; without peer reflection if it has none."""
    values = {name: getattr(entry, name) for name in labels()}
    if entry.day:
        values["date"] = day_words(entry.day, year=True)
    found = [
        Field(label, values[name])
        for name, label in labels().items()
        if name != "peer_learnt" or entry.peer
    ]
    ticked = [label for number, label in STANDARDS if number in entry.standards]
    return [*found, Field(_("Standard 4"), ", ".join(map(str, ticked)))] if ticked else found


def needed(entries: Sequence[Entry]) -> str:
    """What a year still needs, in words; empty once it has enough."""
    done = [entry for entry in entries if not entry.draft]
    has_peer = sum(entry.peer for entry in done) >= WITH_PEER
    if not done:
        return _("Two different pieces, one of them with a peer.")
    if len(done) < PIECES:
        return (
            _("One more piece.")
            if has_peer
            else _("One more piece, and one of the two with a peer.")
        )
    return "" if has_peer else _("Peer reflection on one of the pieces.")
