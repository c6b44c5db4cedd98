"""Strict TOML: instrument files, `organisation.toml` and the front matter of guides.

Many authors of such files are not programmers, and a misspelt key must not be ignored in silence.
So an unknown key is an error, and each message names the place and ends with what to write instead.
The caller adds the file's name. msgspec checks the types; its messages are translated here.
"""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta

from reflect.core.errors import Invalid
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l

Id = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", max_length=40)]
NOT_BLANK = Meta(pattern=r"\S", max_length=2000)
Text = Annotated[str, NOT_BLANK]
Table = dict[str, Any]


class FrozenTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A table without unknown keys."""


class HeadingTable(FrozenTable, frozen=True):
    """The last part of a heading such as `[responses.how-true]`, which is an id too."""

    heading: Id


T = TypeVar("T", bound=msgspec.Struct)


def read_file_bytes(path: Path) -> bytes:
    """Read a file.

    Raises:
        Invalid: it cannot be read; names the file.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        fault = _("{path} cannot be read ({why}). Look at its name and at who may read it.")
        reason = error.strerror or type(error).__name__
        raise Invalid(fault.format(path=path, why=reason)) from None


@contextmanager
def errors_of_file(path: Path) -> Iterator[None]:
    """Put the path of a file before the message of an error.

    Raises:
        Invalid: as was raised, with the path.
    """
    try:
        yield
    except Invalid as error:
        raise Invalid(f"{path}, {error}") from None


def decode_utf8(raw: bytes) -> str:
    """Decode a file's bytes, with or without a byte order mark.

    Raises:
        Invalid: they are not UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(_("this is no text in UTF-8. Save the file again as UTF-8.")) from None


def parse_toml(text: str) -> Table:
    """Parse TOML.

    Raises:
        Invalid: it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        fault = _("this is not TOML: {told}. Look there for a missing quotation mark or bracket.")
        raise Invalid(fault.format(told=str(error)[:200].rstrip("."))) from None


def invalid_at(where: str, fault: str, **values: object) -> Invalid:
    """An error at a place in the file; `fault` ends with what to write instead.

    `values` replace the placeholders of `fault`.
    """
    return Invalid(f"{where}: {fault.format(**values) if values else fault}")


def convert_table(raw: Table, kind: type[T], where: str) -> T:
    """Convert a table and the tables inside it to the struct `kind`.

    Raises:
        Invalid: names the place, the key and what to write. The place is `where`, or the table in a
            list of tables: `pages[1] "one", sections[2]`.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        steps, fault = _describe_error(error, raw, kind, _LIST_STEP)
        raise invalid_at(
            ", ".join(table_location(*step) for step in steps) or where, fault
        ) from None


def convert_file(raw: Table, kind: type[T]) -> T:
    """Convert a whole file, whose tables have headings, to the struct `kind`.

    Raises:
        Invalid: names the place, the key and what to write. The place is the heading, such as
            `[contacts.union]` or `regulator.standards[1]`, or the top of the file.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        steps, fault = _describe_error(error, raw, kind, _STEP)
        heading = ".".join(name for name, _number, _table in steps)
        number = steps[-1][1] if steps else 0
        place = f"{heading}[{number}]" if number else f"[{heading}]"
        raise invalid_at(place if steps else top_of_file(), fault) from None


def table_location(name: str, number: int, raw: Table) -> str:
    """The place of a table in a list, counted from 1, with its id if it has one.

    `items[3] "reach"` is the third `[[items]]`, whose id is "reach".
    """
    table_id = raw.get("id")
    return f'{name}[{number}] "{table_id}"' if isinstance(table_id, str) else f"{name}[{number}]"


def top_of_file() -> str:
    """The place of an error that is in no table and no section."""
    return _("top of the file")


_STEP = re.compile(
    r"\.([\w-]+)(?:\[(\d+)\])?"
)  # a key in a path of msgspec, and a number in its list
_LIST_STEP = re.compile(r"\.([\w-]+)\[(\d+)\]")  # into a table of a list


