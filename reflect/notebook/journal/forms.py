"""The posted forms of the journal and of the monthly reflection."""

from wtforms import SelectMultipleField, StringField, TextAreaField

from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES, filter_known
from reflect.core.text_search import parse_search_words
from reflect.notebook.forms import EditionForm, clean_text
from reflect.notebook.journal.monthly_reflection import (
    DEPTH_OPTIONS,
    REFLECTION_BOXES,
    MonthlyReflection,
    Tags,
    parse_tags,
)
from reflect.notebook.journal.services import JournalQuery
from reflect.web.forms import PageForm


class JournalSearchForm(PageForm):
    """The conditions of a search; an empty or unknown one is ignored."""

    words = StringField(filters=[clean_text])
    theme = StringField(filters=[clean_text])
    function = StringField(filters=[clean_text])
    lens = StringField(filters=[clean_text])

    def to_query(self) -> JournalQuery:
        """The query."""
        return JournalQuery(
            parse_search_words(self.words.data),
            "".join(filter_known(THEMES, [self.theme.data])),
            "".join(filter_known(SUPERVISION_FUNCTIONS, [self.function.data])),
            self.lens.data,
        )


class JournalTagsForm(EditionForm):
    """The tags of a week's notes."""

    themes = SelectMultipleField(validate_choice=False)
    functions = SelectMultipleField(validate_choice=False)

    @property
    def tags(self) -> Tags:
        """The known tags that are ticked."""
        return parse_tags(self.data)


class MonthForm(JournalTagsForm):
    """The monthly reflection, with a text for each of `REFLECTION_BOXES`."""

    depth = StringField()

    def to_reflection(self) -> MonthlyReflection:
        """The reflection as it was typed."""
        depth = "".join(filter_known(DEPTH_OPTIONS, [self.depth.data or ""]))
        texts = {box: self[box].data for box in REFLECTION_BOXES if self[box].data}
        return MonthlyReflection(texts, depth, *self.tags)


for _box in REFLECTION_BOXES:
    setattr(MonthForm, _box, TextAreaField(filters=[clean_text]))
