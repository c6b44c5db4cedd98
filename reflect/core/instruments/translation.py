"""Translations of instruments: a file of texts in a language folder beside the instrument's file.

`cy/weekly-check-in.v1.toml` has only texts, at exactly the same places as
`weekly-check-in.v1.toml`, each answer in its position. Ids, points, scales and examples come from
the instrument's file, so that answers score the same in every language. Places are named as in that
file: `items.reach.text`, `pages.places.sections[1].hint`.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reflect.core.i18n import _
from reflect.core.strict_toml import Table, decode_utf8, invalid_at, parse_toml, top_of_file

READ_BY: Final = "read-by"  # key with the speaker who has reviewed the file; empty: nobody yet
LANGUAGE_DIR_GLOB: Final = "[a-z][a-z]"  # a folder for each language
_LANGUAGE_CODE: Final = re.compile(r"[a-z]{2}")
_TOP_KEYS: Final = ("title", "recall", "heading", "introduction", "stem", "stem_hint", "standing")
_TEXT_KEYS: Final = {
    "": (*_TOP_KEYS, "source", "licence", "wording", "note"),
    "responses": ("labels", "does_not_apply"),
    "items": ("text", "hint", "labels", "does_not_apply", "idea", "try", "ask"),
    "scales": ("title", "low_means", "lower_says"),
    "pages": ("heading", "intro"),
    "sections": ("title", "stem", "hint"),
    "prompts": ("text", "ask"),  # a lens is known by its name
}


def translation_language(path: Path) -> str:
    """The language of a translation, from its folder; empty for an instrument's own file."""
    code = path.absolute().parent.name
    return code if _LANGUAGE_CODE.fullmatch(code) and translation_source(path).is_file() else ""


def translation_source(path: Path) -> Path:
    """The path of the instrument that a translation belongs to."""
    return path.absolute().parent.parent / path.name


def apply_translation(version: bytes, words: bytes) -> tuple[Table, str]:
    """The tables of an instrument with the translated texts, and who has reviewed these.

    Raises:
        Invalid: a text is missing, or is not in the instrument; names place and remedy.
    """
    tables, translated = parse_toml(decode_utf8(version)), parse_toml(decode_utf8(words))
    reader = translated.pop(READ_BY, None)
    if not isinstance(reader, str):
        fault = _('the key "read-by" is missing. Write who has read the file: read-by = ""')
        raise invalid_at(top_of_file(), fault)
    texts = dict(_find_texts(tables))
    translations = dict(_flatten("", translated))
    for place in texts:
        if place not in translations:
            raise invalid_at(place, _("its words are missing. Write them here as well."))
    for place in translations:
        if place not in texts:
            raise invalid_at(place, _("the questionnaire has no words there. Take it out."))
    for place, (table, key) in texts.items():
        _replace_text(place, table, key, translations[place])
    return tables, reader


def _find_texts(tables: Table) -> Iterator[tuple[str, tuple[Table, str]]]:
    """Every text of an instrument: its place, the table that contains it, and its key."""
    yield from _find_texts_in_table("", tables, _TEXT_KEYS[""])
    for name, answers in tables.get("responses", {}).items():
        yield from _find_texts_in_table(f"responses.{name}.", answers, _TEXT_KEYS["responses"])
    for kind in ("items", "scales", "pages"):
        for table in tables.get(kind, ()):
            yield from _find_texts_in_table(f"{kind}.{table['id']}.", table, _TEXT_KEYS[kind])
            for n, section in enumerate(table.get("sections", ()), 1):
                where = f"{kind}.{table['id']}.sections[{n}]."
                yield from _find_texts_in_table(where, section, _TEXT_KEYS["sections"])
    for n, prompt in enumerate(tables.get("prompts", ()), 1):
        yield from _find_texts_in_table(f"prompts[{n}].", prompt, _TEXT_KEYS["prompts"])


def _find_texts_in_table(
    prefix: str, table: Table, keys: tuple[str, ...]
) -> Iterator[tuple[str, tuple[Table, str]]]:
    for key in keys:
        if key in table:
            yield f"{prefix}{key}", (table, key)


def _flatten(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every value of a translation: its place and the value."""
    for key, value in table.items():
        place = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(f"{place}.", value)
        elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            for n, each in enumerate(value, 1):
                yield from _flatten(f"{place}[{n}].", each)
        else:
            yield place, value


def _replace_text(place: str, table: Table, key: str, translated: Any) -> None:
    original = table[key]
    if isinstance(original, list):
        if not isinstance(translated, list) or len(translated) != len(original):
            fault = _("write as many answers as the questionnaire has, {n}, in their order.")
            raise invalid_at(place, fault, n=len(original))
        blank = any(not isinstance(each, str) or not each.strip() for each in translated)
    else:
        blank = not isinstance(translated, str) or not translated.strip()
    if blank:
        raise invalid_at(place, _("write a text in quotation marks there, not a blank one."))
    table[key] = translated
