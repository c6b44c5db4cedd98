"""What the forms of the notebook share."""

from wtforms import StringField

from reflect.web.forms import PageForm


def clean_text(text: str | None) -> str:
    """The text of a field without surrounding white space and CRLF line ends; empty for None."""
    return (text or "").replace("\r\n", "\n").strip()


class EditionForm(PageForm):
    """A save or a deletion of what its page showed (`vaults.editing`)."""

    edition = StringField(filters=[clean_text])
