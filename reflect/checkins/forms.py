"""The forms of a week away, a pause, and sharing. `fields` reads the pages of a questionnaire."""

from wtforms import StringField

from reflect.web.forms import ActionField, PageForm


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
