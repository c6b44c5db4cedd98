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
from reflect.core.i18n import ENGLISH, about, codes, file_of

HERE: Final = Path(__file__).parent.parent
KEYWORDS: Final = {"_": None, "later": None, "gettext": None, "ngettext": (1, 2)}
JINJA: Final = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
MARKS: Final = re.compile(r"%\(\w+\)[a-z]|%%|\{\{|\}\}|\{\w*\}")
TAGS: Final = re.compile(r"</?\w[^>]*>")
COUNTED: Final = {"%(num)s", "%(num)d", "{n}", "{number}"}  # a plural form may spell it: "one"
ENDS: Final = ".?!:"
UNREAD: Final = "No speaker of this language has read this translation yet: it is to be reviewed."


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the code, its plural if it has one, and the files it stands in."""

    one: str
    many: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translated:
    """What a translation says: one text, or as many as the language has forms."""

    many: str
    texts: tuple[str, ...]
    is_fuzzy: bool


def said() -> dict[str, Said]:
    """Every sentence of the code and the templates, in order."""
    from babel.messages.extract import extract_from_file  # noqa: PLC0415  # as in `catalogues`

    found: dict[str, Said] = {}
    for path in (*HERE.rglob("*.py"), *(HERE / "templates").rglob("*.html")):
        method, options = ("python", {}) if path.suffix == ".py" else (_template(), JINJA)
        name = path.relative_to(HERE.parent).as_posix()
        for _line, message, _notes, _context in extract_from_file(
            method, str(path), keywords=KEYWORDS, options=options
        ):
            one, many = message if isinstance(message, tuple) else (message, "")
            before = found.get(one, Said(one, many, ()))
            files = tuple(sorted({*before.files, name}))
            found[one] = Said(one, many or before.many, files)
    return dict(sorted(found.items()))


def faults(code: str) -> Iterator[str]:
    """What the translation into a language lacks or has too much, a sentence each.

    Raises:
        NotFound: there is no such translation.
    """
    theirs, ours = _translated(code), said()
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


def update(code: str) -> tuple[int, int]:
    """Write the file anew from the code: how many sentences it has, how many to be translated.

    What was translated stays; a sentence that is gone goes.

    Raises:
        NotFound: there is no such translation.
    """
    theirs, ours = _translated(code), said()
    parts = [_head(code)]
    for sentence in ours.values():
        texts = ("",) * (_forms(code) if sentence.many else 1)
        there = theirs.get(sentence.one)
        if there and there.many == sentence.many:
            texts = there.texts
        parts.append(entry(sentence, texts, is_fuzzy=there is not None and there.is_fuzzy))
    path = file_of(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts), encoding="utf-8")
    done = sum(1 for one in ours if one in theirs and all(theirs[one].texts))
    return len(ours), len(ours) - done


def entry(sentence: Said, texts: tuple[str, ...], *, is_fuzzy: bool = False) -> str:
    """One sentence as it stands in the file."""
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


def _translated(code: str) -> dict[str, Translated]:
    from babel.messages.pofile import read_po  # noqa: PLC0415

    if code == ENGLISH or code not in codes():
        known = ", ".join(codes()[1:])
        raise NotFound(f"There is no translation “{code}”. There are: {known}.")
    if not file_of(code).exists():
        return {}
    found = {}
    with file_of(code).open("rb") as file:
        for message in read_po(file, locale=code):
            if message.id:
                one, many = (*_all(message.id), "")[:2]
                found[one] = Translated(many, _all(message.string), message.fuzzy)
    return found


def _all(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _forms(code: str) -> int:
    number = re.match(r"nplurals=(\d+)", about(code).plurals)
    return int(number.group(1)) if number else 1


def _differences(sentence: Said, there: Translated, forms: int) -> Iterator[str]:
    if there.many != sentence.many:
        yield "its plural is another now. Translate it anew."
    elif sentence.many:
        if len(there.texts) != forms:
            yield f"it has {len(there.texts)} forms, and the language has {forms}."
        spelled = set(MARKS.findall(sentence.many)) - set(MARKS.findall(sentence.one))
        for text in there.texts:
            yield from _lost(sentence.many, text, COUNTED | spelled)
    else:
        yield from _lost(sentence.one, there.texts[0], set())
    for text in there.texts:
        if _edges(sentence.many or sentence.one) != _edges(text):
            yield f'it begins or ends differently: "{text}".'


def _lost(english: str, text: str, may_be_spelled: set[str]) -> Iterator[str]:
    for what, pattern in (("fills in", MARKS), ("tags", TAGS)):
        ours, theirs = Counter(pattern.findall(english)), Counter(pattern.findall(text))
        lost, added = ours - theirs, theirs - ours
        if set(lost) - may_be_spelled or added:
            listed = ", ".join([*lost, *added])
            yield f'what it {what} differs ({listed}): "{text}".'


def _edges(text: str) -> tuple[bool, bool, str]:
    """Whether blanks stand before and behind, and with which mark a sentence ends."""
    last = text.rstrip()[-1:]
    return text[:1].isspace(), text[-1:].isspace(), last if last in ENDS else ""


def _head(code: str) -> str:
    language = about(code)
    read = f"Read by {language.reader}." if language.reader else UNREAD
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
    """A text between quotation marks; one of several lines has a line for each."""
    parts = text.splitlines(keepends=True) or [""]
    told = [f'"{_escaped(part)}"' for part in parts]
    return told[0] if len(told) == 1 else "\n".join(['""', *told])


def _escaped(text: str) -> str:
    for raw, told in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(raw, told)
    return text
