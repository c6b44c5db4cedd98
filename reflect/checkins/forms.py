"""The posted forms of the check-in: one page of a questionnaire, a week away, a pause, sharing.

What a page of a questionnaire asks is in the instrument; `fields` reads and checks it.
"""

import re
from secrets import token_hex

from wtforms import StringField

from reflect.checkins.drafts import Submission
from reflect.checkins.fields import parse_page_fields
from reflect.checkins.repository import Questionnaire
from reflect.web.forms import ActionField, PageForm

CHOICE_STORED, CHOICE_TYPED = "kept", "typed"  # the two values of a choice on the conflict page

_EDITION = re.compile(r"[0-9a-f]{16}", re.ASCII)  # as the script makes it for an autosave


class QuestionnairePageForm(PageForm):
    """One page of a questionnaire, also from the conflict page."""

    page = StringField()  # of an autosave, whose URL names none
    edition = StringField()  # the editions that it may follow
    next = StringField()  # the edition that an autosave makes
    copy = StringField()  # the button *Same as last week*

    @property
    def choices(self) -> dict[str, str]:
        """The choice for each field in conflict, by field name; empty: none was made."""
        names = self.posted.getlist("asked")
        return {name: self.posted.get(f"choose_{name}", "") for name in names}

    def to_submission(self, sheet: Questionnaire, page: str) -> Submission:
        """What was typed on a page, and which edition it may follow.

        Raises:
            NotFound: there is no such page.
        """
        is_undecided = not set(self.choices.values()) <= {CHOICE_STORED, CHOICE_TYPED}
        return Submission(
            page,
            parse_page_fields(sheet.layout, page, self.posted),
            "" if is_undecided else self.edition.data,
            self.next.data if _EDITION.fullmatch(self.next.data or "") else token_hex(8),
            tuple(name for name, choice in self.choices.items() if choice == CHOICE_STORED),
        )


class AwayForm(PageForm):
    """Mark a week as away, undo it, or decide about its answers."""

    action = ActionField("away", "delete", "keep", "undo")
    edition = StringField()  # of the answers that would be deleted


class PauseForm(PageForm):
    """Begin, end or delete a pause."""

    action = ActionField("begin", "end", "take-back")
    week = StringField()  # its first


class SharingForm(PageForm):
    """Share a week with the team, or keep it private."""

    choice = ActionField("share", "keep", "read")
    seen = StringField()  # edition of the question
