"""The forms of a check-in (WTForms): parsing, validation and error messages.

One form class for each page of an instrument, cached. An empty field is no answer, and allowed
unless the instrument requires it. A field of a question that was not asked ("How long was it?"
when there was none) is neither validated nor saved.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.fields.core import Field

from reflect.charts.dates import format_week
from reflect.checkins import actions
from reflect.checkins.form_values import Fields, normalise_fields
from reflect.checkins.page_layout import (
    ACTION_FIELD,
    ACTION_FIELDS,
    OUTCOME_FIELD,
    SUPERVISION_FIELD,
    WHOSE_FIELD,
    Layout,
    PageLayout,
    layout_of,
)
from reflect.checkins.services import CheckIn
from reflect.core.i18n import _
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument, Item
from reflect.core.instruments.scoring import drop_unasked, find_missing_required
from reflect.core.weeks import Week

_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_MAX_ECHO = 40  # characters of the input that an error message repeats


class PostedForm(Protocol):
    """A posted form, such as werkzeug's `MultiDict`."""

    def getlist(self, key: str) -> list[str]:
        """All values of a field."""

    def __contains__(self, key: str) -> bool:
        """Whether the field was posted."""


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


def _parse_action(fields: Fields) -> actions.ActionInput:
    whose = str(fields.get(WHOSE_FIELD, ""))
    known = whose in dict(actions.whose_options())
    return actions.ActionInput(
        str(fields.get(ACTION_FIELD, "")), int(whose) if known else 0, SUPERVISION_FIELD in fields
    )
