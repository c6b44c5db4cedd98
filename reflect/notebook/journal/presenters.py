"""The journal in words, for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reflect.charts.checkins_dates import week_words
from reflect.charts.dates import month_words, number_words
from reflect.core.months import Month
from reflect.core.tags import FUNCTIONS, THEMES
from reflect.core.text_search import Piece, excerpt
from reflect.core.words import _, ngettext
from reflect.notebook.journal.lenses import Lens, lens
from reflect.notebook.journal.monthly_reflection import DEPTHS, Written, differing
from reflect.notebook.journal.repository import Entry
from reflect.notebook.journal.services import Found, Leaf


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry, in words."""

    entry: Entry
    title: str
    anchor: str  # where it stands on its page
    sorted_under: str
    lens: Lens | None  # of the prompt of its week
    texts: tuple[tuple[str, tuple[Piece, ...]], ...]  # question, text


@dataclass(frozen=True, slots=True)
class ShownLeaf:
    """One month of the journal, in words."""

    month: Month
    title: str
    name: str
    look: Shown | None
    weeks: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, or that it found nothing."""

    sentence: str = ""
    found: tuple[Shown, ...] = field(default=())
    closed: int = 0  # rows that could not be looked through


def leaf(one: Leaf) -> ShownLeaf:
    """A month, in words."""
    return ShownLeaf(
        one.month,
        month_words(one.month.first, year=True),
        month_words(one.month.first),
        shown(one.look) if one.look else None,
        tuple(shown(each) for each in one.weeks),
    )


def shown(entry: Entry, words: Sequence[str] = (), *, year: bool = False) -> Shown:
    """An entry; with `words`, only the boxes in which one stands, shortened to its surroundings."""
    found = ((question, excerpt(text, words)) for question, text in entry.texts)
    whole = ((question, (Piece(text),)) for question, text in entry.texts)
    return Shown(
        entry,
        _title(entry, year=year),
        f"{entry.of}-{entry.instrument.id}" if entry.instrument else str(entry.of),
        _names(entry.themes + entry.functions),
        lens(entry.prompt.lens) if entry.prompt else None,
        tuple(pair for pair in found if pair[1]) if words else tuple(whole),
    )


def results(found: Found, words: Sequence[str], typed: str) -> Results:
    """What was found; `typed` are the words as they were typed."""
    if not found.count:
        said = _("Nothing in your notes fits all of this.")
        if words:
            said = _("Nothing in your notes has “{words}” in it.").format(words=typed.strip())
        only = _("Only your own notes were searched.")
        return Results(f"{said} {only}", closed=found.closed)
    said = ngettext("Found in one note.", "Found in {count} notes, newest first.", found.count)
    if found.count > len(found.newest):
        said = _("Found in {count} notes. Here are the newest {most}.")
    entries = tuple(shown(entry, words, year=True) for entry in found.newest)
    said = said.format(count=number_words(found.count), most=len(entries))
    return Results(said, entries, found.closed)


def beside(typed: Written, kept: Written) -> dict[str, str]:
    """What is kept, in words, for each field of a month's form that says something else."""
    said = {
        **kept.texts,
        "depth": dict(DEPTHS).get(kept.depth, ""),
        "themes": _names(kept.themes),
        "functions": _names(kept.functions),
    }
    return {name: said.get(name) or _("(nothing)") for name in differing(typed, kept)}


def _names(ids: Sequence[str]) -> str:
    labels = dict(THEMES + FUNCTIONS)
    return ", ".join(str(labels[each]) for each in ids)


def _title(entry: Entry, *, year: bool) -> str:
    if isinstance(entry.of, Month):
        words = _("Looking deeper at {month}")
        return words.format(month=month_words(entry.of.first, year=year))
    words = _("{days} {year}") if year else "{days}"
    return words.format(days=week_words(entry.of), year=entry.of.sunday.year)
