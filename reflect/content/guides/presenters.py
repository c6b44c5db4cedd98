"""Template values for the guides and the page of sources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reflect.content.guides.library import Guides
from reflect.content.guides.model import GUIDE_AUDIENCE_LABELS, GUIDE_THEMES, Guide
from reflect.content.sources import Source, find_named_sources
from reflect.content.teaching.model import Resource
from reflect.core.i18n import DisplayText, _, format_list
from reflect.core.instruments.model import Instrument


@dataclass(frozen=True, slots=True)
class CitedSourceView:
    """A source, with the pages and instruments that use it."""

    source: Source
    pages: tuple[Guide | Resource, ...]
    instruments: tuple[str, ...]  # titles


def describe_guide_audience(guide: Guide) -> str:
    """Who a guide is for, as a sentence."""
    return describe_audience([GUIDE_AUDIENCE_LABELS[name] for name in guide.audience])


def describe_audience(names: Sequence[DisplayText]) -> str:
    """Who a page is for, as a sentence; `names` are labels, at least one."""
    return _("For {readers}.").format(readers=format_list(names))


def estimate_reading_minutes(guide: Guide) -> int:
    """Minutes to read the whole guide at 200 words a minute, at least 1."""
    words = sum(len(section.html.striptags().split()) for section in guide.sections)
    return max(1, round(words / 200))


def group_guides_by_theme(guides: Guides) -> list[tuple[str, list[Guide]]]:
    """The title and the guides of each theme that has guides."""
    groups = [
        (str(title), [guide for guide in guides.by_id.values() if guide.theme == theme])
        for theme, title in GUIDE_THEMES.items()
    ]
    return [(title, listed) for title, listed in groups if listed]


def sort_sources(ids: Iterable[str], sources: Mapping[str, Source]) -> list[Source]:
    """The sources with these ids, sorted by citation."""
    return sorted((sources[name] for name in ids), key=lambda each: each.citation.casefold())


def list_guide_lines(guide: Guide) -> list[str]:
    """What a guide is and who it is for, on the top of its file."""
    return [guide.about, f"{guide.theme_title}. {describe_guide_audience(guide)}"]


def list_cited_sources(
    sources: Mapping[str, Source],
    pages: Sequence[Guide | Resource],
    instruments: Iterable[Instrument],
) -> Iterator[CitedSourceView]:
    """Every source that a page cites or an instrument names, sorted by citation."""
    named = [(each.title, find_named_sources(each, sources)) for each in instruments]
    for source in sort_sources(sources, sources):
        citing = tuple(page for page in pages if source.id in page.sources)
        naming = tuple(title for title, names in named if source.id in names)
        if citing or naming:
            yield CitedSourceView(source, citing, naming)


def build_reading_list(guides: Guides) -> list[tuple[Guide, list[Source]]]:
    """Each guide with its sources, in the order in which it cites them."""
    every = guides.by_id.values()
    return [(guide, [guides.sources[name] for name in guide.sources]) for guide in every]
