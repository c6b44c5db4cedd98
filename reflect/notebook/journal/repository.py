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
from reflect.core.crypto.primitives import KeyPart
from reflect.core.crypto.vault import Vault
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument, Prompt
from reflect.core.months import Month
from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES, filter_known
from reflect.core.weeks import Week
from reflect.notebook.journal import monthly_reflection
from reflect.vaults.repository import EMPTY, StoredRow


@dataclass(frozen=True, slots=True)
class JournalEntry:
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
class StoredJournalEntry:
    """Something that was written, before anybody wants to read it."""

    of: Week | Month
    instrument: str  # id; empty: a month
    stored_row: StoredRow
    action: str


def list_journal_row_keys(
    library: Library, weeks: Iterable[Week], shown: Iterable[Month]
) -> dict[Name, Week | Month]:
    """Where something may be kept of these weeks and months, in their order."""
    asking = {found.id for found in library.versions.values() if _questions(found)}
    names: dict[Name, Week | Month] = {("journal", (str(month),)): month for month in shown}
    for week in weeks:
        written = str(week)
        names |= {("notes", (instrument, written)): week for instrument in asking}
    return names


def load_journal_rows(
    db: Connection, vault: Vault, names: Mapping[Name, Week | Month], weekly: str
) -> tuple[list[StoredJournalEntry], int]:
    """What is kept under these names, in their order, and how many rows do not open."""
    closed: set[Name] = set()
    found = vaults.load_kinds(db, vault, [*names, ("actions", ())], closed)
    known = actions.parse_actions(found.get(("actions", ()), EMPTY).value)
    planned: dict[tuple[KeyPart, ...], str] = {(weekly, each.week): each.text for each in known}
    rows = []
    for name, of in names.items():
        kind, key = name
        kept, action = found.get(name, EMPTY), planned.get(key, "")
        if kept.rev or action:
            rows.append(
                StoredJournalEntry(of, str(key[0]) if kind == "notes" else "", kept, action)
            )
    return rows, len(closed)


def journal_entry_from_row(row: StoredJournalEntry, library: Library) -> JournalEntry:
    """The row, to be read."""
    value = row.stored_row.value
    edition = monthly_reflection.edition_from_row(row.stored_row)
    if not row.instrument:
        written = monthly_reflection.MonthlyReflection.from_row(value)
        return JournalEntry(
            row.of, written.labelled_texts, written.themes, written.functions, edition=edition
        )
    instrument = find_entry_instrument(row, library)
    return JournalEntry(
        row.of,
        _labelled(instrument, value.get("texts", {}), row.action),
        filter_known(THEMES, value.get("themes", ())),
        filter_known(SUPERVISION_FUNCTIONS, value.get("functions", ())),
        instrument,
        find_entry_prompt(value, instrument),
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


def find_entry_instrument(row: StoredJournalEntry, library: Library) -> Instrument:
    """The version that was answered; if this site lacks it, the newest."""
    version = row.stored_row.value.get("version", 0)
    return library.versions.get((row.instrument, version)) or library.latest(row.instrument)


def find_entry_prompt(value: Mapping[str, Any], instrument: Instrument) -> Prompt | None:
    """The prompt that stood beside what was written, if any did."""
    number = value.get("prompt", 0)
    return instrument.prompts[number - 1] if 0 < number <= len(instrument.prompts) else None
