"""Detection of identifying details (personal data, PII) in free text.

A warning is shown beside the field; the text can still be saved. A name is found by a title or a
family word before it, by a known first name, by a verb such as *told* before or after it, and as
two capitalised words in a row that do not begin a sentence, unless one occurs in the names of laws,
bodies and posts. Other details are addresses, dates of birth, case and personal numbers, telephone
numbers and e-mail addresses. References (DOIs, web addresses) are skipped. Not found are a surname
alone, a nickname, and events that identify a family. An author's full name is reported too.

Measured on the 180 sentences of `tests/support/cpd_sentences.py`, half of them without details.
Written before the rules, or read while they were made: 50 of 50 found, no false positive. Written
afterwards, with no rule changed for them: 13 of 15 found, 2 of 15 false positives (precision and
recall 0.87). Written to defeat the rules: 13 of 25 found (recall 0.52, precision 0.68).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from reflect.core.i18n import LazyString, _
from reflect.core.i18n import lazy_gettext as _l

IdentifierKind = Literal["name", "address", "birth", "number", "phone", "email"]


@dataclass(frozen=True, slots=True)
class IdentifyingDetail:
    """Words of the text, and the kind of detail that they look like."""

    kind: IdentifierKind
    words: str


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: IdentifierKind


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # without a closing 's
    start: int
    end: int
    is_possessive: bool  # it had a closing 's
    is_first: bool  # it is the first word of its sentence
    gap: str  # the characters between it and the word before

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def is_capital(self) -> bool:
        """`Tyler`, `O'Brien`, but neither `NHS` nor `A`."""
        return self.text[0].isupper() and not self.text.isupper()

    @property
    def is_title(self) -> bool:
        return self.text[0].isupper() and _is_listed(self.lower, "titles")


_REFERENCE = re.compile(r"(?:https?://|www\.|doi:\s?|(?<!\d)10\.\d{4,9}/)\S+", re.IGNORECASE)
_WORD_PATTERN = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019-](?=[^\W\d_]))*")
_CITATION = re.compile(r" et al| ?\(?(?:19|20)\d\d[a-z]?\b|,? &")
_SENTENCE_END = re.compile(r"[.!?:;•“\"\n]")
_WARNINGS: Final[Mapping[IdentifierKind, LazyString]] = {
    "name": _l("This looks like a name: {words}."),
    "address": _l("This looks like an address: {words}."),
    "birth": _l("This looks like a date of birth: {words}."),
    "number": _l("This looks like the number of a case or a person: {words}."),
    "phone": _l("This looks like a telephone number: {words}."),
    "email": _l("This looks like an e-mail address: {words}."),
}


@cache
def _load_data() -> tuple[list[tuple[IdentifierKind, re.Pattern[str]]], dict[str, frozenset[str]]]:
    """The rules, and the word lists by name; the file is read when the first text is searched."""
    path = Path(__file__).with_name("identifying_details.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    rules = [(rule["kind"], re.compile(rule["pattern"])) for rule in data["rules"]]
    lists = {name: frozenset(words.split()) for name, words in data["words"].items()}
    lists |= {name: lists[name] | lists["kinship"] for name in ("persons", "possessions")}
    return rules, lists


def _is_listed(word: str, name: str) -> bool:
    return word in _load_data()[1][name]


def find_identifying_details(text: str) -> list[IdentifyingDetail]:
    """The details in the order of the text, each once."""
    plain = _REFERENCE.sub(lambda match: " " * len(match[0]), text)
    matches = ((kind, match) for kind, rule in _load_data()[0] for match in rule.finditer(plain))
    found = [_Span(*match.span(), kind) for kind, match in matches]
    covered = bytearray(len(plain))  # 1: the character is in a span already
    spans = []
    for span in (*found, *_find_names(plain)):
        if not any(covered[span.start : span.end]):
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
            spans.append(span)
    spans.sort(key=lambda span: span.start)
    details = (IdentifyingDetail(span.kind, plain[span.start : span.end]) for span in spans)
    return list(dict.fromkeys(details))


def describe_identifying_details(text: str) -> str:
    """The warning about the details in a text; empty if there are none."""
    parts: dict[IdentifierKind, list[str]] = {}
    for detail in find_identifying_details(text):
        parts.setdefault(detail.kind, []).append(_("“{words}”").format(words=detail.words))
    if not parts:
        return ""
    sentences = [_WARNINGS[kind].format(words=", ".join(words)) for kind, words in parts.items()]
    return " ".join([*sentences, _("If it is one, take it out. It blocks nothing.")])


def _find_names(text: str) -> Iterator[_Span]:
    words = list(_split_words(text))
    start = 0
    while start < len(words):
        end = _find_run_end(words, start)
        if end > start and _is_name(text, words, start, end):
            first = start - 1 if _has_title(words, start) else start
            yield _Span(words[first].start, words[end - 1].end, "name")
        start = max(end, start + 1)


def _split_words(text: str) -> Iterator[_Word]:
    previous_end = 0
    for match in _WORD_PATTERN.finditer(text):
        word, start, gap = match[0], match.start(), text[previous_end : match.start()]
        is_possessive = word.endswith(("'s", "\u2019s"))
        plain = word[:-2] if is_possessive else word
        is_first = not previous_end or _SENTENCE_END.search(gap) is not None
        previous_end = match.end()
        yield _Word(plain, start, start + len(plain), is_possessive, is_first, gap)


def _has_title(words: list[_Word], start: int) -> bool:
    return start > 0 and words[start - 1].is_title and words[start].gap in {" ", ". "}


def _find_run_end(words: list[_Word], start: int) -> int:
    """The index after the capitalised words from `start` on; `start` itself if there are none."""
    is_titled, end = _has_title(words, start), start
    while end < len(words) and _is_name_part(words[end], is_titled) and not words[end].is_title:
        if end > start and not _is_same_name(words[end - 1], words[end]):
            break
        end += 1
    return end


def _is_name_part(word: _Word, is_titled: bool) -> bool:
    """Whether it is capitalised as a name; after a title, so are `OSEI` and an initial."""
    return word.is_capital or (is_titled and word.text[0].isupper())


def _is_same_name(word: _Word, following: _Word) -> bool:
    if word.is_possessive:
        return False
    return following.gap == " " or (following.gap == ". " and len(word.text) == 1)


def _is_name(text: str, words: list[_Word], start: int, end: int) -> bool:
    run = words[start:end]
    if _has_title(words, start):
        return len(run) > 1 or len(run[0].text) > 1
    if any(_is_listed(word.lower, "not_names") for word in run):
        return False
    if _CITATION.match(text, run[-1].end):
        return False
    is_known = any(_is_listed(word.lower, "first_names") for word in run[:2])
    is_full_name = len(run) > 1 and not run[0].is_first
    return is_known or is_full_name or _is_person_context(words, start, end)


def _is_person_context(words: list[_Word], start: int, end: int) -> bool:
    """Whether the words before or after it refer to a person: *mum of*, *my manager*, *told me*."""
    after = words[end].lower if end < len(words) and words[end].gap == " " else ""
    if words[end - 1].is_possessive:
        return _is_listed(after, "possessions")
    if _is_listed(after, "verbs_after_person") and not words[end - 1].lower.endswith("s"):
        return True
    gap, preceding = words[start].gap, words[max(start - 2, 0) : start]
    person, link = ["", "", *(word.lower.rpartition("-")[2] for word in preceding)][-2:]
    if gap not in {" ", ", ", " ("}:
        return False
    return (
        _is_listed(link, "persons")
        or (link in {"called", "named"} and _is_listed(person, "persons"))
        or (link == "of" and _is_listed(person, "kinship"))
        or (gap == " " and _is_listed(link, "verbs_before_person"))
    )
