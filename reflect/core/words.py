"""Every sentence that a person reads passes through here, so that it can be translated.

English is the source; how a translation comes from its file is in `catalogues`. Which language is
spoken belongs to the one request or command that is at work (`speaking`), and to nobody's account:
a person's language would be one more thing stored about them. So a sentence is looked up when it
is shown. One that is written down before, in a constant or a form's class, is a `later` one, and
what is kept from one request to the next is kept for each language (`kept_by_language`).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from markupsafe import escape

from reflect.core.i18n import ENGLISH, catalogue

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
