"""What a person wrote, as it lies in the vault: rows found, and a row turned into an entry."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions
from reflect.checkins.repository import Name
from reflect.core.crypto.primitives import Part
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument, Prompt
from reflect.core.months import Month
from reflect.core.tags import FUNCTIONS, THEMES, chosen
from reflect.core.weeks import Week
from reflect.core.words import _
from reflect.notebook.journal import monthly_reflection
from reflect.vaults.repository import NOTHING, Kept


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written about a week, in one instrument's boxes, or about a month."""

    of: Week | Month
    texts: tuple[tuple[str, str], ...]  # question, text
    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    instrument: Instrument | None = None  # None: a month
    prompt: Prompt | None = None
    edition: str = ""  # of its row; empty: there is none, only an action was planned

    @property
    def month(self) -> Month:
        """Where it stands in the journal: a week with its Monday."""
        return self.of if isinstance(self.of, Month) else Month.of(self.of.monday)


@dataclass(frozen=True, slots=True)
class Row:
    """Something that was written, before anybody wants to read it."""

    of: Week | Month
    instrument: str  # id; empty: a month
    kept: Kept
    action: str


def names_of(
    library: Library, weeks: Iterable[Week], shown: Iterable[Month]
) -> dict[Name, Week | Month]:
    """Where something may be kept of these weeks and months, in their order."""
    asking = {found.id for found in library.versions.values() if _questions(found)}
    names: dict[Name, Week | Month] = {("journal", (str(month),)): month for month in shown}
    for week in weeks:
        written = str(week)
        names |= {("notes", (instrument, written)): week for instrument in asking}
    return names


def rows_of(
    db: Connection, vault: Vault, names: Mapping[Name, Week | Month], weekly: str
) -> tuple[list[Row], int]:
    """What is kept under these names, in their order, and how many rows do not open."""
    closed: set[Name] = set()
    found = vaults.fetch_kinds(db, vault, [*names, ("actions", ())], closed)
    known = actions.read(found.get(("actions", ()), NOTHING).value)
    planned: dict[tuple[Part, ...], str] = {(weekly, each.week): each.text for each in known}
    rows = []
    for name, of in names.items():
        kind, key = name
        kept, action = found.get(name, NOTHING), planned.get(key, "")
        if kept.rev or action:
            rows.append(Row(of, str(key[0]) if kind == "notes" else "", kept, action))
    return rows, len(closed)


def entry_of(row: Row, library: Library) -> Entry:
    """The row, to be read."""
    value = row.kept.value
    edition = monthly_reflection.edition_of(row.kept)
    if not row.instrument:
        written = monthly_reflection.Written.of(value)
        return Entry(row.of, written.labelled, written.themes, written.functions, edition=edition)
    instrument = instrument_of(row, library)
    return Entry(
        row.of,
        _labelled(instrument, value.get("texts", {}), row.action),
        chosen(THEMES, value.get("themes", ())),
        chosen(FUNCTIONS, value.get("functions", ())),
        instrument,
        prompt_of(value, instrument),
        edition,
    )


def _labelled(
    instrument: Instrument, texts: Mapping[str, str], action: str
) -> tuple[tuple[str, str], ...]:
    """Question and text in the order of the page, then the action planned."""
    asked = _questions(instrument)
    known = [(question, texts[name]) for name, question in asked.items() if name in texts]
    gone = [(_("A question that is gone"), texts[name]) for name in texts if name not in asked]
    planned = [(_("One thing for the coming week"), action)] if action else []
    return (*known, *gone, *planned)


@lru_cache(maxsize=64)
def _questions(instrument: Instrument) -> Mapping[str, str]:
    """Text items by id; a question asked more than once goes with what stands before it."""
    times = Counter(item.text for item in instrument.items if item.kind == "text")
    found, before = {}, ""
    for item in instrument.items:
        if item.kind == "text":
            found[item.id] = item.text if times[item.text] == 1 else f"{before} {item.text}"
        before = item.text
    return found


def instrument_of(row: Row, library: Library) -> Instrument:
    """The version that was answered; if this site lacks it, the newest."""
    version = row.kept.value.get("version", 0)
    return library.versions.get((row.instrument, version)) or library.latest(row.instrument)


def prompt_of(value: Mapping[str, Any], instrument: Instrument) -> Prompt | None:
    """The prompt that stood beside what was written, if any did."""
    number = value.get("prompt", 0)
    return instrument.prompts[number - 1] if 0 < number <= len(instrument.prompts) else None
