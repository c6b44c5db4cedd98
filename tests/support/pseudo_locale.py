"""A pseudo-locale for tests of translation: English in full-width letters.

Every sentence of the code and every text of an instrument is in full-width letters; placeholders
and tags are unchanged. A plain letter on a page is then a text that cannot be translated, also
within a sentence, or one that a person wrote, or a name.
"""

import re
import tomllib
from html.parser import HTMLParser

from babel.messages.pofile import write_po

from reflect.config import packaged_data_dir
from reflect.core import i18n
from reflect.core.instruments import translation as instruments_translation
from reflect.core.instruments.loader import build_instrument
from reflect.core.instruments.model import Instrument
from reflect.operations import translations

LOCALE_CODE = "zz"
PLACEHOLDER_PATTERN = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|\{\{|\}\}|</?\w[^>]*>|&\w+;")
BODY_ATTRIBUTES = ("data-saved", "data-waiting", "data-refused", "data-conflict", "data-choose")
TEXT_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "label", "content")
VOID_ELEMENTS = {
    "area",
    "br",
    "col",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
    "path",
    "use",
}


def pseudo_localise(text: str) -> str:
    """The text in full-width letters, without placeholders and tags."""
    parts, at = [], 0
    for match in PLACEHOLDER_PATTERN.finditer(text):
        parts += [_widen(text[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*parts, _widen(text[at:])])


def _widen(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in text)


def write_pseudo_locale(folder) -> None:
    """Write the files of a translation: language.toml and the catalogue (.po)."""
    place = folder / LOCALE_CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    english = i18n.Language.__dataclass_fields__["plurals"].default
    (folder / LOCALE_CODE / "language.toml").write_text(
        f'name = "{pseudo_localise("Wide")}"\nread-by = ""\nplurals = "{english}"\n',
        encoding="utf-8",
    )
    catalogue = translations.extract_sentences()
    catalogue.mime_headers = [("Plural-Forms", english)]
    for message in catalogue:
        texts = message.id if message.pluralizable else [message.id]
        wide = tuple(map(pseudo_localise, texts))
        message.string = wide if message.pluralizable else wide[0]
    with (place / "reflect.po").open("wb") as file:
        write_po(file, catalogue)


def pseudo_instruments() -> tuple[Instrument, ...]:
    """The instruments of Reflect, translated into the pseudo-locale."""
    found = []
    for path in sorted(packaged_data_dir("instruments").glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        for _place, (holder, key) in instruments_translation._find_texts(raw):
            own = holder[key]
            holder[key] = (
                list(map(pseudo_localise, own)) if isinstance(own, list) else pseudo_localise(own)
            )
        found.append(build_instrument(raw, language=LOCALE_CODE))
    return tuple(found)


class VisibleText(HTMLParser):
    """The visible and accessible text of a page; `english` has what is marked as English."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open, self.found = [], []
        self.english = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        hidden = (
            tag in {"script", "style", "code"}
            or given.get("lang", "")[:2] == "en"
            or given.get("translate") == "no"
        )
        if not self.is_hidden and not hidden:
            self.found += [
                given[name] for name in TEXT_ATTRIBUTES if given.get(name) and tag != "meta"
            ]
            if tag == "input" and given.get("type") == "submit":
                self.found.append(given["value"])
            if tag == "body":
                self.found += [given[name] for name in given if name in BODY_ATTRIBUTES]
        if tag not in VOID_ELEMENTS:
            self.open.append((tag, hidden))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip():
            (self.english.add if self.is_hidden else self.found.append)(data.strip())

    @property
    def is_hidden(self) -> bool:
        return any(hidden for _tag, hidden in self.open)
