"""TOML read strictly: of instruments, and of what stands at the head of a guide.

Whoever writes such a file may be no programmer, and a key misspelt in silence would do something
else than it says. So an unknown key is an error, and every message names the place and ends with
what to write instead. The caller adds the file.
"""

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l

Id = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", max_length=40)]
Text = Annotated[str, Meta(pattern=r"\S", max_length=2000)]
Table = dict[str, Any]


class StrictTable(msgspec.Struct, forbid_unknown_fields=True):
    """A table in which every key is known."""


class FrozenTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Likewise, where what was read is the value itself."""


T = TypeVar("T", bound=msgspec.Struct)


def read_file_bytes(path: Path) -> bytes:
    """What a file holds.

    Raises:
        Invalid: it cannot be read; names the file.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Invalid(
            _("{path} cannot be read ({why}). Look at its name and at who may read it.").format(
                path=path, why=why
            )
        ) from None


def decode_utf8(raw: bytes) -> str:
    """The text in a file's bytes.

    Raises:
        Invalid: it is no UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(_("this is no text in UTF-8. Save the file again as UTF-8.")) from None


def parse_toml(text: str) -> Table:
    """The tables in a text.

    Raises:
        Invalid: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        told = str(error)[:200].rstrip(".")
        raise Invalid(
            _(
                "this is not TOML: {told}. Look there for a missing quotation mark or bracket."
            ).format(told=told)
        ) from None


def invalid_at(where: str, fault: str) -> Invalid:
    """The error for a place; `fault` ends with the remedy."""
    return Invalid(f"{where}: {fault}")


def convert_table(raw: Table, kind: type[T], where: str) -> T:
    """One table as its typed value.

    Raises:
        Invalid: names the place, the key and what to write.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise invalid_at(where, _fault(str(error), kind)) from None


def _fault(told: str, kind: type[msgspec.Struct]) -> str:
    """The message of msgspec in words for someone who writes such a file, with the remedy."""
    path = re.search(r"`\$\.?([\w-]*)", told)
    within = path.group(1) if path else ""
    parts = list(_parts(kind, within))
    named = re.search(r"(unknown|required) field `(.*?)`", told, re.DOTALL)
    if named:
        known = next((part for part in parts if _is_table(part)), kind)
        return _about_key(named.group(1), named.group(2), known.__struct_encode_fields__)
    words = [word for part in parts if get_origin(part) is Literal for word in get_args(part)]
    one_of = _("one of: {words}").format(words=", ".join(words))
    needs = one_of if words and "`object`" not in told else _needs(told)
    return _('"{key}" does not fit. It has to be {needs}.').format(key=within, needs=needs)


def _parts(kind: type[msgspec.Struct], key: str) -> Iterator[Any]:
    """The type of a key and all that it is made of; nothing for a key that is not there."""
    for field in msgspec.structs.fields(kind):
        if field.encode_name == key:
            yield from _inside(field.type)


def _inside(annotation: Any) -> Iterator[Any]:
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from _inside(part)


def _is_table(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, msgspec.Struct)


def _needs(told: str) -> str:
    """What a value has to be."""
    if "a-z" in told:
        return _("small letters and digits, words joined by hyphens, such as how-true")
    if "encoded date" in told:
        return _TYPES["date"]
    bound = re.search(r"`(\w+)(?: \| null)?`(?: of length)? ?([<>=]*) ?(-?[\d.]*)", told)
    what, sign, edge = bound.groups() if bound else ("float", "", "")
    tail = _BOUNDS.get(sign, "").format(edge=edge.removesuffix(".0")) if edge else ""
    return _TYPES.get(what, _TYPES["float"]) + tail


_TYPES = {
    "str": _l("a text in quotation marks, not blank and not over 2,000 letters"),
    "int": _l("a whole number without quotation marks"),
    "float": _l("a number without quotation marks, from -1000000 to 1000000"),
    "bool": _l("true or false, without quotation marks"),
    "date": _l("a day without quotation marks, such as 2027-06-30"),
    "array": _l("a list in square brackets (for tables: headings in double square brackets)"),
    "object": _l("a table"),
}
_BOUNDS = {
    ">=": _l(", {edge} or more"),
    "<=": _l(", {edge} or less"),
    ">": _l(", more than {edge}"),
    "": _l(", {edge} long"),
}


def _about_key(trouble: str, key: str, known: tuple[str, ...]) -> str:
    if trouble == "required":
        return _('the key "{key}" is missing. Add a line: {key} = ...').format(key=key)
    near = get_close_matches(key, known, 1)
    if near:
        return _('the key "{key}" is not known. Did you mean "{near}"?').format(
            key=key, near=near[0]
        )
    listed = ", ".join(known)
    return _('the key "{key}" is not known. Take it out, or use one of: {listed}.').format(
        key=key, listed=listed
    )
