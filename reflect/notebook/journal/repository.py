"""The repository of the journal: load sealed rows from the vault, parse a row into an entry."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import actions
from reflect.core.crypto.primitives import KeyPart
from reflect.core.crypto.vault import Vault
from reflect.core.i18n import _
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library
from reflect.core.instruments.model import Instrument, Prompt
from reflect.core.months import Month
from reflect.core.weeks import Week
from reflect.notebook.journal.monthly_reflection import MonthlyReflection, parse_tags, tags_edition
from reflect.vaults.editing import row_edition
from reflect.vaults.repository import EMPTY, RowKey, StoredRow


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """The notes of one week in one instrument, or the reflection on a month."""

    of: Week | Month
    texts: tuple[tuple[str, str], ...]  # question, text
    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    instrument: Instrument | None = None  # None: the entry is of a month
    prompt: Prompt | None = None
    edition: str = ""  # of its row; empty: there is no row, only a planned action

    @property
    def tags_edition(self) -> str:
        """The edition of its tags."""
        return tags_edition((self.themes, self.functions))

    @property
    def month(self) -> Month:
        """The month under which it is listed; a week is listed by its Monday."""
        return self.of if isinstance(self.of, Month) else Month.of(self.of.monday)


@dataclass(frozen=True, slots=True)
class StoredJournalEntry:
    """A row of the journal with its planned action, not parsed into an entry yet."""

    of: Week | Month
    instrument: str  # id; empty: the row is of a month
    stored_row: StoredRow
    action: str  # its text; empty: none was planned


def load_journal_rows(
    db: Connection, vault: Vault, library: Library, weeks: Iterable[Week], months: Iterable[Month]
) -> tuple[list[StoredJournalEntry], int]:
    """The rows of these months, then those of these weeks, and how many cannot be decrypted.

    A week in which only an action was planned has an empty row.
    """
    instruments = {each.id for each in library.versions.values() if _list_questions(each)}
    keys: dict[RowKey, Week | Month] = {("journal", (str(month),)): month for month in months}
    for week in weeks:
        keys |= {("notes", (instrument, str(week))): week for instrument in instruments}
    closed: set[RowKey] = set()
    rows = vaults.load_kinds(db, vault, [*keys, ("actions", ())], closed)
    planned: dict[tuple[KeyPart, ...], str] = {
        (WEEKLY_INSTRUMENT_ID, action.week): action.text
        for action in actions.parse_actions(rows.get(("actions", ()), EMPTY).value)
    }
    entries = []
    for (kind, key), of in keys.items():
        row, text = rows.get((kind, key), EMPTY), planned.get(key, "")
        if row.rev or text:
            instrument = str(key[0]) if kind == "notes" else ""
            entries.append(StoredJournalEntry(of, instrument, row, text))
    return entries, len(closed)


def journal_entry_from_row(row: StoredJournalEntry, library: Library) -> JournalEntry:
    """Parse a row."""
    value, edition = row.stored_row.value, row_edition(row.stored_row)
    if not row.instrument:
        month = MonthlyReflection.from_row(value)
        tags = month.themes, month.functions
        return JournalEntry(row.of, month.labelled_texts, *tags, edition=edition)
    instrument = find_entry_instrument(row, library)
    return JournalEntry(
        row.of,
        _label_texts(instrument, value.get("texts", {}), row.action),
        *parse_tags(value),
        instrument,
        find_entry_prompt(value, instrument),
        edition,
    )


def _label_texts(
    instrument: Instrument, texts: Mapping[str, str], action: str
) -> tuple[tuple[str, str], ...]:
    """Question and text in the order of the page, then removed questions, then the action."""
    questions = _list_questions(instrument)
    known = [(question, texts[name]) for name, question in questions.items() if name in texts]
    gone = [(_("A question that is gone"), texts[name]) for name in texts if name not in questions]
    planned = [(_("One thing for the coming week"), action)] if action else []
    return (*known, *gone, *planned)


@lru_cache(maxsize=64)
def _list_questions(instrument: Instrument) -> Mapping[str, str]:
    """The questions of text items by id; a repeated one follows the text of the item before it."""
    counts = Counter(item.text for item in instrument.items if item.kind == "text")
    questions, previous = {}, ""
    for item in instrument.items:
        if item.kind == "text":
            questions[item.id] = item.text if counts[item.text] == 1 else f"{previous} {item.text}"
        previous = item.text
    return questions


def find_entry_instrument(row: StoredJournalEntry, library: Library) -> Instrument:
    """The instrument version that was answered; if this site lacks it, the latest."""
    version = row.stored_row.value.get("version", 0)
    return library.versions.get((row.instrument, version)) or library.latest(row.instrument)


def find_entry_prompt(value: Mapping[str, Any], instrument: Instrument) -> Prompt | None:
    """The prompt that was shown when the texts were written, if there was one."""
    number = value.get("prompt", 0)
    return instrument.prompts[number - 1] if 0 < number <= len(instrument.prompts) else None
