"""Forms of the pages under /my-data."""

from wtforms import FileField, Form
from wtforms.validators import InputRequired

from reflect.core.i18n import lazy_gettext as _l


class ArchiveUploadForm(Form):
    """Upload of an archive."""

    archive = FileField(_l("The archive"), [InputRequired(_l("Choose a file."))])
