"""The form of *Take it home*: three reflection questions, and the regulator's CPD fields.

Nothing is stored. The answers to the questions become *what you learnt* and the impact of the CPD
draft if those fields are empty, so that nothing has to be typed twice.
"""

from dataclasses import replace
from datetime import date

from wtforms import BooleanField, TextAreaField

from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.notebook.cpd.entries import CpdRecordEntry
from reflect.notebook.cpd.forms import CpdForm
from reflect.notebook.forms import clean_text
from reflect.web.forms import ActionField

REFLECTION_QUESTIONS = ("surprised", "one_to_try", "one_to_ask")


class TakeHomeForm(CpdForm):
    """A reflection and a CPD draft."""

    texts = (*REFLECTION_QUESTIONS, *CpdForm.texts)
    action = ActionField("", "file", "change")
    surprised = TextAreaField(_l("What surprised me, or made me stop"), filters=[clean_text])
    one_to_try = TextAreaField(_l("One thing I will try"), filters=[clean_text])
    one_to_ask = TextAreaField(_l("One thing I will ask for, and of whom"), filters=[clean_text])
    peer = BooleanField(_l("I talked this over with a colleague in the room"))

    def list_typed(self) -> list[tuple[str, str]]:
        """The fields as they were posted, as (name, value), to be posted again."""
        names = self._fields.keys() - {"action", self.meta.csrf_field_name}
        return [(name, text) for name, text in self.posted.items(multi=True) if name in names]

    def list_reflection_answers(self) -> list[tuple[str, str]]:
        """The reflection questions that were answered, with the answers."""
        fields = (self[name] for name in REFLECTION_QUESTIONS)
        return [(str(field.label.text), field.data) for field in fields if field.data]

    def to_draft_entry(self) -> CpdRecordEntry:
        """The CPD entry; its empty fields take the answers to the reflection questions."""
        entry = self.to_entry("", draft=True)
        plans = [self.one_to_try.data, self.one_to_ask.data]
        return replace(
            entry,
            learnt=entry.learnt or self.surprised.data,
            impact=entry.impact or "\n".join(filter(None, plans)),
            peer_learnt=entry.peer_learnt
            and _("With a colleague in the room: {learnt}").format(learnt=entry.peer_learnt),
        )


def prefill_take_home_form(about: str, day: date) -> TakeHomeForm:
    """The form with default values; `about` is the title of the workshop or of its questions."""
    return TakeHomeForm(
        data={
            "type": _("Workshop, with peer reflection"),
            "description": _("A session on how and where we work: {about}").format(about=about),
            "date": day.isoformat(),
            "peer": True,
        }
    )
