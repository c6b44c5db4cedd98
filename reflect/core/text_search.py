"""Full-text search in memory, with excerpts; ignores case and accents.

Query and text are folded character by character, so that each position in the folded text is known
in the original one, and `cafe` matches `café` in either Unicode form. Typographic apostrophes,
quotation marks and dashes match the plain ones.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

EXCERPT_CONTEXT_LENGTH = 160  # characters shown on either side of a match

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_REPLACEMENTS = {  # typographic quotation marks and dashes, as phones write them
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
}

Span = tuple[int, int]  # start, and end (exclusive)


@dataclass(frozen=True, slots=True)
class TextFragment:
    """Part of an excerpt, marked if it is a match."""

    text: str
    is_marked: bool = False


def fold_text(text: str) -> str:
    """The text without case and accents, for comparison."""
    return _BEYOND_ASCII.sub(lambda match: _fold_character(match[0]), text).lower()


def parse_search_words(typed: str) -> tuple[str, ...]:
    """The words of a search query, folded, each once."""
    return tuple(dict.fromkeys(fold_text(typed).split()))


def has_all_words(texts: Iterable[str], words: Sequence[str]) -> bool:
    """Whether each folded word occurs in one of the texts."""
    folded = fold_text("\n".join(texts))
    return all(word in folded for word in words)


def find_matches(text: str, words: Sequence[str]) -> list[Span]:
    """Where the folded words occur in the original text: merged spans in rising order."""
    folded, positions = _fold_with_positions(text)
    found = (span for word in words for span in _find_all(folded, word))
    return _merge_spans([(positions[first][0], positions[last - 1][1]) for first, last in found])


def excerpt(
    text: str, words: Sequence[str], around: int = EXCERPT_CONTEXT_LENGTH
) -> tuple[TextFragment, ...]:
    """The text around each match, with an ellipsis for what is left out.

    Empty if no word occurs in it.
    """
    matches, pieces = find_matches(text, words), []
    for first, last in _excerpt_spans(text, matches, around):
        at = first
        pieces += [TextFragment("… ")] if first else []
        for start, end in (span for span in matches if first <= span[0] < last):
            pieces += [TextFragment(text[at:start]), TextFragment(text[start:end], is_marked=True)]
            at = end
        pieces += [TextFragment(text[at:last] + (" …" if last < len(text) else ""))]
    return tuple(piece for piece in pieces if piece.text)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """One character folded, to none (a combining accent) or several (ß)."""
    plain = _REPLACEMENTS.get(character) or _strip_accents(_strip_accents(character).casefold())
    return plain.lower()


def _strip_accents(text: str) -> str:
    return "".join(each for each in normalize("NFKD", text) if not combining(each))


def _fold_with_positions(text: str) -> tuple[str, list[Span]]:
    """The folded text, and for each of its characters the span in the original text.

    A combining accent belongs to the letter before it.
    """
    folded: list[str] = []
    positions: list[Span] = []
    for at, character in enumerate(text):
        plain = fold_text(character)
        if not plain and positions:
            positions[-1] = (positions[-1][0], at + 1)
        folded += plain
        positions += [(at, at + 1)] * len(plain)
    return "".join(folded), positions


def _find_all(folded: str, word: str) -> Iterator[Span]:
    at = folded.find(word)
    while word and at >= 0:
        yield at, at + len(word)
        at = folded.find(word, at + 1)


def _merge_spans(spans: list[Span]) -> list[Span]:
    """Merge spans that overlap or touch."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _excerpt_spans(text: str, matches: list[Span], around: int) -> list[Span]:
    """The spans that an excerpt shows: each match with the text around it, cut at blanks."""
    spans = []
    for first, last in matches:
        start = text.rfind(" ", 0, max(0, first - around)) + 1
        end = text.find(" ", last + around)
        spans.append((start, end if end >= 0 else len(text)))
    return _merge_spans(spans)
