"""The fields of a check-in: read from a posted page, checked, compared and formatted.

A draft stores exactly what was typed, also values that are not valid yet. Two forms are compared
by their normalised fields, so that a double click or the back button does not lead to a choice
between two texts that say the same. For the check there is one form class (WTForms) for each page
of an instrument, cached. An empty field is no answer, and allowed unless the instrument requires
it. A field of a question that was not asked ("How long was it?" when there was none) is neither
checked nor saved.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.fields.core import Field

from reflect.charts.dates import format_week
from reflect.checkins.actions import (
    ActionInput,
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
    PageLayout,
    layout_of,
)
from reflect.core.i18n import _
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument, Item
from reflect.core.instruments.scoring import drop_unasked, find_missing_required
from reflect.core.weeks import Week

FieldValue = str | list[str]
Fields = dict[str, FieldValue]  # name -> what was typed; empty fields are absent

_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_MAX_ECHO = 40  # characters of the input that an error message repeats


class PostedForm(Protocol):
    """A posted form, such as werkzeug's `MultiDict`."""

    def getlist(self, key: str) -> list[str]:
        """All values of a field."""

    def __contains__(self, key: str) -> bool:
        """Whether the field was posted."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The valid input of one week's check-in."""

    answers: Mapping[str, Any] = field(default_factory=dict)  # item -> answer, as for scoring
    texts: Mapping[str, str] = field(default_factory=dict)  # item -> text
    planned: ActionInput = field(default_factory=ActionInput)
    outcome: str = ""  # of the last action: done, carried, let_go; empty: not answered

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return not (self.answers or self.texts or self.planned.text or self.outcome)


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """The valid input of all pages, and the errors of each page."""

    check_in: CheckIn
    problems: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # page -> field -> text


class _ItemField(Field):
    """A field with its question."""

    data: Any

    def __init__(self, *, item: Item, **kwargs: Any) -> None:
        super().__init__(item.text, **kwargs)
        self.item = item

    @property
    def sent(self) -> str:
        """The posted value without blanks around it."""
        return str(self.raw_data[0]).strip() if self.raw_data else ""


class SingleChoiceField(_ItemField):
    """One of the labels, or *does not apply*."""

    def process_formdata(self, _values: list[str]) -> None:
        """Parse the position of the label, from 1."""
        if self.sent == NOT_APPLICABLE and self.item.does_not_apply:
            self.data = NOT_APPLICABLE
        elif self.sent:
            self.data = _parse_position(self.item, self.sent)


class MultipleChoiceField(_ItemField):
    """Any of the labels."""

    def process_formdata(self, values: list[str]) -> None:
        """Parse the positions, sorted."""
        self.data = sorted({_parse_position(self.item, value) for value in values if value}) or None


class NumberField(_ItemField):
    """A whole number from `low` to `high` of the question."""

    def process_formdata(self, _values: list[str]) -> None:
        """Parse the number."""
        if self.sent:
            fits = _WHOLE_NUMBER.fullmatch(self.sent) is not None
            if not fits or not self.item.low <= int(self.sent) <= self.item.high:
                raise ValueError(format_number_error(self.item, self.sent))
            self.data = int(self.sent)


class DayInWeekField(_ItemField):
    """A day of the check-in's week."""

    def process_formdata(self, _values: list[str]) -> None:
        """Parse the day, as 2026-03-02."""
        if self.sent:
            week: Week = self.meta.week
            if self.sent not in {day.isoformat() for day in week.days}:
                sentence = _("Choose a day in the week of this check-in, {days}.")
                raise ValueError(sentence.format(days=format_week(week)))
            self.data = date.fromisoformat(self.sent).isoformat()


class TextField(_ItemField):
    """Free text."""

    def process_formdata(self, _values: list[str]) -> None:
        """Parse the text."""
        self.data = self.sent or None


_FIELD_CLASSES: Mapping[str, Callable[..., Any]] = {
    "choice": SingleChoiceField,
    "choices": MultipleChoiceField,
    "number": NumberField,
    "date": DayInWeekField,
    "text": TextField,
}


def build_form_class(instrument: Instrument, page: str) -> type[Form]:
    """The form class of one page, without the application's own fields.

    Raises:
        NotFound: there is no such page.
    """
    layout = layout_of(instrument)
    return _build_page_form(layout, layout.page(page))


@lru_cache(maxsize=256)
def _build_page_form(layout: Layout, page: PageLayout) -> type[Form]:
    items = [layout.instrument.item(name) for name in page.names if name not in ACTION_FIELDS]
    fields = {item.id: _FIELD_CLASSES[item.kind](item=item) for item in items}
    return type(f"Page_{page.id}", (Form,), fields)


def parse_page_fields(layout: Layout, page: str, form: PostedForm) -> Fields:
    """The fields of a page in a posted form, as they were typed.

    Raises:
        NotFound: there is no such page.
    """
    sent = {name: form.getlist(name) for name in layout.page(page).names if name in form}
    several = layout.lists
    return {name: values if name in several else values[0] for name, values in sent.items()}


def validate_fields(instrument: Instrument, week: Week, fields: Fields) -> ValidationResult:
    """Validate the fields of all pages."""
    layout = layout_of(instrument)
    asked = normalise_fields(layout, fields)
    sent = MultiDict(asked)
    answers: dict[str, Any] = {}
    problems: dict[str, dict[str, str]] = {}
    for page in layout.pages:
        form = _build_page_form(layout, page)(sent, meta={"week": week})
        if not form.validate():
            problems[page.id] = {name: errors[0] for name, errors in form.errors.items()}
        answers |= {name: value for name, value in form.data.items() if value is not None}
    missing = find_missing_required(instrument, answers)
    for page in layout.pages:
        for name in set(missing) & set(page.names) - set(problems.get(page.id, {})):
            problems.setdefault(page.id, {})[name] = _("This one needs an answer.")
    texts = {name: answers.pop(name) for name in layout.texts & answers.keys()}
    outcome = str(asked.get(OUTCOME_FIELD, ""))
    check_in = CheckIn(drop_unasked(instrument, answers), texts, _parse_action(asked), outcome)
    return ValidationResult(check_in, problems)


def format_number_error(item: Item, typed: str) -> str:
    """The error message of a number field: what to write, and what was written."""
    if item.unit == "minutes" and not _WHOLE_NUMBER.fullmatch(typed):
        text = _("Write the length in minutes, such as 90. You wrote “{typed}”.")
    elif item.unit == "minutes":
        text = _("Write the length in minutes, from {low} to {high}. You wrote “{typed}”.")
    else:
        text = _("{question}: use a number from {low} to {high}.")
    words: dict[str, object] = {"low": item.low, "high": item.high, "question": item.text}
    short = typed if len(typed) <= _MAX_ECHO else f"{typed[:_MAX_ECHO]}…"
    return text.format(typed=short, **words)


def _parse_position(item: Item, typed: str) -> int:
    if not _WHOLE_NUMBER.fullmatch(typed) or not 1 <= int(typed) <= len(item.labels):
        raise ValueError(_("Choose one of the answers that stand there."))
    return int(typed)


def _parse_action(fields: Fields) -> ActionInput:
    whose = str(fields.get(WHOSE_FIELD, ""))
    known = whose in dict(whose_options())
    return ActionInput(
        str(fields.get(ACTION_FIELD, "")), int(whose) if known else 0, SUPERVISION_FIELD in fields
    )


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
