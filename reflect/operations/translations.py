"""Translations (PO files): find what is missing, and update a file from the sentences in the code.

The sentences are extracted from the code itself, which every site has, so the check needs no list
of them. The file is written without dates and line numbers, in the order of the sentences: a change
of one sentence is a change in one place.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reflect.core.errors import NotFound
from reflect.core.i18n import ENGLISH, catalogue_path, language_codes, load_language

PACKAGE_ROOT: Final = Path(__file__).parent.parent
GETTEXT_KEYWORDS: Final = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
JINJA_OPTIONS: Final = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
PLACEHOLDER_PATTERN: Final = re.compile(r"%\(\w+\)[a-z]|%%|\{\{|\}\}|\{\w*\}")
TAG_PATTERN: Final = re.compile(r"</?\w[^>]*>")
COUNT_PLACEHOLDERS: Final = {  # a plural form may spell the number: "one"
    "%(num)s",
    "%(num)d",
    "{n}",
    "{number}",
}
SENTENCE_ENDINGS: Final = ".?!:"
UNREVIEWED_NOTICE: Final = (
    "No speaker of this language has read this translation yet: it is to be reviewed."
)


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the code, its plural if it has one, and the files that contain it."""

    one: str
    many: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation: one text, or one for each plural form of the language."""

    many: str
    texts: tuple[str, ...]
    is_fuzzy: bool


def extract_sentences() -> dict[str, SourceSentence]:
    """Every sentence of code and templates, in order."""
    from babel.messages.extract import extract_from_file  # noqa: PLC0415  # as in core/i18n.py

    sentences: dict[str, SourceSentence] = {}
    for path in (*PACKAGE_ROOT.rglob("*.py"), *(PACKAGE_ROOT / "templates").rglob("*.html")):
        method, options = (
            ("python", {}) if path.suffix == ".py" else (_jinja_extractor(), JINJA_OPTIONS)
        )
        name = path.relative_to(PACKAGE_ROOT.parent).as_posix()
        for _line, message, _notes, _context in extract_from_file(
            method, str(path), keywords=GETTEXT_KEYWORDS, options=options
        ):
            one, many = message if isinstance(message, tuple) else (message, "")
            before = sentences.get(one, SourceSentence(one, many, ()))
            files = tuple(sorted({*before.files, name}))
            sentences[one] = SourceSentence(one, many or before.many, files)
    return dict(sorted(sentences.items()))


def find_translation_faults(code: str) -> Iterator[str]:
    """What is missing or superfluous in a translation, a sentence each.

    Raises:
        NotFound: there is no such translation.
    """
    translations, sentences = _load_translations(code), extract_sentences()
    for sentence in sentences.values():
        translation = translations.get(sentence.one)
        where = sentence.files[0]
        if translation is None or not all(translation.texts):
            yield f'{where}: "{sentence.one}" has no translation.'
        elif translation.is_fuzzy:
            yield f'{where}: "{sentence.one}" is marked as fuzzy. Look at it and take the mark out.'
        else:
            for fault in _compare(sentence, translation, _count_plural_forms(code)):
                yield f'{where}: "{sentence.one}": {fault}'
    for gone in sorted(translations.keys() - sentences.keys()):
        yield f'"{gone}" stands nowhere any more. Run: reflect languages update {code}'


def update_translation(code: str) -> tuple[int, int]:
    """Write the file again from the code.

    Translations are kept, except those of sentences that the code no longer has.

    Returns:
        The number of sentences, and how many of them are not translated.

    Raises:
        NotFound: there is no such translation.
    """
    translations, sentences = _load_translations(code), extract_sentences()
    parts = [_format_header(code)]
    for sentence in sentences.values():
        texts = ("",) * (_count_plural_forms(code) if sentence.many else 1)
        translation = translations.get(sentence.one)
        if translation and translation.many == sentence.many:
            texts = translation.texts
        is_fuzzy = translation is not None and translation.is_fuzzy
        parts.append(format_po_entry(sentence, texts, is_fuzzy=is_fuzzy))
    path = catalogue_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts), encoding="utf-8")
    done = sum(1 for one in sentences if one in translations and all(translations[one].texts))
    return len(sentences), len(sentences) - done


def format_po_entry(
    sentence: SourceSentence, texts: tuple[str, ...], *, is_fuzzy: bool = False
) -> str:
    """One sentence as an entry of a PO file."""
    lines = [f"#: {name}" for name in sentence.files]
    lines += ["#, fuzzy"] if is_fuzzy else []
    lines.append(f"msgid {_quote(sentence.one)}")
    if sentence.many:
        lines.append(f"msgid_plural {_quote(sentence.many)}")
        lines += [f"msgstr[{n}] {_quote(text)}" for n, text in enumerate(texts)]
    else:
        lines.append(f"msgstr {_quote(texts[0])}")
    return "\n".join(lines) + "\n"


def _jinja_extractor() -> Any:
    from jinja2.ext import babel_extract  # noqa: PLC0415

    return babel_extract


def _load_translations(code: str) -> dict[str, Translation]:
    from babel.messages.pofile import read_po  # noqa: PLC0415

    if code == ENGLISH or code not in language_codes():
        known = ", ".join(language_codes()[1:])
        raise NotFound(f"There is no translation “{code}”. There are: {known}.")
    if not catalogue_path(code).exists():
        return {}
    translations = {}
    with catalogue_path(code).open("rb") as file:
        for message in read_po(file, locale=code):
            if message.id:
                one, many = (*_as_tuple(message.id), "")[:2]
                translations[one] = Translation(many, _as_tuple(message.string), message.fuzzy)
    return translations


def _as_tuple(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _count_plural_forms(code: str) -> int:
    number = re.match(r"nplurals=(\d+)", load_language(code).plurals)
    return int(number.group(1)) if number else 1


def _compare(sentence: SourceSentence, translation: Translation, forms: int) -> Iterator[str]:
    texts = translation.texts
    if translation.many != sentence.many:
        yield "its plural is another now. Translate it anew."
    elif sentence.many:
        if len(texts) != forms:
            yield f"it has {len(texts)} forms, and the language has {forms}."
        in_plural = set(PLACEHOLDER_PATTERN.findall(sentence.many))
        spelled = in_plural - set(PLACEHOLDER_PATTERN.findall(sentence.one))
        for text in texts:
            yield from _compare_tokens(sentence.many, text, COUNT_PLACEHOLDERS | spelled)
    else:
        yield from _compare_tokens(sentence.one, texts[0], set())
    for text in texts:
        if _get_edges(sentence.many or sentence.one) != _get_edges(text):
            yield f'it begins or ends differently: "{text}".'


def _compare_tokens(english: str, text: str, may_be_spelled: set[str]) -> Iterator[str]:
    """Placeholders and tags that differ; those in `may_be_spelled` may be missing."""
    for what, pattern in (("fills in", PLACEHOLDER_PATTERN), ("tags", TAG_PATTERN)):
        expected, actual = Counter(pattern.findall(english)), Counter(pattern.findall(text))
        lost, added = expected - actual, actual - expected
        if set(lost) - may_be_spelled or added:
            listed = ", ".join([*lost, *added])
            yield f'what it {what} differs ({listed}): "{text}".'


def _get_edges(text: str) -> tuple[bool, bool, str]:
    """Whether a text begins and ends with a space, and its final punctuation mark."""
    last = text.rstrip()[-1:]
    return text[:1].isspace(), text[-1:].isspace(), last if last in SENTENCE_ENDINGS else ""


def _format_header(code: str) -> str:
    language = load_language(code)
    review = f"Read by {language.reader}." if language.reader else UNREVIEWED_NOTICE
    fields = (
        f"Language: {code}\n",
        "MIME-Version: 1.0\n",
        "Content-Type: text/plain; charset=UTF-8\n",
        "Content-Transfer-Encoding: 8bit\n",
        f"Plural-Forms: {language.plurals}\n",
    )
    lines = [f"# Reflect in {language.name}. {review}", 'msgid ""', 'msgstr ""']
    return "\n".join([*lines, *map(_quote, fields)]) + "\n"


def _quote(text: str) -> str:
    """A text quoted for a PO file, with a line for each of its lines."""
    parts = text.splitlines(keepends=True) or [""]
    lines = [f'"{_escape(part)}"' for part in parts]
    return lines[0] if len(lines) == 1 else "\n".join(['""', *lines])


def _escape(text: str) -> str:
    for raw, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(raw, escaped)
    return text
