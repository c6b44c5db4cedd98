"""What the templates of the guides print, ready to be read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reflect.core.instruments import Instrument
from reflect.core.words import _
from reflect.guides.library import Guides
from reflect.guides.sources import Source, named_by
from reflect.guides.values import READERS, THEMES, Guide


@dataclass(frozen=True, slots=True)
class Cited:
    """A source, with everything that draws on it."""

    source: Source
    guides: tuple[Guide, ...]
    instruments: tuple[str, ...]  # titles


def readers(guide: Guide) -> str:
    """Whom a guide is for, as a sentence."""
    *most, last = [READERS[one] for one in guide.audience]
    names = _("{some} and {last}").format(some=", ".join(most), last=last) if most else last
    return _("For {readers}.").format(readers=names)


def by_theme(guides: Guides) -> list[tuple[str, list[Guide]]]:
    """The title of each theme that has guides, and these."""
    found = [
        (title, [guide for guide in guides.by_id.values() if guide.theme == theme])
        for theme, title in THEMES.items()
    ]
    return [(title, shown) for title, shown in found if shown]


def cited_by(guide: Guide, guides: Guides) -> list[Source]:
    """The sources of one guide, in the order of their names."""
    return sorted((guides.sources[name] for name in guide.sources), key=_by_name)


def all_cited(guides: Guides, instruments: Iterable[Instrument]) -> Iterator[Cited]:
    """Every source that a guide cites or an instrument names, in the order of their names."""
    named = [(found.title, named_by(found, guides.sources)) for found in instruments]
    for source in sorted(guides.sources.values(), key=_by_name):
        citing = tuple(guide for guide in guides.by_id.values() if source.id in guide.sources)
        drawing = tuple(title for title, names in named if source.id in names)
        if citing or drawing:
            yield Cited(source, citing, drawing)


def _by_name(source: Source) -> str:
    return source.citation.casefold()
