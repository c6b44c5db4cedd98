"""The boxes of a check-in as strings, and how they are told apart.

A draft keeps exactly what was typed, also where it cannot be saved yet. Two forms are compared by
what would be kept of them: a second click, or the back button, then asks nobody to choose between
two texts that say the same.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reflect.checkins.actions import (
    Action,
    outcome_in,
    outcome_options,
    planned_in,
    whose_options,
)
from reflect.checkins.page_layout import ACTION, OUTCOME, OWN, SUPERVISION, TICKED, WHOSE, Layout
from reflect.core.weeks import Week
from reflect.core.words import _

Value = str | list[str]
Fields = dict[str, Value]  # name -> what was typed; nothing typed: absent

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


def as_fields(
    layout: Layout, answers: Mapping[str, Any], texts: Mapping[str, str], own: Fields
) -> Fields:
    """What stands in the boxes when a saved check-in is opened again."""
    known = {n: _typed(answer) for n, answer in answers.items() if layout.instrument.find(n)}
    return {**known, **texts, **own}


def _typed(answer: object) -> Value:
    return [str(each) for each in answer] if isinstance(answer, list | tuple) else str(answer)


def clean(fields: Mapping[str, Value]) -> Fields:
    """Without the empty boxes. A browser sends line ends as CRLF: that is not what was typed."""
    plain = {name: _as_typed(value) for name, value in fields.items()}
    return {name: value for name, value in plain.items() if value}


def _as_typed(value: Value) -> Value:
    if isinstance(value, list):
        return [each for each in value if each]
    return value.replace("\r\n", "\n") if value.strip() else ""


def said(layout: Layout, fields: Mapping[str, Value]) -> Fields:
    """What `fields` say in the end: nothing under an answer that was not given, no stray blanks.

    Half-days left empty count as none once any place was given.
    """
    trimmed = clean({name: _trimmed(layout, name, value) for name, value in fields.items()})
    asked = {name: value for name, value in trimmed.items() if _is_asked(layout, name, trimmed)}
    if any(name in asked for name in layout.places):
        asked = {**dict.fromkeys(layout.places, "0"), **asked}
    if ACTION not in asked:
        asked.pop(WHOSE, None)
        asked.pop(SUPERVISION, None)
    return asked


def differing(layout: Layout, page: str, one: Fields, other: Fields) -> tuple[str, ...]:
    """Names of the boxes of a page in which two forms do not say the same, in their order."""
    first, second = said(layout, one), said(layout, other)
    return tuple(
        name for name in layout.page(page).names if first.get(name, "") != second.get(name, "")
    )


def shown(layout: Layout, name: str, value: Value) -> str:
    """What a box says, for somebody who has to choose between two: labels, not numbers."""
    labels = labels_of(layout, name)
    if isinstance(value, list):
        return ", ".join(str(labels.get(each, each)) for each in value)
    item = layout.instrument.find(name)
    if value == "n/a" and item:
        return item.does_not_apply
    return labels.get(value, value)


def labels_of(layout: Layout, name: str) -> dict[str, str]:
    """What a box can be answered with: value and label; nothing where one writes."""
    own = {WHOSE: whose_options, OUTCOME: outcome_options, SUPERVISION: _ticked}
    if name in own:
        return dict(own[name]())
    item = layout.instrument.find(name)
    return {str(at): label for at, label in enumerate(item.labels, 1)} if item else {}


def _ticked() -> tuple[tuple[str, str], ...]:
    return ((TICKED, _("Ticked")),)


def _trimmed(layout: Layout, name: str, value: Value) -> Value:
    """Without blanks around it; of a number, without zeros before it."""
    if isinstance(value, list):
        return value
    plain, item = value.strip(), layout.instrument.find(name)
    is_number = item is not None and item.kind == "number"
    return str(int(plain)) if is_number and _WHOLE.fullmatch(plain) else plain


def _is_asked(layout: Layout, name: str, fields: Mapping[str, Value]) -> bool:
    if name in OWN:
        return True
    item = layout.instrument.find(name)
    while item is not None and item.follows is not None:
        if fields.get(item.follows.item) != str(item.follows.answer):
            return False
        item = layout.instrument.item(item.follows.item)
    return item is not None


def own_fields(actions: Sequence[Action], week: Week) -> Fields:
    """The application's own boxes: the week's action, and what became of the one before."""
    fields: Fields = {OUTCOME: outcome_in(actions, week)}
    action = planned_in(actions, week)
    if action is not None:
        fields[ACTION] = action.text
        fields[WHOSE] = str(action.whose or "")
        fields[SUPERVISION] = TICKED if action.supervision else ""
    return clean(fields)


def title_of(layout: Layout, name: str) -> str:
    """The words above a box."""
    own = {
        ACTION: _("One thing for the coming week"),
        WHOSE: _("Whose move is it?"),
        SUPERVISION: _("Take this to supervision"),
        OUTCOME: _("What became of your last action?"),
    }
    item = layout.instrument.find(name)
    return own.get(name) or (item.text if item else "")
