"""Forms of the pages under /my-data."""

from flask_wtf.file import FileField, FileRequired

from reflect.core.i18n import lazy_gettext as _l
from reflect.web.forms import PageForm


class ArchiveUploadForm(PageForm):
    """Upload of an archive."""

    has_files = True

    archive = FileField(_l("The archive"), [FileRequired(_l("Choose a file."))])
