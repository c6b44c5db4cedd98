"""What the templates of the guides print, ready to be read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reflect.content.guides.library import Guides
from reflect.content.guides.model import GUIDE_AUDIENCE_LABELS, GUIDE_THEMES, Guide
from reflect.content.sections import ContentExport
from reflect.content.sources import Source, find_named_sources
from reflect.core.i18n import _, format_list
from reflect.core.instruments.model import Instrument


@dataclass(frozen=True, slots=True)
class CitingPage:
    """A page that cites, in this room or in one above it."""

    title: str
    path: str
    sources: tuple[str, ...]  # ids


@dataclass(frozen=True, slots=True)
class CitedSourceView:
    """A source, with everything that draws on it."""

    source: Source
    pages: tuple[CitingPage, ...]
    instruments: tuple[str, ...]  # titles


def describe_guide_audience(guide: Guide) -> str:
    """Whom a guide is for, as a sentence."""
    return describe_audience([GUIDE_AUDIENCE_LABELS[one] for one in guide.audience])


def describe_audience(names: Sequence[str]) -> str:
    """Whom a page is for, as a sentence; one reader at least."""
    return _("For {readers}.").format(readers=format_list(names))


def estimate_reading_minutes(guide: Guide) -> int:
    """How long the whole takes to read: at 200 words a minute, one at least."""
    words = sum(len(section.html.striptags().split()) for section in guide.sections)
    return max(1, round(words / 200))


def group_guides_by_theme(guides: Guides) -> list[tuple[str, list[Guide]]]:
    """The title of each theme that has guides, and these."""
    found = [
        (title, [guide for guide in guides.by_id.values() if guide.theme == theme])
        for theme, title in GUIDE_THEMES.items()
    ]
    return [(title, shown) for title, shown in found if shown]


def sort_sources(ids: Iterable[str], sources: Mapping[str, Source]) -> list[Source]:
    """Some sources, in the order of their names."""
    return sorted((sources[name] for name in ids), key=lambda one: one.citation.casefold())


def export_guide(guide: Guide, guides: Guides) -> ContentExport:
    """A guide as a file to take away."""
    lines = (guide.about, f"{guide.theme_title}. {describe_guide_audience(guide)}")
    sources = tuple(sort_sources(guide.sources, guides.sources))
    return ContentExport(guide.title, lines, guide.licence, guide.markdown, sources)


def list_citing_guides(guides: Guides) -> list[CitingPage]:
    """The guides, as pages that cite."""
    every = guides.by_id.values()
    return [CitingPage(guide.title, f"/guides/{guide.id}", guide.sources) for guide in every]


def list_cited_sources(
    sources: Mapping[str, Source], pages: Sequence[CitingPage], instruments: Iterable[Instrument]
) -> Iterator[CitedSourceView]:
    """Every source that a page cites or an instrument names, in the order of their names."""
    named = [(found.title, find_named_sources(found, sources)) for found in instruments]
    for source in sort_sources(sources, sources):
        cited = tuple(page for page in pages if source.id in page.sources)
        drawing = tuple(title for title, names in named if source.id in names)
        if cited or drawing:
            yield CitedSourceView(source, cited, drawing)


def build_reading_list(guides: Guides) -> list[tuple[Guide, list[Source]]]:
    """Each guide with what it draws on, that which it cites first first."""
    return [
        (guide, [guides.sources[name] for name in guide.sources]) for guide in guides.by_id.values()
    ]
