"""The buttons beside each action."""

from wtforms import StringField

from reflect.web.forms import PageForm


class ActionOutcomeForm(PageForm):
    """The name of the button is the outcome, its value the id of the action."""

    done = StringField()
    let_go = StringField()
    open = StringField()
    show = StringField()  # the group of actions that the page shows
