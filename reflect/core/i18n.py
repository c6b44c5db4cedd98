"""Internationalisation (i18n): gettext, lazy strings, languages and their translation catalogues.

Every sentence that a user reads passes through here, so that it can be translated. English is the
source. The current language (locale) is set for one request or command (`use_locale`) and is not
stored in the account: it would be one more piece of personal data. So a sentence is translated when
it is shown. Constants and form classes use a lazy string (`lazy_gettext`), and values that are
cached between requests are cached for each language (`cache_per_locale`).

A catalogue is the translators' own file, `reflect/locale/<code>/LC_MESSAGES/reflect.po`. It is read
at first use and cached. No compiled file is stored, so source and compiled text cannot differ.
Babel, which reads it, is imported only then: a site in English does not need it. `language.toml`
beside it has the language's own name, its plural rule, and who has reviewed the translation.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from markupsafe import escape

ENGLISH = "en"
LOCALE_DIR = Path(__file__).parent.parent / "locale"
P = ParamSpec("P")
R = TypeVar("R")
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


@dataclass(frozen=True, slots=True)
class Language:
    """A language that Reflect is available in."""

    code: str
    name: str  # in the language itself
    tag: str  # for the attribute `lang` of a page
    reader: str = ""  # the speaker who has reviewed the translation; empty: nobody yet
    plurals: str = "nplurals=2; plural=(n != 1);"

    @property
    def is_reviewed(self) -> bool:
        """Whether a speaker of the language has reviewed the translation."""
        return bool(self.reader) or self.code == ENGLISH


def catalogue_path(code: str) -> Path:
    """The path of a language's catalogue."""
    return LOCALE_DIR / code / "LC_MESSAGES" / "reflect.po"


def language_codes() -> tuple[str, ...]:
    """The codes of all languages, English first."""
    return (ENGLISH, *sorted(path.parent.name for path in LOCALE_DIR.glob("*/language.toml")))


@cache
def load_language(code: str) -> Language:
    """The language with this code, read from its `language.toml`."""
    if code == ENGLISH:
        return Language(ENGLISH, "English", "en-GB")
    table = tomllib.loads((LOCALE_DIR / code / "language.toml").read_text(encoding="utf-8"))
    return Language(code, table["name"], code, table["read-by"], table["plurals"])


@cache
def catalogue(code: str) -> GNUTranslations:
    """The translations of a language, compiled in memory from its catalogue."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # not needed in English
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with catalogue_path(code).open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def current_language() -> str:
    """The code of the language of this request or command."""
    return _language.get()


@contextmanager
def use_locale(code: str) -> Iterator[None]:
    """Set the current language inside the block; other threads keep theirs."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def _(sentence: str) -> str:
    """Translate the sentence into the current language (gettext)."""
    code = _language.get()
    return sentence if code == ENGLISH else catalogue(code).gettext(sentence)


def ngettext(one: str, many: str, number: int) -> str:
    """The singular or plural for `number` in the current language; the caller formats it."""
    code = _language.get()
    if code == ENGLISH:
        return one if number == 1 else many
    return catalogue(code).ngettext(one, many, number)


class LazyString:
    """A sentence of a constant, translated each time it is shown: printed, formatted or rendered.

    It is no `str`, so `", ".join`, `json.dumps`, `len`, `+` and the methods of a text raise a
    TypeError or AttributeError, instead of giving English on a page in another language. Where a
    text is needed, `str(...)` is the sentence in the current language.
    """

    __slots__ = ("english",)

    def __init__(self, english: str) -> None:
        self.english = english

    def __repr__(self) -> str:
        return f"LazyString({self.english!r})"

    def __str__(self) -> str:
        return _(self.english)

    def __html__(self) -> str:
        return escape(str(self))

    def __format__(self, form: str) -> str:
        return format(str(self), form)

    def __mod__(self, values: Any) -> str:
        return str.__mod__(str(self), values)

    def format(self, **values: object) -> str:
        """The sentence in the current language, with these values filled in."""
        return str(self).format(**values)


DisplayText = str | LazyString  # what a page, a table or a message can show


lazy_gettext = LazyString  # the name that gettext knows, for constants; imported as `_l`


def format_list(parts: Sequence[DisplayText]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    texts = [str(part) for part in parts]
    if len(texts) < 2:
        return "".join(texts)
    return _("{some} and {last}").format(some=", ".join(texts[:-1]), last=texts[-1])


def cache_per_locale(most: int | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """As `lru_cache(maxsize=most)`, with separate entries for each language."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        def compute(_code: str, *args: Any, **kwargs: Any) -> R:
            return function(*args, **kwargs)

        cached: Callable[..., R] = lru_cache(maxsize=most)(compute)

        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            return cached(_language.get(), *args, **kwargs)

        return wrapper

    return decorate


def capitalise_first(words: DisplayText) -> str:
    """The text with its first letter in upper case."""
    text = str(words)
    return text[:1].upper() + text[1:]
