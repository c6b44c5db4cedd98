"""A small JSON Schema validator, written from the specification, for the schema of the archive.

It is independent of the code that checks an imported archive, and has no import of Reflect.
Each `_check_...` takes a keyword's value (`rule`) and yields why `value` does not conform to it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
IGNORED_KEYWORDS = {"title", "description", "default", "discriminator", "$defs", "$schema"}


def schema_errors(schema: Mapping[str, Any], value: Any) -> list[str]:
    """All violations; raises KeyError at a keyword that is not implemented."""
    return list(_violations(schema, value, schema["$defs"]))


def _violations(schema: Mapping[str, Any], value: Any, defs: Mapping[str, Any]) -> Iterator[str]:
    for keyword, rule in schema.items():
        if keyword not in IGNORED_KEYWORDS:
            yield from KEYWORD_CHECKS[keyword](rule, value, defs, schema)


def _check_ref(rule, value, defs, _schema):
    yield from _violations(defs[rule.rpartition("/")[2]], value, defs)


def _check_any_of(rule, value, defs, _schema):
    if not any(not list(_violations(one, value, defs)) for one in rule):
        yield f"{value!r} fits none of {len(rule)}"


def _check_type(rule, value, _defs, _schema):
    if not isinstance(value, TYPES[rule]) or (rule == "integer" and isinstance(value, bool)):
        yield f"{value!r} is no {rule}"


def _check_enum(rule, value, _defs, _schema):
    if value not in rule:
        yield f"{value!r} is not in {rule}"


def _check_pattern(rule, value, _defs, _schema):
    if isinstance(value, str) and not re.search(rule, value):
        yield f"{value!r} does not look like {rule}"


def _check_minimum(rule, value, _defs, _schema):
    if isinstance(value, int) and value < rule:
        yield f"{value} is below {rule}"


def _check_maximum(rule, value, _defs, _schema):
    if isinstance(value, int) and value > rule:
        yield f"{value} is above {rule}"


def _check_required(rule, value, _defs, _schema):
    there = value if isinstance(value, dict) else rule
    yield from (f"{name} is missing" for name in rule if name not in there)


def _check_items(rule, value, defs, _schema):
    for each in value if isinstance(value, list) else ():
        yield from _violations(rule, each, defs)


def _check_properties(rule, value, defs, _schema):
    for name in rule.keys() & (value.keys() if isinstance(value, dict) else set()):
        yield from _violations(rule[name], value[name], defs)


def _check_additional(rule, value, defs, schema):
    if not isinstance(value, dict):
        return
    others = value.keys() - schema.get("properties", {}).keys()
    if rule is False:
        yield from (f"{name} is not known" for name in others)
    else:
        for name in others:
            yield from _violations(rule, value[name], defs)


def _check_property_names(rule, value, defs, _schema):
    for name in value if isinstance(value, dict) else ():
        yield from _violations(rule, name, defs)


KEYWORD_CHECKS = {
    "$ref": _check_ref,
    "anyOf": _check_any_of,
    "type": _check_type,
    "enum": _check_enum,
    "pattern": _check_pattern,
    "minimum": _check_minimum,
    "maximum": _check_maximum,
    "required": _check_required,
    "items": _check_items,
    "properties": _check_properties,
    "additionalProperties": _check_additional,
    "propertyNames": _check_property_names,
}
