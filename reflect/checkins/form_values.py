"""The boxes of a check-in as strings, and how they are told apart.

A draft keeps exactly what was typed, also where it cannot be saved yet. Two forms are compared by
what would be kept of them: a second click, or the back button, then asks nobody to choose between
two texts that say the same.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reflect.checkins.actions import (
    WeeklyAction,
    find_planned_action,
    find_reported_outcome,
    outcome_options,
    whose_options,
)
from reflect.checkins.page_layout import (
    ACTION_FIELD,
    ACTION_FIELDS,
    OUTCOME_FIELD,
    SUPERVISION_FIELD,
    TICKED_VALUE,
    WHOSE_FIELD,
    Layout,
)
from reflect.core.i18n import _
from reflect.core.weeks import Week

FieldValue = str | list[str]
Fields = dict[str, FieldValue]  # name -> what was typed; nothing typed: absent

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


def as_fields(
    layout: Layout, answers: Mapping[str, Any], texts: Mapping[str, str], own: Fields
) -> Fields:
    """The field values of a saved check-in that is opened again."""
    known = {n: _typed(answer) for n, answer in answers.items() if layout.instrument.find_item(n)}
    return {**known, **texts, **own}


def _typed(answer: object) -> FieldValue:
    return [str(each) for each in answer] if isinstance(answer, list | tuple) else str(answer)


def clean_fields(fields: Mapping[str, FieldValue]) -> Fields:
    """The fields without empty ones; CRLF, which browsers send, becomes LF."""
    plain = {name: _as_typed(value) for name, value in fields.items()}
    return {name: value for name, value in plain.items() if value}


def _as_typed(value: FieldValue) -> FieldValue:
    if isinstance(value, list):
        return [each for each in value if each]
    return value.replace("\r\n", "\n") if value.strip() else ""


def normalise_fields(layout: Layout, fields: Mapping[str, FieldValue]) -> Fields:
    """The meaning of `fields`: conditional fields without their answer are empty, text is trimmed.

    Half-days left empty count as none once any place was given.
    """
    trimmed = clean_fields({name: _trimmed(layout, name, value) for name, value in fields.items()})
    asked = {name: value for name, value in trimmed.items() if _is_asked(layout, name, trimmed)}
    if any(name in asked for name in layout.places):
        asked = {**dict.fromkeys(layout.places, "0"), **asked}
    if ACTION_FIELD not in asked:
        asked.pop(WHOSE_FIELD, None)
        asked.pop(SUPERVISION_FIELD, None)
    return asked


def diff_fields(layout: Layout, page: str, one: Fields, other: Fields) -> tuple[str, ...]:
    """The names of a page's fields in which two forms differ, in order."""
    first, second = normalise_fields(layout, one), normalise_fields(layout, other)
    return tuple(
        name for name in layout.page(page).names if first.get(name, "") != second.get(name, "")
    )


def format_field_value(layout: Layout, name: str, value: FieldValue) -> str:
    """The value of a field in words, to choose between two: labels, not numbers."""
    labels = get_field_labels(layout, name)
    if isinstance(value, list):
        return ", ".join(str(labels.get(each, each)) for each in value)
    item = layout.instrument.find_item(name)
    if value == "n/a" and item:
        return item.does_not_apply
    return labels.get(value, value)


def get_field_labels(layout: Layout, name: str) -> dict[str, str]:
    """The options of a field as value and label; none for text."""
    own = {WHOSE_FIELD: whose_options, OUTCOME_FIELD: outcome_options, SUPERVISION_FIELD: _ticked}
    if name in own:
        return dict(own[name]())
    item = layout.instrument.find_item(name)
    return {str(at): label for at, label in enumerate(item.labels, 1)} if item else {}


def _ticked() -> tuple[tuple[str, str], ...]:
    return ((TICKED_VALUE, _("Ticked")),)


def _trimmed(layout: Layout, name: str, value: FieldValue) -> FieldValue:
    """The value without surrounding blanks; a number without leading zeros."""
    if isinstance(value, list):
        return value
    plain, item = value.strip(), layout.instrument.find_item(name)
    is_number = item is not None and item.kind == "number"
    return str(int(plain)) if is_number and _WHOLE.fullmatch(plain) else plain


def _is_asked(layout: Layout, name: str, fields: Mapping[str, FieldValue]) -> bool:
    if name in ACTION_FIELDS:
        return True
    item = layout.instrument.find_item(name)
    while item is not None and item.follows is not None:
        if fields.get(item.follows.item) != str(item.follows.answer):
            return False
        item = layout.instrument.item(item.follows.item)
    return item is not None


def fields_from_actions(actions: Sequence[WeeklyAction], week: Week) -> Fields:
    """The application's own fields: the week's action, and the outcome of the one before."""
    fields: Fields = {OUTCOME_FIELD: find_reported_outcome(actions, week)}
    action = find_planned_action(actions, week)
    if action is not None:
        fields[ACTION_FIELD] = action.text
        fields[WHOSE_FIELD] = str(action.whose or "")
        fields[SUPERVISION_FIELD] = TICKED_VALUE if action.supervision else ""
    return clean_fields(fields)


def get_field_title(layout: Layout, name: str) -> str:
    """The label of a field."""
    own = {
        ACTION_FIELD: _("One thing for the coming week"),
        WHOSE_FIELD: _("Whose move is it?"),
        SUPERVISION_FIELD: _("Take this to supervision"),
        OUTCOME_FIELD: _("What became of your last action?"),
    }
    item = layout.instrument.find_item(name)
    return own.get(name) or (item.text if item else "")
