"""The posted forms of the journal and of the monthly reflection."""

from wtforms import SelectMultipleField, StringField

from reflect.web.forms import PageForm


class JournalSearchForm(PageForm):
    """The conditions of a search; an empty one is ignored."""

    words = StringField()
    theme = StringField()
    function = StringField()
    lens = StringField()


class JournalTagsForm(PageForm):
    """The tags of a week's notes; the service keeps those that exist."""

    themes = SelectMultipleField(validate_choice=False)
    functions = SelectMultipleField(validate_choice=False)


class EditionForm(PageForm):
    """A deletion, or a monthly reflection, whose fields `MonthlyReflection.from_form` reads."""

    edition = StringField()  # of what the page showed
