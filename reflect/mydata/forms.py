"""Forms of a person's own data."""

from wtforms import FileField, Form
from wtforms.validators import InputRequired

from reflect.core.i18n import lazy_gettext as _l


class ArchiveUploadForm(Form):
    """An archive, to be brought in."""

    archive = FileField(_l("The archive"), [InputRequired(_l("Choose a file."))])
