"""The languages that Reflect speaks: English, the source, and each that has a catalogue.

A catalogue is the translators' own file, `reflect/locale/<code>/LC_MESSAGES/reflect.po`. It is
read at its first use and kept: nothing made from it lies beside it, so the two cannot differ.
Babel, which reads it, is imported only then: a site in English does without. What the language
calls itself, how it counts, and who has read the translation stands in `language.toml` beside it.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

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
