"""The journal in words, for the templates.

The lenses through which the prompts look at a week; they take turns, one a week.

Four views after Brookfield, adapted. They stand in the instrument's file, so an organisation's own
wording may have others: those show their name alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reflect.charts.dates import format_month, format_week, spell_number
from reflect.core.i18n import _, ngettext
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.instruments.model import Instrument
from reflect.core.months import Month
from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES
from reflect.core.text_search import TextFragment, excerpt
from reflect.notebook.journal.monthly_reflection import (
    DEPTH_OPTIONS,
    MonthlyReflection,
    diff_reflections,
)
from reflect.notebook.journal.repository import JournalEntry
from reflect.notebook.journal.services import JournalMonth, JournalSearchResult


@dataclass(frozen=True, slots=True)
class Lens:
    """One of them."""

    id: str  # as the prompts name it
    title: str
    about: str = ""

    @property
    def option(self) -> tuple[str, str]:
        """Value and label, to choose from."""
        return self.id, self.title


_OURS: Final = (
    Lens("own story", _l("Your own story"), _l("What you saw, felt and did yourself.")),
    Lens("family, child", _l("The family and the child"), _l("How it looks from their side.")),
    Lens("colleagues", _l("Your colleagues"), _l("What somebody beside you would have seen.")),
    Lens("research", _l("Research"), _l("What others have found, held beside your week.")),
)


def lens_from_name(name: str) -> Lens:
    """The lens that a prompt names."""
    known = {each.id: each for each in _OURS}
    return known.get(name, Lens(name, name[:1].upper() + name[1:]))


def list_lenses(instrument: Instrument) -> tuple[Lens, ...]:
    """Every lens of an instrument's prompts, in the order of their turn."""
    return tuple(
        lens_from_name(name) for name in dict.fromkeys(each.lens for each in instrument.prompts)
    )


@dataclass(frozen=True, slots=True)
class JournalEntryView:
    """One entry, in words."""

    entry: JournalEntry
    title: str
    anchor: str  # where it stands on its page
    sorted_under: str
    lens: Lens | None  # of the prompt of its week
    texts: tuple[tuple[str, tuple[TextFragment, ...]], ...]  # question, text


@dataclass(frozen=True, slots=True)
class JournalMonthView:
    """One month of the journal, in words."""

    month: Month
    title: str
    name: str
    look: JournalEntryView | None
    weeks: tuple[JournalEntryView, ...]


@dataclass(frozen=True, slots=True)
class JournalSearchView:
    """What a search found, or that it found nothing."""

    sentence: str = ""
    found: tuple[JournalEntryView, ...] = field(default=())
    closed: int = 0  # rows that could not be looked through


def build_journal_month_view(one: JournalMonth) -> JournalMonthView:
    """A month, in words."""
    return JournalMonthView(
        one.month,
        format_month(one.month.first, year=True),
        format_month(one.month.first),
        build_journal_entry_view(one.look) if one.look else None,
        tuple(build_journal_entry_view(each) for each in one.weeks),
    )


def build_journal_entry_view(
    entry: JournalEntry, words: Sequence[str] = (), *, year: bool = False
) -> JournalEntryView:
    """An entry; with `words`, only the boxes in which one stands, shortened to its surroundings."""
    found = ((question, excerpt(text, words)) for question, text in entry.texts)
    whole = ((question, (TextFragment(text),)) for question, text in entry.texts)
    return JournalEntryView(
        entry,
        _title(entry, year=year),
        f"{entry.of}-{entry.instrument.id}" if entry.instrument else str(entry.of),
        _names(entry.themes + entry.functions),
        lens_from_name(entry.prompt.lens) if entry.prompt else None,
        tuple(pair for pair in found if pair[1]) if words else tuple(whole),
    )


def build_journal_search_view(
    found: JournalSearchResult, words: Sequence[str], typed: str
) -> JournalSearchView:
    """What was found; `typed` are the words as they were typed."""
    if not found.count:
        said = _("Nothing in your notes fits all of this.")
        if words:
            said = _("Nothing in your notes has “{words}” in it.").format(words=typed.strip())
        only = _("Only your own notes were searched.")
        return JournalSearchView(f"{said} {only}", closed=found.closed)
    said = ngettext("Found in one note.", "Found in {count} notes, newest first.", found.count)
    if found.count > len(found.newest):
        said = _("Found in {count} notes. Here are the newest {most}.")
    entries = tuple(build_journal_entry_view(entry, words, year=True) for entry in found.newest)
    said = said.format(count=spell_number(found.count), most=len(entries))
    return JournalSearchView(said, entries, found.closed)


def list_conflicting_month_texts(
    typed: MonthlyReflection, kept: MonthlyReflection
) -> dict[str, str]:
    """What is kept, in words, for each field of a month's form that says something else."""
    said = {
        **kept.texts,
        "depth": dict(DEPTH_OPTIONS).get(kept.depth, ""),
        "themes": _names(kept.themes),
        "functions": _names(kept.functions),
    }
    return {name: said.get(name) or _("(nothing)") for name in diff_reflections(typed, kept)}


def _names(ids: Sequence[str]) -> str:
    labels = dict(THEMES + SUPERVISION_FUNCTIONS)
    return ", ".join(str(labels[each]) for each in ids)


def _title(entry: JournalEntry, *, year: bool) -> str:
    if isinstance(entry.of, Month):
        words = _("Looking deeper at {month}")
        return words.format(month=format_month(entry.of.first, year=year))
    words = _("{days} {year}") if year else "{days}"
    return words.format(days=format_week(entry.of), year=entry.of.sunday.year)
