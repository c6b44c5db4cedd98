"""Every sentence that a person reads passes through here, so that it can be translated.

English is the source. A translation is a compiled catalogue (`reflect.mo`) in
`reflect/locale/<language>/LC_MESSAGES`; without one the English sentence stands as it is. One
language per site: a person's language would be one more thing stored about them.
"""

import gettext
import os
from pathlib import Path

_CATALOGUE = gettext.translation(
    "reflect",
    Path(__file__).parent.parent / "locale",
    [os.environ.get("REFLECT_LANGUAGE", "en_GB")],
    fallback=True,
)


def _(sentence: str) -> str:
    """The sentence in the site's language."""
    return _CATALOGUE.gettext(sentence)


def ngettext(one: str, many: str, number: int) -> str:
    """The sentence that fits `number`, in the site's language; the caller fills it in."""
    return _CATALOGUE.ngettext(one, many, number)
