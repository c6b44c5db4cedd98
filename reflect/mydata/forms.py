"""What is sent on the pages of one's own data."""

from wtforms import FileField, Form
from wtforms.validators import InputRequired

from reflect.core.words import later


class ArchiveFile(Form):
    """An archive, to be brought in."""

    archive = FileField(later("The archive"), [InputRequired(later("Choose a file."))])
