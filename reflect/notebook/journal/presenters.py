"""Template values for the journal: months, entries, search results, conflicts, and lenses.

A lens is the perspective from which a prompt asks about a week; the prompts alternate weekly. The
four lenses of Reflect are adapted from Brookfield. The instrument file names the lens of a prompt,
so an organisation's own file may have other lenses; those are shown by name only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reflect.charts.dates import format_month, format_week, spell_number
from reflect.core.i18n import DisplayText, _, ngettext
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.instruments.model import Instrument
from reflect.core.months import Month
from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES
from reflect.core.text_search import TextFragment, excerpt
from reflect.notebook.journal.monthly_reflection import (
    DEPTH_OPTIONS,
    REFLECTION_BOXES,
    MonthlyReflection,
)
from reflect.notebook.journal.repository import JournalEntry
from reflect.notebook.journal.services import JournalMonth, JournalSearchResult


@dataclass(frozen=True, slots=True)
class Lens:
    """The perspective from which a prompt asks."""

    id: str  # its name in the instrument file
    title: DisplayText
    about: DisplayText = ""


_OWN_LENSES: Final = (
    Lens("own story", _l("Your own story"), _l("What you saw, felt and did yourself.")),
    Lens("family, child", _l("The family and the child"), _l("How it looks from their side.")),
    Lens("colleagues", _l("Your colleagues"), _l("What somebody beside you would have seen.")),
    Lens("research", _l("Research"), _l("What others have found, held beside your week.")),
)


def lens_from_name(name: str) -> Lens:
    """The lens with this name; an unknown one has the name as its title."""
    by_name = {lens.id: lens for lens in _OWN_LENSES}
    return by_name.get(name, Lens(name, name[:1].upper() + name[1:]))


def list_lenses(instrument: Instrument) -> tuple[Lens, ...]:
    """Every lens of an instrument's prompts, in the order in which they alternate."""
    names = dict.fromkeys(prompt.lens for prompt in instrument.prompts)
    return tuple(map(lens_from_name, names))


@dataclass(frozen=True, slots=True)
class JournalEntryView:
    """One entry as text."""

    entry: JournalEntry
    title: str
    anchor: str  # the id of its HTML element
    sorted_under: str  # the labels of its tags
    lens: Lens | None  # of the prompt of its week
    texts: tuple[tuple[str, tuple[TextFragment, ...]], ...]  # question, text


@dataclass(frozen=True, slots=True)
class JournalMonthView:
    """One month of the journal as text."""

    month: Month
    title: str
    name: str
    look: JournalEntryView | None
    weeks: tuple[JournalEntryView, ...]


def build_journal_month_view(month: JournalMonth) -> JournalMonthView:
    """The view of one month."""
    return JournalMonthView(
        month.month,
        format_month(month.month.first, year=True),
        format_month(month.month.first),
        build_journal_entry_view(month.look) if month.look else None,
        tuple(map(build_journal_entry_view, month.weeks)),
    )


def build_journal_entry_view(
    entry: JournalEntry, words: Sequence[str] = (), *, year: bool = False
) -> JournalEntryView:
    """The view of an entry; with `words`, excerpts of those texts that contain one of them."""
    texts = (
        (question, excerpt(text, words) if words else (TextFragment(text),))
        for question, text in entry.texts
    )
    return JournalEntryView(
        entry,
        _format_title(entry, year=year),
        f"{entry.of}-{entry.instrument.id}" if entry.instrument else str(entry.of),
        _format_tags(entry.themes + entry.functions),
        lens_from_name(entry.prompt.lens) if entry.prompt else None,
        tuple(pair for pair in texts if pair[1]),
    )


def describe_journal_search(result: JournalSearchResult, words: Sequence[str], typed: str) -> str:
    """The number of entries that were found; `typed` is the text of the search field."""
    if not result.count:
        sentence = _("Nothing in your notes fits all of this.")
        if words:
            sentence = _("Nothing in your notes has “{words}” in it.").format(words=typed.strip())
        return " ".join([sentence, _("Only your own notes were searched.")])
    sentence = ngettext("Found in one note.", "Found in {count} notes, newest first.", result.count)
    if result.count > len(result.newest):
        sentence = _("Found in {count} notes. Here are the newest {most}.")
    return sentence.format(count=spell_number(result.count), most=len(result.newest))


def list_conflicting_month_texts(
    typed: MonthlyReflection, stored: MonthlyReflection
) -> dict[str, str]:
    """The stored value, as text, of each field of a month's form in which the two differ."""
    mine, other = _list_month_values(typed), _list_month_values(stored)
    return {name: other[name] or _("(nothing)") for name in mine if mine[name] != other[name]}


def _list_month_values(of: MonthlyReflection) -> dict[str, str]:
    return {
        **{box: of.texts.get(box, "") for box in REFLECTION_BOXES},
        "depth": str(dict(DEPTH_OPTIONS).get(of.depth, "")),
        "themes": _format_tags(of.themes),
        "functions": _format_tags(of.functions),
    }


def _format_tags(ids: Sequence[str]) -> str:
    labels = dict(THEMES + SUPERVISION_FUNCTIONS)
    return ", ".join(str(labels[each]) for each in ids)


def _format_title(entry: JournalEntry, *, year: bool) -> str:
    if isinstance(entry.of, Month):
        title = _("Looking deeper at {month}")
        return title.format(month=format_month(entry.of.first, year=year))
    title = _("{days} {year}") if year else "{days}"
    return title.format(days=format_week(entry.of), year=entry.of.sunday.year)
