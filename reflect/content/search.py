"""Full-text search in the guides and teaching resources, section by section."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reflect.content.guides.library import Guides
from reflect.content.guides.model import ContentSection
from reflect.content.teaching.library import Resources
from reflect.core.text_search import TextFragment, excerpt, fold_text, has_all_words

MAX_SEARCH_RESULTS = 30  # on the page
_MAX_FRAGMENTS = 9  # of an excerpt


@dataclass(frozen=True, slots=True)
class ContentSearchHit:
    """A section that contains all words."""

    title: str  # of its page
    heading: str
    path: str
    pieces: tuple[TextFragment, ...]  # an excerpt with the words marked


def search_content(
    guides: Guides, resources: Resources, words: Sequence[str]
) -> list[ContentSearchHit]:
    """The sections that contain all words (folded), those with one in a title or heading first."""
    if not words:
        return []
    hits = [
        ContentSearchHit(title, section.heading, path, excerpt(text, words)[:_MAX_FRAGMENTS])
        for title, path, section, text in _iterate_sections(guides, resources)
        if has_all_words((title, section.heading, text), words)
    ]
    return sorted(hits, key=lambda hit: not _is_in_heading(hit, words))


def _is_in_heading(hit: ContentSearchHit, words: Iterable[str]) -> bool:
    return any(word in fold_text(f"{hit.title} {hit.heading}") for word in words)


def _iterate_sections(
    guides: Guides, resources: Resources
) -> Iterator[tuple[str, str, ContentSection, str]]:
    for guide in guides.by_id.values():
        for section in (guide.sixty, *guide.sections):
            path = _build_path("guides", guide.id, section)
            yield guide.title, path, section, _plain_text(section)
    for resource in resources.by_id.values():
        for section in resource.sections:
            path = _build_path("teaching", resource.id, section)
            yield resource.title, path, section, _plain_text(section)


def _build_path(area: str, name: str, section: ContentSection) -> str:
    return f"/{area}/{name}#{section.anchor}" if section.anchor else f"/{area}/{name}"


def _plain_text(section: ContentSection) -> str:
    return str(section.html.striptags())
