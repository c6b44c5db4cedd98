"""Finding words in texts, in memory: pure, and blind to case and accents.

Both sides are folded character by character, so that every place in a folded text is known in the
text as it was written, and `cafe` marks `café` however it was typed. A phone's curly apostrophe
and the straight one of a keyboard count as one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

EXCERPT_CONTEXT_LENGTH = 160  # characters shown on either side of a mark

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ALIKE = {  # typographic quotation marks and dashes, as phones write them
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
}

Span = tuple[int, int]  # from, and up to but without


@dataclass(frozen=True, slots=True)
class TextFragment:
    """A stretch of a text."""

    text: str
    is_marked: bool = False


def fold_text(text: str) -> str:
    """The text without case and accents: what is compared."""
    return _BEYOND_ASCII.sub(lambda found: _folded(found[0]), text).lower()


def parse_search_words(typed: str) -> tuple[str, ...]:
    """The words that somebody searches for, folded, each once."""
    return tuple(dict.fromkeys(fold_text(typed).split()))


def has_all_words(texts: Iterable[str], words: Sequence[str]) -> bool:
    """Whether each word stands somewhere in one of the texts."""
    whole = fold_text("\n".join(texts))
    return all(word in whole for word in words)


def find_matches(text: str, words: Sequence[str]) -> list[Span]:
    """Where the words stand in the text as it was written: apart from each other, rising."""
    folded, places = _with_places(text)
    found = sorted(span for word in words for span in _every(folded, word))
    return _joined([(places[first][0], places[last - 1][1]) for first, last in found], gap=0)


def excerpt(
    text: str, words: Sequence[str], around: int = EXCERPT_CONTEXT_LENGTH
) -> tuple[TextFragment, ...]:
    """The text with its marks, and of what lies far from any mark an ellipsis.

    Empty if no word stands in it.
    """
    found, pieces = find_matches(text, words), []
    for first, last in _windows(text, found, around):
        at = first
        pieces += [TextFragment("… ")] if first else []
        for start, end in (span for span in found if first <= span[0] < last):
            pieces += [TextFragment(text[at:start]), TextFragment(text[start:end], is_marked=True)]
            at = end
        pieces += [TextFragment(text[at:last] + (" …" if last < len(text) else ""))]
    return tuple(piece for piece in pieces if piece.text)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """One character, which may become none (an accent by itself) or several (ß)."""
    plain = _ALIKE.get(character) or _bare(_bare(character).casefold())
    return plain.lower()


def _bare(text: str) -> str:
    return "".join(each for each in normalize("NFKD", text) if not combining(each))


def _with_places(text: str) -> tuple[str, list[Span]]:
    """The folded text, and for each of its characters where that stood.

    An accent that was typed by itself belongs to the letter before it.
    """
    folded: list[str] = []
    places: list[Span] = []
    for at, character in enumerate(text):
        plain = fold_text(character)
        if not plain and places:
            places[-1] = (places[-1][0], at + 1)
        folded += plain
        places += [(at, at + 1)] * len(plain)
    return "".join(folded), places


def _every(folded: str, word: str) -> Iterator[Span]:
    at = folded.find(word)
    while word and at >= 0:
        yield at, at + len(word)
        at = folded.find(word, at + 1)


def _joined(spans: list[Span], gap: int) -> list[Span]:
    """Spans that overlap, touch, or lie at most `gap` apart become one."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _windows(text: str, found: list[Span], around: int) -> list[Span]:
    """What is shown: each mark with what stands around it, cut at blanks."""
    wide = []
    for first, last in found:
        start = text.rfind(" ", 0, max(0, first - around)) + 1
        end = text.find(" ", last + around)
        wide.append((start, end if end >= 0 else len(text)))
    return _joined(wide, gap=0)
