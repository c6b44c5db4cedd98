"""The form of the supervision sheet, for the lines to choose from and for the sheet itself."""

from itertools import zip_longest

from wtforms import SelectMultipleField, StringField

from reflect.notebook.forms import clean_text
from reflect.notebook.supervision_sheet.services import SheetItem, SupervisionSheet
from reflect.web.forms import ActionField, PageForm

FUNCTION_FIELD_PREFIX = "function-"  # the id of a line follows


class SheetForm(PageForm):
    """The lines to choose from, or the sheet, which has `bring`; every text is valid."""

    make = ActionField("", "page", "text", "anew")  # the file to make of the sheet
    span = StringField(filters=[clean_text])  # how far back the lines go
    line = SelectMultipleField(validate_choice=False)  # the ids of the lines that were ticked
    shown = StringField(filters=[clean_text])
    when = StringField(filters=[clean_text])
    want = StringField(filters=[clean_text])
    bring = SelectMultipleField(validate_choice=False)  # a text for each line of the sheet
    note = SelectMultipleField(validate_choice=False)  # their notes
    seen = SelectMultipleField(validate_choice=False)

    @property
    def functions(self) -> dict[str, str]:
        """The function of supervision that was chosen for each line, by the id of the line."""
        return {
            name.removeprefix(FUNCTION_FIELD_PREFIX): value
            for name, value in self.posted.items()
            if name.startswith(FUNCTION_FIELD_PREFIX) and value
        }

    def to_sheet(self) -> SupervisionSheet:
        """The edited sheet, without empty lines."""
        bring, note, seen = (
            map(clean_text, field.data or ()) for field in (self.bring, self.note, self.seen)
        )
        brought = (SheetItem(*pair) for pair in zip_longest(bring, note, fillvalue=""))
        return SupervisionSheet(
            self.shown.data,
            self.when.data,
            self.want.data,
            tuple(item for item in brought if item.text),
            tuple(filter(None, seen)),
        )
