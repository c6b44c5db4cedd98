"""A small reader of JSON Schema, written from its specification: what the archive's schema uses.

It is another than the one that checks an archive when it comes in, and knows nothing of Reflect.
Each function below reads one word of a schema and yields what in `value` does not fit it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
IGNORED_KEYWORDS = {"title", "description", "default", "discriminator", "$defs", "$schema"}


def schema_errors(schema: Mapping[str, Any], value: Any) -> list[str]:
    """What does not fit; a word of the schema that this reader lacks is a KeyError."""
    return list(_faults(schema, value, schema["$defs"]))


def _faults(schema: Mapping[str, Any], value: Any, defs: Mapping[str, Any]) -> Iterator[str]:
    for word, told in schema.items():
        if word not in IGNORED_KEYWORDS:
            yield from KEYWORD_CHECKS[word](told, value, defs, schema)


def _ref(told, value, defs, _schema):
    yield from _faults(defs[told.rpartition("/")[2]], value, defs)


def _any_of(told, value, defs, _schema):
    if not any(not list(_faults(one, value, defs)) for one in told):
        yield f"{value!r} fits none of {len(told)}"


def _type(told, value, _defs, _schema):
    if not isinstance(value, TYPES[told]) or (told == "integer" and isinstance(value, bool)):
        yield f"{value!r} is no {told}"


def _enum(told, value, _defs, _schema):
    if value not in told:
        yield f"{value!r} is not in {told}"


def _pattern(told, value, _defs, _schema):
    if isinstance(value, str) and not re.search(told, value):
        yield f"{value!r} does not look like {told}"


def _minimum(told, value, _defs, _schema):
    if isinstance(value, int) and value < told:
        yield f"{value} is below {told}"


def _maximum(told, value, _defs, _schema):
    if isinstance(value, int) and value > told:
        yield f"{value} is above {told}"


def _required(told, value, _defs, _schema):
    there = value if isinstance(value, dict) else told
    yield from (f"{name} is missing" for name in told if name not in there)


def _items(told, value, defs, _schema):
    for each in value if isinstance(value, list) else ():
        yield from _faults(told, each, defs)


def _properties(told, value, defs, _schema):
    for name in told.keys() & (value.keys() if isinstance(value, dict) else set()):
        yield from _faults(told[name], value[name], defs)


def _additional(told, value, defs, schema):
    if not isinstance(value, dict):
        return
    others = value.keys() - schema.get("properties", {}).keys()
    if told is False:
        yield from (f"{name} is not known" for name in others)
    else:
        for name in others:
            yield from _faults(told, value[name], defs)


def _property_names(told, value, defs, _schema):
    for name in value if isinstance(value, dict) else ():
        yield from _faults(told, name, defs)


KEYWORD_CHECKS = {
    "$ref": _ref,
    "anyOf": _any_of,
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "minimum": _minimum,
    "maximum": _maximum,
    "required": _required,
    "items": _items,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _property_names,
}
