"""What a translation lacks, and its file brought up to date with the sentences in the code.

The sentences are taken from the code itself, which a site has beside it, so that the check needs no
list of them. The file is written without dates and numbers of lines, in the order of the sentences:
a change of one sentence is a change of one place.
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
COUNT_PLACEHOLDERS: Final = {
    "%(num)s",
    "%(num)d",
    "{n}",
    "{number}",
}  # a plural form may spell it: "one"
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

    found: dict[str, SourceSentence] = {}
    for path in (*PACKAGE_ROOT.rglob("*.py"), *(PACKAGE_ROOT / "templates").rglob("*.html")):
        method, options = ("python", {}) if path.suffix == ".py" else (_template(), JINJA_OPTIONS)
        name = path.relative_to(PACKAGE_ROOT.parent).as_posix()
        for _line, message, _notes, _context in extract_from_file(
            method, str(path), keywords=GETTEXT_KEYWORDS, options=options
        ):
            one, many = message if isinstance(message, tuple) else (message, "")
            before = found.get(one, SourceSentence(one, many, ()))
            files = tuple(sorted({*before.files, name}))
            found[one] = SourceSentence(one, many or before.many, files)
    return dict(sorted(found.items()))


def find_translation_faults(code: str) -> Iterator[str]:
    """What is missing or superfluous in a translation, a sentence each.

    Raises:
        NotFound: there is no such translation.
    """
    theirs, ours = _translated(code), extract_sentences()
    for sentence in ours.values():
        there = theirs.get(sentence.one)
        where = sentence.files[0]
        if there is None or not all(there.texts):
            yield f'{where}: "{sentence.one}" has no translation.'
        elif there.is_fuzzy:
            yield f'{where}: "{sentence.one}" is marked as fuzzy. Look at it and take the mark out.'
        else:
            for fault in _differences(sentence, there, _forms(code)):
                yield f'{where}: "{sentence.one}": {fault}'
    for gone in sorted(theirs.keys() - ours.keys()):
        yield f'"{gone}" stands nowhere any more. Run: reflect languages update {code}'


def update_translation(code: str) -> tuple[int, int]:
    """Write the file again from the code; returns how many sentences, and how many untranslated.

    What was translated stays; a sentence that is gone goes.

    Raises:
        NotFound: there is no such translation.
    """
    theirs, ours = _translated(code), extract_sentences()
    parts = [_head(code)]
    for sentence in ours.values():
        texts = ("",) * (_forms(code) if sentence.many else 1)
        there = theirs.get(sentence.one)
        if there and there.many == sentence.many:
            texts = there.texts
        parts.append(
            format_po_entry(sentence, texts, is_fuzzy=there is not None and there.is_fuzzy)
        )
    path = catalogue_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts), encoding="utf-8")
    done = sum(1 for one in ours if one in theirs and all(theirs[one].texts))
    return len(ours), len(ours) - done


def format_po_entry(
    sentence: SourceSentence, texts: tuple[str, ...], *, is_fuzzy: bool = False
) -> str:
    """One sentence as an entry of a PO file."""
    lines = [f"#: {name}" for name in sentence.files]
    lines += ["#, fuzzy"] if is_fuzzy else []
    lines.append(f"msgid {_quoted(sentence.one)}")
    if sentence.many:
        lines.append(f"msgid_plural {_quoted(sentence.many)}")
        lines += [f"msgstr[{n}] {_quoted(text)}" for n, text in enumerate(texts)]
    else:
        lines.append(f"msgstr {_quoted(texts[0])}")
    return "\n".join(lines) + "\n"


def _template() -> Any:
    from jinja2.ext import babel_extract  # noqa: PLC0415

    return babel_extract


def _translated(code: str) -> dict[str, Translation]:
    from babel.messages.pofile import read_po  # noqa: PLC0415

    if code == ENGLISH or code not in language_codes():
        known = ", ".join(language_codes()[1:])
        raise NotFound(f"There is no translation “{code}”. There are: {known}.")
    if not catalogue_path(code).exists():
        return {}
    found = {}
    with catalogue_path(code).open("rb") as file:
        for message in read_po(file, locale=code):
            if message.id:
                one, many = (*_all(message.id), "")[:2]
                found[one] = Translation(many, _all(message.string), message.fuzzy)
    return found


def _all(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _forms(code: str) -> int:
    number = re.match(r"nplurals=(\d+)", load_language(code).plurals)
    return int(number.group(1)) if number else 1


def _differences(sentence: SourceSentence, there: Translation, forms: int) -> Iterator[str]:
    if there.many != sentence.many:
        yield "its plural is another now. Translate it anew."
    elif sentence.many:
        if len(there.texts) != forms:
            yield f"it has {len(there.texts)} forms, and the language has {forms}."
        spelled = set(PLACEHOLDER_PATTERN.findall(sentence.many)) - set(
            PLACEHOLDER_PATTERN.findall(sentence.one)
        )
        for text in there.texts:
            yield from _lost(sentence.many, text, COUNT_PLACEHOLDERS | spelled)
    else:
        yield from _lost(sentence.one, there.texts[0], set())
    for text in there.texts:
        if _edges(sentence.many or sentence.one) != _edges(text):
            yield f'it begins or ends differently: "{text}".'


def _lost(english: str, text: str, may_be_spelled: set[str]) -> Iterator[str]:
    for what, pattern in (("fills in", PLACEHOLDER_PATTERN), ("tags", TAG_PATTERN)):
        ours, theirs = Counter(pattern.findall(english)), Counter(pattern.findall(text))
        lost, added = ours - theirs, theirs - ours
        if set(lost) - may_be_spelled or added:
            listed = ", ".join([*lost, *added])
            yield f'what it {what} differs ({listed}): "{text}".'


def _edges(text: str) -> tuple[bool, bool, str]:
    """Whether a sentence begins and ends with a blank, and its closing mark."""
    last = text.rstrip()[-1:]
    return text[:1].isspace(), text[-1:].isspace(), last if last in SENTENCE_ENDINGS else ""


def _head(code: str) -> str:
    language = load_language(code)
    read = f"Read by {language.reader}." if language.reader else UNREVIEWED_NOTICE
    fields = (
        f"Language: {code}\n",
        "MIME-Version: 1.0\n",
        "Content-Type: text/plain; charset=UTF-8\n",
        "Content-Transfer-Encoding: 8bit\n",
        f"Plural-Forms: {language.plurals}\n",
    )
    lines = [f"# Reflect in {language.name}. {read}", 'msgid ""', 'msgstr ""']
    return "\n".join([*lines, *map(_quoted, fields)]) + "\n"


def _quoted(text: str) -> str:
    """A quoted text of a PO file; one of several lines has a line for each."""
    parts = text.splitlines(keepends=True) or [""]
    told = [f'"{_escaped(part)}"' for part in parts]
    return told[0] if len(told) == 1 else "\n".join(['""', *told])


def _escaped(text: str) -> str:
    for raw, told in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(raw, told)
    return text
