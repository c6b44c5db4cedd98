"""What the templates of the guides print, ready to be read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reflect.content.guides.library import Guides
from reflect.content.guides.model import READERS, THEMES, Guide
from reflect.content.sources import Source, named_by
from reflect.content.taken import Taken
from reflect.core.instruments.model import Instrument
from reflect.core.words import _, joined


@dataclass(frozen=True, slots=True)
class Citing:
    """A page that cites, in this room or in one above it."""

    title: str
    path: str
    sources: tuple[str, ...]  # ids


@dataclass(frozen=True, slots=True)
class Cited:
    """A source, with everything that draws on it."""

    source: Source
    pages: tuple[Citing, ...]
    instruments: tuple[str, ...]  # titles


def readers(guide: Guide) -> str:
    """Whom a guide is for, as a sentence."""
    return for_readers([READERS[one] for one in guide.audience])


def for_readers(names: Sequence[str]) -> str:
    """Whom a page is for, as a sentence; one reader at least."""
    return _("For {readers}.").format(readers=joined(names))


def minutes(guide: Guide) -> int:
    """How long the whole takes to read: at 200 words a minute, one at least."""
    words = sum(len(section.html.striptags().split()) for section in guide.sections)
    return max(1, round(words / 200))


def by_theme(guides: Guides) -> list[tuple[str, list[Guide]]]:
    """The title of each theme that has guides, and these."""
    found = [
        (title, [guide for guide in guides.by_id.values() if guide.theme == theme])
        for theme, title in THEMES.items()
    ]
    return [(title, shown) for title, shown in found if shown]


def in_order(ids: Iterable[str], sources: Mapping[str, Source]) -> list[Source]:
    """Some sources, in the order of their names."""
    return sorted((sources[name] for name in ids), key=lambda one: one.citation.casefold())


def taken(guide: Guide, guides: Guides) -> Taken:
    """A guide as a file to take away."""
    lines = (guide.about, f"{guide.theme_title}. {readers(guide)}")
    sources = tuple(in_order(guide.sources, guides.sources))
    return Taken(guide.title, lines, guide.licence, guide.markdown, sources)


def citing(guides: Guides) -> list[Citing]:
    """The guides, as pages that cite."""
    every = guides.by_id.values()
    return [Citing(guide.title, f"/guides/{guide.id}", guide.sources) for guide in every]


def all_cited(
    sources: Mapping[str, Source], pages: Sequence[Citing], instruments: Iterable[Instrument]
) -> Iterator[Cited]:
    """Every source that a page cites or an instrument names, in the order of their names."""
    named = [(found.title, named_by(found, sources)) for found in instruments]
    for source in in_order(sources, sources):
        cited = tuple(page for page in pages if source.id in page.sources)
        drawing = tuple(title for title, names in named if source.id in names)
        if cited or drawing:
            yield Cited(source, cited, drawing)


def reading_list(guides: Guides) -> list[tuple[Guide, list[Source]]]:
    """Each guide with what it draws on, that which it cites first first."""
    return [
        (guide, [guides.sources[name] for name in guide.sources]) for guide in guides.by_id.values()
    ]
