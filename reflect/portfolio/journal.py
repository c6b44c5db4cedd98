"""What a person wrote, read back, sorted, found and deleted.

Texts lie in `notes` rows, one for each week and instrument, and in one `journal` row for each month
that was looked at more deeply. A search opens all of them, compares in memory, and stores nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection

from reflect.checkins import actions, drafts
from reflect.checkins.stored import Name, Sheet, load, minute
from reflect.core.errors import NotFound
from reflect.core.instruments import Instrument, Prompt
from reflect.core.keys import Part
from reflect.core.library import Library
from reflect.core.months import Month
from reflect.core.searching import has_all
from reflect.core.themes import FUNCTIONS, THEMES, chosen
from reflect.core.vault import Vault
from reflect.core.weeks import Week, weeks_between
from reflect.core.words import _
from reflect.portfolio import months
from reflect.vaults import service as vaults
from reflect.vaults.service import NOTHING, Kept

PAGE: Final = 6  # months on one page
MOST: Final = 60  # results on one page


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
class Leaf:
    """A month of the journal in which something was written: its entries, newest first."""

    month: Month
    look: Entry | None  # the deeper look at it
    weeks: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; whatever is empty does not matter."""

    words: tuple[str, ...] = ()  # folded, see searching.words_of
    theme: str = ""
    function: str = ""
    lens: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    count: int
    newest: tuple[Entry, ...]  # newest first, at most 60


@dataclass(frozen=True, slots=True)
class _Row:
    """Something that was written, before anybody wants to read it."""

    of: Week | Month
    instrument: str  # id; empty: a month
    kept: Kept
    action: str


def page(
    db: Connection, vault: Vault, library: Library, weekly: str, until: Month | None, now: datetime
) -> tuple[list[Leaf], Month | None]:
    """Six months, from `until` (at most this month) back, and where to go on.

    Raises:
        Damaged: a row does not open.
    """
    this = months.this_month(now)
    first, last = months.first_month(db, vault) or this, min(until or this, this)
    shown = [last + -n for n in range(PAGE) if last + -n >= first]
    weeks = [week for month in shown for week in reversed(month.weeks)]
    entries = [_entry(row, library) for row in _rows(db, vault, library, weekly, weeks, shown)]
    leaves = (_leaf(month, entries) for month in shown)
    earlier = last + -PAGE
    written = [leaf for leaf in leaves if leaf.look or leaf.weeks]
    return written, earlier if earlier >= first else None


def page_of(month: Month, now: datetime) -> Month | None:
    """Up to which month the page goes that has this one on it, or None: the first page."""
    back = (months.this_month(now) - month) // PAGE * PAGE
    return months.this_month(now) + -back if back > 0 else None


def entry(db: Connection, vault: Vault, library: Library, sheet: Sheet) -> Entry:
    """One week's texts in one instrument.

    Raises:
        NotFound: there are none.
    """
    kept = vaults.fetch(db, vault, "notes", *sheet.key)
    if not kept.rev:
        raise NotFound(_("Nothing is written here."))
    return _entry(_Row(sheet.week, sheet.instrument.id, kept, ""), library)


def search(
    db: Connection, vault: Vault, library: Library, weekly: str, asked: Asked, now: datetime
) -> Found:
    """Every week and month in which all that is asked for is found.

    Raises:
        Damaged: a row does not open.
    """
    this = months.this_month(now)
    first = months.first_month(db, vault) or this
    shown = [first + n for n in range(this - first + 1)]
    weeks = weeks_between(first.weeks[0], Week.of(now))
    rows = _rows(db, vault, library, weekly, weeks, shown)
    found = [row for row in rows if _fits(row, library, asked)]
    newest = sorted(found, key=_newness, reverse=True)[:MOST]
    return Found(len(found), tuple(_entry(row, library) for row in newest))


def sort(
    db: Connection,
    vault: Vault,
    sheet: Sheet,
    themes: Iterable[str],
    functions: Iterable[str],
    now: datetime,
) -> None:
    """Keep by which themes and functions a week's texts are sorted.

    Raises:
        NotFound: there are no texts.
        Stale: saved elsewhere in this very moment; try again.
    """
    kept = vaults.fetch(db, vault, "notes", *sheet.key)
    if not kept.rev:
        raise NotFound(_("Nothing is written here."))
    tags = {"themes": chosen(THEMES, themes), "functions": chosen(FUNCTIONS, functions)}
    if any(kept.value.get(name, ()) != list(ids) for name, ids in tags.items()):
        value = {**kept.value, **tags, "saved": minute(now)}
        vaults.keep(db, vault, "notes", sheet.key, value, read=kept.rev)


