"""The words of a questionnaire in another language, from a file of their own below its version.

`cy/weekly-check-in.v1.toml` holds nothing but words: the same places as `weekly-check-in.v1.toml`,
none missing and none more, each answer in its place. Ids, points, scales and examples come from the
version alone, so that what was answered in one language counts in the other as it does in its own.
Places are named as in the version: `items.reach.text`, `pages.places.sections[1].hint`.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.strict_toml import Table, decode_utf8, invalid_at, parse_toml

READ_BY: Final = "read-by"  # who speaks the language and has read the file; empty: nobody yet
LANGUAGE_DIR_GLOB: Final = "[a-z][a-z]"  # one for each language
_CODE: Final = re.compile(r"[a-z]{2}")
_TOP: Final = ("title", "recall", "heading", "introduction", "stem", "stem_hint", "standing")
_WORDS: Final = {
    "": (*_TOP, "source", "licence", "wording", "note"),
    "responses": ("labels", "does_not_apply"),
    "items": ("text", "hint", "labels", "does_not_apply", "idea", "try", "ask"),
    "scales": ("title", "low_means", "lower_says"),
    "pages": ("heading", "intro"),
    "sections": ("title", "stem", "hint"),
    "prompts": ("text", "ask"),  # a lens is known by its name
}


def translation_language(path: Path) -> str:
    """The language of a file of words, from its folder; empty: it is a questionnaire."""
    code = path.absolute().parent.name
    return code if _CODE.fullmatch(code) and translation_source(path).is_file() else ""


def translation_source(path: Path) -> Path:
    """The questionnaire that a file of words belongs to."""
    return path.absolute().parent.parent / path.name


def apply_translation(version: bytes, words: bytes) -> tuple[Table, str]:
    """The tables of a questionnaire in other words, and who has read these.

    Raises:
        Invalid: a word is missing, or there is one too many; names the place and the remedy.
    """
    own, said = parse_toml(decode_utf8(version)), parse_toml(decode_utf8(words))
    reader = said.pop(READ_BY, None)
    if not isinstance(reader, str):
        raise invalid_at(
            _("top of the file"),
            _('the key "read-by" is missing. Write who has read the file: read-by = ""'),
        )
    there = dict(_places(own))
    theirs = dict(_all("", said))
    for place in there:
        if place not in theirs:
            raise invalid_at(place, _("its words are missing. Write them here as well."))
    for place in theirs:
        if place not in there:
            raise invalid_at(place, _("the questionnaire has no words there. Take it out."))
    for place, (holder, key) in there.items():
        _put(place, holder, key, theirs[place])
    return own, reader


def _places(own: Table) -> Iterator[tuple[str, tuple[Table, str]]]:
    """Every place with words: its name, the table that holds them, and their key."""
    yield from _in_table("", own, _WORDS[""])
    for name, answers in own.get("responses", {}).items():
        yield from _in_table(f"responses.{name}.", answers, _WORDS["responses"])
    for kind in ("items", "scales", "pages"):
        for one in own.get(kind, ()):
            yield from _in_table(f"{kind}.{one['id']}.", one, _WORDS[kind])
            for n, section in enumerate(one.get("sections", ()), 1):
                where = f"{kind}.{one['id']}.sections[{n}]."
                yield from _in_table(where, section, _WORDS["sections"])
    for n, prompt in enumerate(own.get("prompts", ()), 1):
        yield from _in_table(f"prompts[{n}].", prompt, _WORDS["prompts"])


def _in_table(
    where: str, own: Table, keys: tuple[str, ...]
) -> Iterator[tuple[str, tuple[Table, str]]]:
    for key in keys:
        if key in own:
            yield f"{where}{key}", (own, key)


def _all(where: str, said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every place that a file of words names, and what it says there."""
    for key, value in said.items():
        place = f"{where}{key}"
        if isinstance(value, dict):
            yield from _all(f"{place}.", value)
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for n, one in enumerate(value, 1):
                yield from _all(f"{place}[{n}].", one)
        else:
            yield place, value


def _put(place: str, holder: Table, key: str, words: Any) -> None:
    before = holder[key]
    if isinstance(before, list):
        if not isinstance(words, list) or len(words) != len(before):
            fault = _("write as many answers as the questionnaire has, {n}, in their order.")
            raise invalid_at(place, fault.format(n=len(before)))
        blank = any(not isinstance(one, str) or not one.strip() for one in words)
    else:
        blank = not isinstance(words, str) or not words.strip()
    if blank:
        raise invalid_at(place, _("write a text in quotation marks there, not a blank one."))
    holder[key] = words


def missing_source_error(path: Path) -> Invalid:
    """The error for words whose questionnaire is not there."""
    fault = _("{path}: there is no {version}. Put it there, or take these words away.")
    return Invalid(fault.format(path=path, version=translation_source(path)))
