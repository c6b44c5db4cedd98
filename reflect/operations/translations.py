"""Translations (PO files): find what is missing, and update a file from the sentences in the code.

The sentences are extracted from the code itself, which every site has, so the check needs no list
of them. The file is written without dates, line numbers and format flags, in the order of the
sentences: a change of one sentence is a change in one place. Babel is imported inside the
functions, as in core/i18n.py.
"""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reflect.core.errors import NotFound
from reflect.core.i18n import ENGLISH, catalogue_path, language_codes, load_language

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

PACKAGE_ROOT: Final = Path(__file__).parent.parent
GETTEXT_KEYWORDS: Final = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
EXTRACTORS: Final = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
JINJA_OPTIONS: Final = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
PLACEHOLDER_PATTERN: Final = re.compile(r"%\(\w+\)[a-z]|%%|\{\{|\}\}|\{\w*\}")
TAG_PATTERN: Final = re.compile(r"</?\w[^>]*>")
# a plural form may spell the number: "one"
COUNT_PLACEHOLDERS: Final = {"%(num)s", "%(num)d", "{n}", "{number}"}
SENTENCE_ENDINGS: Final = ".?!:"
UNREVIEWED_NOTICE: Final = (
    "No speaker of this language has read this translation yet: it is to be reviewed."
)


def extract_sentences() -> "Catalog":
    """Every sentence of code and templates, with the files that contain it."""
    from babel.messages.catalog import Catalog  # noqa: PLC0415
    from babel.messages.extract import extract_from_dir  # noqa: PLC0415

    sentences = Catalog()
    for file, line, message, _notes, _context in extract_from_dir(
        PACKAGE_ROOT, EXTRACTORS, {"templates/**": JINJA_OPTIONS}, GETTEXT_KEYWORDS
    ):
        sentences.add(message, locations=[(f"{PACKAGE_ROOT.name}/{file}", line)])
    return sentences


def find_translation_faults(code: str) -> Iterator[str]:
    """What is missing or superfluous in a translation, a sentence each.

    Raises:
        NotFound: there is no such translation.
    """
    translations, sentences = _load_translations(code), extract_sentences()
    for sentence in sorted(sentences)[1:]:  # without the header
        translation = translations.get(sentence.id)
        place = f'{min(sentence.locations)[0]}: "{_list_texts(sentence.id)[0]}"'
        if translation is None or not all(_list_texts(translation.string)):
            yield f"{place} has no translation."
        elif translation.fuzzy:
            yield f"{place} is marked as fuzzy. Look at it and take the mark out."
        elif translation.id != sentence.id:
            yield f"{place}: its plural is another now. Translate it anew."
        else:
            errors = [f"{error}." for error in translation.check(translations)]
            for fault in errors or _compare(translation):
                yield f"{place}: {fault}"
    for gone in sorted(translations)[1:]:
        if gone.id not in sentences:
            text = _list_texts(gone.id)[0]
            yield f'"{text}" stands nowhere any more. Run: reflect languages update {code}'


def update_translation(code: str) -> tuple[int, int]:
    """Write the file again from the code.

    Translations are kept. That of a changed sentence is marked as fuzzy, so that the sentence is
    shown in English until somebody has looked at it. A sentence that the code no longer has stays
    as an obsolete entry (`#~`), also where another took its translation over, and gets it back when
    it returns. Dropped are obsolete entries without a translation, or with a fuzzy one: the format
    cannot mark these.

    Returns:
        The number of sentences, and how many of them are not translated or fuzzy.

    Raises:
        NotFound: there is no such translation.
    """
    from babel.messages.pofile import write_po  # noqa: PLC0415

    translations, sentences = _load_translations(code), extract_sentences()
    for message in translations.obsolete.values():  # Babel looks for none of these
        if message.id not in translations:
            translations[message.id] = message
    before = list(translations)[1:]
    for message in before:
        sentence = sentences.get(message.id)
        if sentence is not None and sentence.id != message.id:  # the plural alone was changed
            message.flags.add("fuzzy")
    translations.update(sentences)
    translations.obsolete = {
        _list_texts(message.id)[0]: message
        for message in before
        if message.id not in translations and _is_usable(message)
    }
    after = list(translations)[1:]
    for message in after:
        message.flags &= {"fuzzy"} if any(_list_texts(message.string)) else set()
    file = BytesIO()
    file.write(_format_header(code).encode())
    write_po(file, translations, 0, omit_header=True, sort_output=True, include_lineno=False)
    path = catalogue_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.getvalue().rstrip() + b"\n")
    return len(after), sum(not _is_usable(message) for message in after)


def _load_translations(code: str) -> "Catalog":
    """The file of a language, with the language's plural rule; empty if there is no file yet.

    Raises:
        NotFound: there is no such language.
    """
    from babel.messages.pofile import read_po  # noqa: PLC0415

    if code == ENGLISH or code not in language_codes():
        known = ", ".join(language_codes()[1:])
        raise NotFound(f"There is no translation “{code}”. There are: {known}.")
    path = catalogue_path(code)
    translations = read_po(BytesIO(path.read_bytes() if path.exists() else b""), locale=code)
    translations.mime_headers = [("Plural-Forms", load_language(code).plurals)]
    return translations


def _list_texts(texts: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The forms of a sentence or a translation; one if it has no plural."""
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _is_usable(translation: "Message") -> bool:
    """Whether a translation is complete and not fuzzy."""
    return all(_list_texts(translation.string) or ("",)) and not translation.fuzzy


def _compare(translation: "Message") -> Iterator[str]:
    """What Babel's checkers do not look for: braces, tags, missing values, first and last marks."""
    one, *plural = _list_texts(translation.id)
    english = plural[0] if plural else one
    only_in_plural = {*PLACEHOLDER_PATTERN.findall(english)} - {*PLACEHOLDER_PATTERN.findall(one)}
    may_be_spelled = only_in_plural | COUNT_PLACEHOLDERS if plural else set()
    for text in _list_texts(translation.string):
        yield from _compare_tokens(english, text, may_be_spelled)
        if _get_edges(english) != _get_edges(text):
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
    from babel.messages.pofile import normalize  # noqa: PLC0415

    language = load_language(code)
    review = f"Read by {language.reader}." if language.reader else UNREVIEWED_NOTICE
    fields = (
        f"Language: {code}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        f"Content-Transfer-Encoding: 8bit\nPlural-Forms: {language.plurals}\n"
    )
    first = f"# Reflect in {language.name}. {review}"
    return f'{first}\nmsgid ""\nmsgstr {normalize(fields, width=0)}\n\n'