def delete(
    db: Connection, vault: Vault, sheet: Sheet, edition: str, fresh: str, now: datetime
) -> bool:
    """Delete a week's texts, those not saved yet too; False: changed since `edition`, and stays.

    `fresh` (8 random bytes, hex) is the next edition of the draft, should one remain.

    Raises:
        Stale: saved elsewhere in this very moment; try again.
    """
    kept = vaults.fetch(db, vault, "notes", *sheet.key)
    if not kept.rev or months.edition_of(kept) != edition:
        return False
    vaults.erase_read(db, vault, "notes", *sheet.key, read=kept.rev)
    stored = load(db, vault, sheet)
    if stored.is_begun:
        texts = sheet.layout.texts
        left = {name: value for name, value in stored.fields.items() if name not in texts}
        drafts.write(db, vault, stored, left, fresh, now)
    return True


def _rows(
    db: Connection,
    vault: Vault,
    library: Library,
    weekly: str,
    weeks: Iterable[Week],
    shown: Iterable[Month],
) -> Iterator[_Row]:
    """What is kept of these weeks and months, in their order."""
    asking = {found.id for found in library.versions.values() if _questions(found)}
    names: dict[Name, Week | Month] = {("journal", (str(month),)): month for month in shown}
    for week in weeks:
        written = str(week)
        names |= {("notes", (instrument, written)): week for instrument in asking}
    found = vaults.fetch_kinds(db, vault, [*names, ("actions", ())])
    known = actions.read(found.get(("actions", ()), NOTHING).value)
    planned: dict[tuple[Part, ...], str] = {(weekly, each.week): each.text for each in known}
    for name, of in names.items():
        kind, key = name
        kept, action = found.get(name, NOTHING), planned.get(key, "")
        if kept.rev or action:
            yield _Row(of, str(key[0]) if kind == "notes" else "", kept, action)


def _fits(row: _Row, library: Library, asked: Asked) -> bool:
    value = row.kept.value
    if asked.theme and asked.theme not in value.get("themes", ()):
        return False
    if asked.function and asked.function not in value.get("functions", ()):
        return False
    if asked.lens:
        prompt = _prompt(value, _instrument(row, library)) if row.instrument else None
        if prompt is None or prompt.lens != asked.lens:
            return False
    return has_all([*value.get("texts", {}).values(), row.action], asked.words)


def _entry(row: _Row, library: Library) -> Entry:
    value = row.kept.value
    edition = months.edition_of(row.kept)
    if not row.instrument:
        written = months.Written.of(value)
        return Entry(row.of, written.labelled, written.themes, written.functions, edition=edition)
    instrument = _instrument(row, library)
    return Entry(
        row.of,
        _labelled(instrument, value.get("texts", {}), row.action),
        chosen(THEMES, value.get("themes", ())),
        chosen(FUNCTIONS, value.get("functions", ())),
        instrument,
        _prompt(value, instrument),
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


def _instrument(row: _Row, library: Library) -> Instrument:
    """The version that was answered; if this site lacks it, the newest."""
    version = row.kept.value.get("version", 0)
    return library.versions.get((row.instrument, version)) or library.latest(row.instrument)


def _prompt(value: Mapping[str, Any], instrument: Instrument) -> Prompt | None:
    number = value.get("prompt", 0)
    return instrument.prompts[number - 1] if 0 < number <= len(instrument.prompts) else None


def _leaf(month: Month, entries: Iterable[Entry]) -> Leaf:
    mine = [entry for entry in entries if entry.month == month]
    looks = [entry for entry in mine if entry.instrument is None]
    weeks = tuple(entry for entry in mine if entry.instrument is not None)
    return Leaf(month, looks[0] if looks else None, weeks)


def _newness(row: _Row) -> tuple[date, bool]:
    """A month stands before its weeks."""
    if isinstance(row.of, Month):
        return (row.of + 1).first - timedelta(days=1), True
    return row.of.monday, False
