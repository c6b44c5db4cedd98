"""Form values of a check-in: fields as strings, normalised, compared and formatted.

A draft stores exactly what was typed, also values that are not valid yet. Two forms are compared
by their normalised fields, so that a double click or the back button does not lead to a choice
between two texts that say the same.
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
Fields = dict[str, FieldValue]  # name -> what was typed; empty fields are absent

_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def as_fields(
    layout: Layout, answers: Mapping[str, Any], texts: Mapping[str, str], own: Fields
) -> Fields:
    """The fields of a saved check-in: answers, texts, and the application's `own` fields."""
    find_item = layout.instrument.find_item
    known = {name: _as_value(answer) for name, answer in answers.items() if find_item(name)}
    return {**known, **texts, **own}


def _as_value(answer: object) -> FieldValue:
    return [str(each) for each in answer] if isinstance(answer, list | tuple) else str(answer)


def clean_fields(fields: Mapping[str, FieldValue]) -> Fields:
    """The fields without empty ones, with LF line ends: a browser sends CRLF."""
    cleaned = {name: _clean_value(value) for name, value in fields.items()}
    return {name: value for name, value in cleaned.items() if value}


def _clean_value(value: FieldValue) -> FieldValue:
    if isinstance(value, list):
        return [each for each in value if each]
    return value.replace("\r\n", "\n") if value.strip() else ""


def normalise_fields(layout: Layout, fields: Mapping[str, FieldValue]) -> Fields:
    """The fields that count: without blanks around them, without questions that were not asked.

    Empty half-days become 0 if any place has an answer.
    """
    trimmed = clean_fields({name: _trim(layout, name, value) for name, value in fields.items()})
    asked = {name: value for name, value in trimmed.items() if _is_asked(layout, name, trimmed)}
    if any(name in asked for name in layout.places):
        asked = {**dict.fromkeys(layout.places, "0"), **asked}
    if ACTION_FIELD not in asked:
        asked.pop(WHOSE_FIELD, None)
        asked.pop(SUPERVISION_FIELD, None)
    return asked


def diff_fields(layout: Layout, page: str, one: Fields, other: Fields) -> tuple[str, ...]:
    """Names of the fields of a page that differ after normalising, in their order."""
    first, second = normalise_fields(layout, one), normalise_fields(layout, other)
    return tuple(
        name for name in layout.page(page).names if first.get(name, "") != second.get(name, "")
    )


def format_field_value(layout: Layout, name: str, value: FieldValue) -> str:
    """The value of a field in words, for the conflict page: labels, not numbers."""
    labels = get_field_labels(layout, name)
    if isinstance(value, list):
        return ", ".join(str(labels.get(each, each)) for each in value)
    item = layout.instrument.find_item(name)
    if value == "n/a" and item:
        return item.does_not_apply
    return labels.get(value, value)


def get_field_labels(layout: Layout, name: str) -> dict[str, str]:
    """The options of a field, value -> label; empty for text and numbers."""
    own = {
        WHOSE_FIELD: whose_options,
        OUTCOME_FIELD: outcome_options,
        SUPERVISION_FIELD: _tick_options,
    }
    if name in own:
        return dict(own[name]())
    item = layout.instrument.find_item(name)
    return {str(at): label for at, label in enumerate(item.labels, 1)} if item else {}


def _tick_options() -> tuple[tuple[str, str], ...]:
    return ((TICKED_VALUE, _("Ticked")),)


def _trim(layout: Layout, name: str, value: FieldValue) -> FieldValue:
    """The value without blanks around it; a number also without leading zeros."""
    if isinstance(value, list):
        return value
    plain, item = value.strip(), layout.instrument.find_item(name)
    is_number = item is not None and item.kind == "number"
    return str(int(plain)) if is_number and _WHOLE_NUMBER.fullmatch(plain) else plain


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
    """The application's own fields: the week's action, and the outcome of the last one."""
    fields: Fields = {OUTCOME_FIELD: find_reported_outcome(actions, week)}
    action = find_planned_action(actions, week)
    if action is not None:
        fields[ACTION_FIELD] = action.text
        fields[WHOSE_FIELD] = str(action.whose or "")
        fields[SUPERVISION_FIELD] = TICKED_VALUE if action.supervision else ""
    return clean_fields(fields)


def get_field_title(layout: Layout, name: str) -> str:
    """The label above a field."""
    own = {
        ACTION_FIELD: _("One thing for the coming week"),
        WHOSE_FIELD: _("Whose move is it?"),
        SUPERVISION_FIELD: _("Take this to supervision"),
        OUTCOME_FIELD: _("What became of your last action?"),
    }
    item = layout.instrument.find_item(name)
    return own.get(name) or (item.text if item else "")
