"""The languages that Reflect speaks: English, the source, and each that has a catalogue.

A catalogue is the translators' own file, `reflect/locale/<code>/LC_MESSAGES/reflect.po`. It is
read at its first use and kept: nothing made from it lies beside it, so the two cannot differ.
Babel, which reads it, is imported only then: a site in English does without. What the language
calls itself, how it counts, and who has read the translation stands in `language.toml` beside it.

Every sentence that a person reads passes through here, so that it can be translated.

English is the source; how a translation comes from its file is in `catalogues`. Which language is
spoken belongs to the one request or command that is at work (`speaking`), and to nobody's account:
a person's language would be one more thing stored about them. So a sentence is looked up when it
is shown. One that is written down before, in a constant or a form's class, is a `later` one, and
what is kept from one request to the next is kept for each language (`kept_by_language`).
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


@dataclass(frozen=True, slots=True)
class Language:
    """One language, as its own speakers name it."""

    code: str
    name: str
    tag: str  # as a page names it to a browser
    reader: str = ""  # a speaker who has read the translation; empty: nobody yet
    plurals: str = "nplurals=2; plural=(n != 1);"

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody who speaks it has read it."""
        return bool(self.reader) or self.code == ENGLISH


def catalogue_path(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE_DIR / code / "LC_MESSAGES" / "reflect.po"


def language_codes() -> tuple[str, ...]:
    """Every language there is, English first."""
    return (ENGLISH, *sorted(path.parent.name for path in LOCALE_DIR.glob("*/language.toml")))


@cache
def load_language(code: str) -> Language:
    """What is known of a language."""
    if code == ENGLISH:
        return Language(ENGLISH, "English", "en-GB")
    found = tomllib.loads((LOCALE_DIR / code / "language.toml").read_text(encoding="utf-8"))
    return Language(code, found["name"], code, found["read-by"], found["plurals"])


@cache
def catalogue(code: str) -> GNUTranslations:
    """The translations of a language, made from its file."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # see above
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with catalogue_path(code).open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


P = ParamSpec("P")
R = TypeVar("R")
_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current_language() -> str:
    """The language that is spoken here and now, by its code."""
    return _spoken.get()


@contextmanager
def use_locale(code: str) -> Iterator[None]:
    """Speak this language inside; other threads go on in theirs."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(sentence: str) -> str:
    """The sentence in the language that is spoken."""
    code = _spoken.get()
    return sentence if code == ENGLISH else catalogue(code).gettext(sentence)


def ngettext(one: str, many: str, number: int) -> str:
    """The sentence that fits `number`, in the language spoken; the caller fills it in."""
    code = _spoken.get()
    if code == ENGLISH:
        return one if number == 1 else many
    return catalogue(code).ngettext(one, many, number)


def format_list(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    shown = [str(part) for part in parts]
    if len(shown) < 2:
        return "".join(shown)
    return _("{some} and {last}").format(some=", ".join(shown[:-1]), last=shown[-1])


def cache_per_locale(most: int | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """As `lru_cache(maxsize=most)`, apart for each language."""

    def keep(make: Callable[P, R]) -> Callable[P, R]:
        def anew(_code: str, *args: Any, **kwargs: Any) -> R:
            return make(*args, **kwargs)

        kept: Callable[..., R] = lru_cache(maxsize=most)(anew)

        @wraps(make)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            return kept(_spoken.get(), *args, **kwargs)

        return ask

    return keep


class LazyString(str):
    """A sentence that is looked up when it is shown: printed, formatted, put behind another.

    As a value it is the English one: it equals, sorts and is found under that in every language,
    so that nothing which is compared or stored depends on who looks.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return _(str.__str__(self))

    def __html__(self) -> str:
        return escape(str(self))

    def __format__(self, form: str) -> str:
        return format(str(self), form)

    def __mod__(self, values: Any) -> str:
        return str.__mod__(str(self), values)

    def __add__(self, more: str) -> str:
        return str(self) + str(more)

    def __radd__(self, before: str) -> str:
        return str(before) + str(self)

    def __getitem__(self, at: Any) -> str:
        return str(self)[at]


def _shown(name: str) -> Callable[..., Any]:
    def method(self: LazyString, *args: Any, **kwargs: Any) -> Any:
        return getattr(str(self), name)(*args, **kwargs)

    return method


for _name in (
    *("capitalize", "casefold", "endswith", "format", "lower", "partition", "removeprefix"),
    *("removesuffix", "replace", "rstrip", "split", "splitlines", "startswith", "strip", "upper"),
):
    setattr(LazyString, _name, _shown(_name))


def lazy_gettext(sentence: str) -> str:
    """A sentence for a constant: it is looked up whenever it is shown."""
    return LazyString(sentence)


def capitalise_first(words: str) -> str:
    """The same words, the first with a capital."""
    return words[:1].upper() + words[1:]