def _describe_error(
    error: msgspec.ValidationError, raw: Table, kind: type[msgspec.Struct], step: re.Pattern[str]
) -> tuple[list[tuple[str, int, Table]], str]:
    """The way to the table of an error, and the message of msgspec, reworded for authors.

    Each step has the key, the number in a list (from 1; 0: no list), and the table.
    """
    message, _at, path = str(error).partition(" - at `$")
    steps = []
    while found := step.match(path):
        key, number = found[1], int(found[2]) + 1 if found[2] else 0
        inner = next((each for each in _field_types(kind, key) if _is_table(each)), None)
        try:
            table = raw[key][number - 1] if number else raw[key]
        except LookupError:  # not a path, but an unknown key that looks like one
            break
        rest = path[found.end() :]
        is_fault = rest == "`" and message.startswith("Expected")  # it should be something else
        if inner is None or is_fault or not isinstance(table, dict):
            break
        steps.append((key, number, table))
        raw, kind, path = table, inner, rest
    return steps, _describe_fault(message, path, kind)


def _describe_fault(message: str, path: str, kind: type[msgspec.Struct]) -> str:
    """A message of msgspec about a key of a table, reworded for authors of such files."""
    found = _STEP.match(path)
    key = found[1] if found else ""
    types = list(_field_types(kind, key))
    key_error = re.search(r"(unknown|required) field `(.*?)`", message, re.DOTALL)
    if key_error:
        known = next((each for each in types if _is_table(each)), kind)
        problem, name = key_error.groups()
        return _describe_key_error(problem, name, known.__struct_encode_fields__)
    words = [word for each in types if get_origin(each) is Literal for word in get_args(each)]
    one_of = _("one of: {words}").format(words=", ".join(words))
    needs = one_of if words and "`object`" not in message else _describe_needed_value(message)
    return _('"{key}" does not fit. It has to be {needs}.').format(key=key, needs=needs)


def _field_types(kind: type[msgspec.Struct], key: str) -> Iterator[Any]:
    """The type of a key and all types that it consists of; nothing for an unknown key."""
    for field in msgspec.structs.fields(kind):
        if field.encode_name == key:
            yield from _nested_types(field.type)


def _nested_types(annotation: Any) -> Iterator[Any]:
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from _nested_types(part)


def _is_table(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, msgspec.Struct)


def _describe_needed_value(message: str) -> str:
    """What type and bounds a value needs, from a message of msgspec."""
    if "a-z" in message:
        return _("small letters and digits, words joined by hyphens, such as how-true")
    if "encoded date" in message:
        return str(_TYPE_DESCRIPTIONS["date"])
    bound = re.search(r"`(\w+)(?: \| null)?`(?: of length)? ?([<>=]*) ?(-?[\d.]*)", message)
    what, sign, edge = bound.groups() if bound else ("float", "", "")
    description = str(_TYPE_DESCRIPTIONS.get(what, _TYPE_DESCRIPTIONS["float"]))
    if edge and sign in _BOUND_DESCRIPTIONS:
        description += _BOUND_DESCRIPTIONS[sign].format(edge=edge.removesuffix(".0"))
    return description


_TYPE_DESCRIPTIONS = {
    "str": _l("a text in quotation marks, not blank and not over 2,000 letters"),
    "int": _l("a whole number without quotation marks"),
    "float": _l("a number without quotation marks, from -1000000 to 1000000"),
    "bool": _l("true or false, without quotation marks"),
    "date": _l("a day without quotation marks, such as 2027-06-30"),
    "array": _l("a list in square brackets (for tables: headings in double square brackets)"),
    "object": _l("a table"),
}
_BOUND_DESCRIPTIONS = {
    ">=": _l(", {edge} or more"),
    "<=": _l(", {edge} or less"),
    ">": _l(", more than {edge}"),
    "": _l(", {edge} long"),
}


def _describe_key_error(problem: str, key: str, known: tuple[str, ...]) -> str:
    if problem == "required":
        return _('the key "{key}" is missing. Add a line: {key} = ...').format(key=key)
    if near := get_close_matches(key, known, 1):
        text = _('the key "{key}" is not known. Did you mean "{near}"?')
        return text.format(key=key, near=near[0])
    text = _('the key "{key}" is not known. Take it out, or use one of: {listed}.')
    return text.format(key=key, listed=", ".join(known))
