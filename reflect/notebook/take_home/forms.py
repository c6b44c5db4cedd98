"""What is typed on *Take it home*: three questions for oneself, and the regulator's fields.

Nothing of it is kept here. What stands in the first three need not be typed twice: where *what you
learnt* and the impact are left empty, the draft takes them from there.
"""

from dataclasses import replace
from datetime import date

from wtforms import BooleanField, TextAreaField

from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.notebook.cpd.entries import CpdFieldText, CpdRecordEntry
from reflect.notebook.cpd.forms import CpdForm

REFLECTION_QUESTIONS = ("surprised", "one_to_try", "one_to_ask")


class TakeHomeForm(CpdForm):
    """A reflection and a CPD draft."""

    texts = (*REFLECTION_QUESTIONS, *CpdForm.texts)
    surprised = TextAreaField(_l("What surprised me, or made me stop"))
    one_to_try = TextAreaField(_l("One thing I will try"))
    one_to_ask = TextAreaField(_l("One thing I will ask for, and of whom"))
    peer = BooleanField(_l("I talked this over with a colleague in the room"))

    def list_reflection_answers(self) -> list[CpdFieldText]:
        """The three questions, those that were answered."""
        asked = [
            CpdFieldText(self[name].label.text, self._plain(name)) for name in REFLECTION_QUESTIONS
        ]
        return [each for each in asked if each.text]

    def to_draft_entry(self) -> CpdRecordEntry:
        """The entry, with what the three questions say where it says nothing, and with whom."""
        entry = self.to_entry("", draft=True)
        to_come = [self._plain(name) for name in ("one_to_try", "one_to_ask")]
        return replace(
            entry,
            learnt=entry.learnt or self._plain("surprised"),
            impact=entry.impact or "\n".join(filter(None, to_come)),
            peer_learnt=entry.peer_learnt
            and _("With a colleague in the room: {learnt}").format(learnt=entry.peer_learnt),
        )


def prefill_take_home_form(about: str, day: date) -> TakeHomeForm:
    """The form as it opens in a room; `about` is the title on its wall, or what was asked."""
    return TakeHomeForm(
        data={
            "type": _("Workshop, with peer reflection"),
            "description": _("A session on how and where we work: {about}").format(about=about),
            "date": day.isoformat(),
            "peer": True,
        }
    )
