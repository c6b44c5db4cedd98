"""Full-text search in the guides and teaching resources, section by section."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reflect.content.guides.library import Guides
from reflect.content.guides.model import ContentSection, Guide
from reflect.content.teaching.library import Resources
from reflect.content.teaching.model import Resource
from reflect.core.text_search import TextFragment, excerpt, fold_text, has_all_words

MAX_SEARCH_RESULTS = 30  # on the page
_MAX_FRAGMENTS = 9  # of an excerpt


@dataclass(frozen=True, slots=True)
class ContentSearchHit:
    """A section that contains all words."""

    title: str  # of its page
    heading: str
    path: str  # of its page, with its anchor if it has one
    pieces: tuple[TextFragment, ...]  # an excerpt with the words marked


def search_content(
    guides: Guides, resources: Resources, words: Sequence[str]
) -> list[ContentSearchHit]:
    """The sections that contain all words (folded), those with one in a title or heading first."""
    if not words:
        return []
    hits = []
    for page, section in _list_sections(guides, resources):
        text = str(section.html.striptags())
        if has_all_words((page.title, section.heading, text), words):
            path = f"{page.path}#{section.anchor}" if section.anchor else page.path
            fragments = excerpt(text, words)[:_MAX_FRAGMENTS]
            hits.append(ContentSearchHit(page.title, section.heading, path, fragments))
    return sorted(hits, key=lambda hit: not _is_in_heading(hit, words))


def _is_in_heading(hit: ContentSearchHit, words: Iterable[str]) -> bool:
    return any(word in fold_text(f"{hit.title} {hit.heading}") for word in words)


def _list_sections(
    guides: Guides, resources: Resources
) -> Iterator[tuple[Guide | Resource, ContentSection]]:
    """Each section, with its page."""
    for guide in guides.by_id.values():
        yield from ((guide, section) for section in (guide.sixty, *guide.sections))
    for resource in resources.by_id.values():
        yield from ((resource, section) for section in resource.sections)
