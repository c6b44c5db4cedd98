"""Finding words in the guides and in the pages for teaching and leaders, section by section."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reflect.content.guides.library import Guides
from reflect.content.guides.model import ContentSection
from reflect.content.teaching.library import Resources
from reflect.core.text_search import TextFragment, excerpt, fold_text, has_all_words

MAX_SEARCH_RESULTS = 30  # that are shown


@dataclass(frozen=True, slots=True)
class ContentSearchHit:
    """A section in which all words stand."""

    title: str  # of its page
    heading: str
    path: str
    pieces: tuple[TextFragment, ...]  # a part of its text, with the words marked


def search_content(
    guides: Guides, resources: Resources, words: Sequence[str]
) -> list[ContentSearchHit]:
    """Sections that hold all words (folded), those that name one in a heading first."""
    if not words:
        return []
    found = [
        ContentSearchHit(title, section.heading, path, excerpt(text, words)[:9])
        for title, path, section, text in _sections(guides, resources)
        if has_all_words((title, section.heading, text), words)
    ]
    return sorted(found, key=lambda one: not _is_named(one, words))


def _is_named(one: ContentSearchHit, words: Iterable[str]) -> bool:
    return any(word in fold_text(f"{one.title} {one.heading}") for word in words)


def _sections(
    guides: Guides, resources: Resources
) -> Iterator[tuple[str, str, ContentSection, str]]:
    for guide in guides.by_id.values():
        for section in (guide.sixty, *guide.sections):
            yield guide.title, _path("guides", guide.id, section), section, _text(section)
    for one in resources.by_id.values():
        for section in one.sections:
            yield one.title, _path("teaching", one.id, section), section, _text(section)


def _path(room: str, name: str, section: ContentSection) -> str:
    return f"/{room}/{name}#{section.anchor}" if section.anchor else f"/{room}/{name}"


def _text(section: ContentSection) -> str:
    return str(section.html.striptags())
