"""The question form of a round, built from its instrument: parse and validate answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from reflect.checkins.fields import ItemField
from reflect.core.i18n import _
from reflect.core.instruments.model import Answers, Instrument
from reflect.web.forms import ActionField, PageForm
from reflect.workshops.questions import select_questions


class OpenRoomForm(PageForm):
    """What a new room asks, what it is called, and which running order it follows."""

    instrument = StringField()
    title = StringField()
    running_order = StringField()  # id of a resource; empty: none


class RoomLockForm(PageForm):
    """Lock a room, or unlock it."""

    locked = ActionField("0", "1")


@dataclass(frozen=True, slots=True)
class RoomSubmission:
    """Submitted answers of one participant or paper slip, with their errors."""

    answers: Answers
    values: Mapping[str, str]  # as they were typed
    errors: Mapping[str, str]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(Field name, sentence) for each error."""
        return list(self.errors.items())


@lru_cache(maxsize=64)
def _build_form(instrument: Instrument) -> type[Form]:
    fields = {item.id: ItemField(item=item) for item in select_questions(instrument)}
    return type("Round", (Form,), fields)


def parse_submission(instrument: Instrument, sent: MultiDict[str, str]) -> RoomSubmission:
    """Parse and validate answers: at least one, and every required question."""
    form = _build_form(instrument)(sent)
    form.validate()
    errors = {name: messages[0] for name, messages in form.errors.items()}
    answers = {name: value for name, value in form.data.items() if value is not None}
    for name in instrument.find_missing_required(answers):
        if name in form.data and name not in errors:
            errors[name] = _("This one needs an answer.")
    if not answers and not errors:
        first = select_questions(instrument)[0].id
        errors[first] = _("Choose at least one answer before you send.")
    values = {name: sent.get(name, "") for name in form.data}
    return RoomSubmission(answers, values, errors)
