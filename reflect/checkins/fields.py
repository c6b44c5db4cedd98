"""The fields of a check-in: read from a posted page, checked, compared and formatted.

A draft stores exactly what was typed, also values that are not valid yet. Two forms are compared
by their normalised fields, so that a double click or the back button does not lead to a choice
between two texts that say the same. For the check there is one form class (WTForms) for each page
of an instrument, cached. An empty field is no answer, and allowed unless the instrument requires
it. A field of a question that was not asked ("How long was it?" when there was none) is neither
checked nor saved.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from secrets import token_hex
from typing import Any

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
    layout_of,
)
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument, Item
from reflect.core.weeks import Week

CHOICE_STORED, CHOICE_TYPED = "kept", "typed"  # the two values of a choice on the conflict page

FieldValue = str | list[str]
Fields = dict[str, FieldValue]  # name -> what was typed; empty fields are absent

_EDITION = re.compile(r"[0-9a-f]{16}", re.ASCII)  # as the script makes it for an autosave
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_MISSING = _l("This one needs an answer.")
_MAX_ECHO = 40  # characters of the input that an error message repeats


@dataclass(frozen=True, slots=True)
class Submission:
    """The posted form of one page."""

    page: str
    fields: Fields
    edition: str | None  # the editions it may follow, separated by blanks; None: do not check it
    next_edition: str  # 8 random bytes, hex: the next edition, if one is needed
    keep_stored: tuple[str, ...] = ()  # fields in conflict for which the stored text was chosen


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


class ItemField(Field):
    """The answer to one question, parsed by the kind of the question."""

    data: Any

    def __init__(self, *, item: Item, **kwargs: Any) -> None:
        super().__init__(item.text, **kwargs)
        self.item = item

    def process_formdata(self, values: list[str]) -> None:
        """Parse what was typed: positions of labels from 1, a number, a day of the week, a text.

        Raises:
            ValueError: it does not fit; the message says what to write.
        """
        typed = [value.strip() for value in values]
        if self.item.kind == "choices":
            self.data = sorted({_parse_position(self.item, each) for each in typed if each}) or None
        elif typed and typed[0]:
            self.data = self._parse(typed[0])

    def _parse(self, typed: str) -> int | str:
        item = self.item
        if item.kind == "choice" and not (typed == NOT_APPLICABLE and item.does_not_apply):
            return _parse_position(item, typed)
        if item.kind == "number":
            return _parse_number(item, typed)
        if item.kind == "date":
            return _parse_day(self.meta.week, typed)
        return typed


@lru_cache(maxsize=64)
def build_form_class(instrument: Instrument) -> type[Form]:
    """The form class of all questions of an instrument, without the application's own fields."""
    return type("Questions", (Form,), {item.id: ItemField(item=item) for item in instrument.items})


def read_submission(layout: Layout, page: str, form: MultiDict[str, str]) -> Submission:
    """The posted form of a page, also from the conflict page.

    Raises:
        NotFound: there is no such page.
    """
    sent = {name: form.getlist(name) for name in layout.page(page).names if name in form}
    fields = {name: sent[name] if name in layout.lists else sent[name][0] for name in sent}
    choices = read_choices(form)
    is_undecided = not set(choices.values()) <= {CHOICE_STORED, CHOICE_TYPED}
    return Submission(
        page,
        fields,
        "" if is_undecided else form.get("edition"),
        form["next"] if _EDITION.fullmatch(form.get("next", "")) else token_hex(8),
        tuple(name for name, choice in choices.items() if choice == CHOICE_STORED),
    )


def read_choices(form: MultiDict[str, str]) -> dict[str, str]:
    """The choice for each field in conflict, by field name; empty: none was made."""
    return {name: form.get(f"choose_{name}", "") for name in form.getlist("asked")}


def validate_fields(instrument: Instrument, week: Week, fields: Fields) -> ValidationResult:
    """Validate the fields of all pages."""
    layout = layout_of(instrument)
    asked = normalise_fields(layout, fields)
    form = build_form_class(instrument)(MultiDict(asked), meta={"week": week})
    form.validate()
    answers = {name: value for name, value in form.data.items() if value is not None}
    missing = dict.fromkeys(instrument.find_missing_required(answers), _MISSING)
    errors = {**missing, **{name: texts[0] for name, texts in form.errors.items()}}
    problems = {
        page.id: {name: str(errors[name]) for name in page.names if name in errors}
        for page in layout.pages
        if not errors.keys().isdisjoint(page.names)
    }
    texts = {name: answers.pop(name) for name in layout.texts & answers.keys()}
    outcome = str(asked.get(OUTCOME_FIELD, ""))
    check_in = CheckIn(instrument.drop_unasked(answers), texts, _parse_action(asked), outcome)
    return ValidationResult(check_in, problems)


def _parse_number(item: Item, typed: str) -> int:
    is_number = _WHOLE_NUMBER.fullmatch(typed) is not None
    if is_number and item.low <= int(typed) <= item.high:
        return int(typed)
    if item.unit == "minutes" and not is_number:
        text = _("Write the length in minutes, such as 90. You wrote “{typed}”.")
    elif item.unit == "minutes":
        text = _("Write the length in minutes, from {low} to {high}. You wrote “{typed}”.")
    else:
        text = _("{question}: use a number from {low} to {high}.")
    echo = typed if len(typed) <= _MAX_ECHO else f"{typed[:_MAX_ECHO]}…"
    raise ValueError(text.format(typed=echo, low=item.low, high=item.high, question=item.text))


def _parse_day(week: Week, typed: str) -> str:
    if typed not in {day.isoformat() for day in week.days}:
        sentence = _("Choose a day in the week of this check-in, {days}.")
        raise ValueError(sentence.format(days=format_week(week)))
    return typed


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
    if name in ACTION_FIELDS:
        return dict(_describe_action_fields()[name][1])
    item = layout.instrument.find_item(name)
    return {str(at): label for at, label in enumerate(item.labels, 1)} if item else {}


def get_field_title(layout: Layout, name: str) -> str:
    """The label above a field."""
    if name in ACTION_FIELDS:
        return _describe_action_fields()[name][0]
    item = layout.instrument.find_item(name)
    return item.text if item else ""


def _describe_action_fields() -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """Label and options of each of the application's own fields."""
    return {
        ACTION_FIELD: (_("One thing for the coming week"), ()),
        WHOSE_FIELD: (_("Whose move is it?"), whose_options()),
        SUPERVISION_FIELD: (_("Take this to supervision"), ((TICKED_VALUE, _("Ticked")),)),
        OUTCOME_FIELD: (_("What became of your last action?"), outcome_options()),
    }


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
