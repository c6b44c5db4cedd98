"""Five themes and four functions of supervision: by these a person sorts what they wrote.

Rows keep the plain ids, so that a label can be worded anew. The functions are Morrison's.
"""

from collections.abc import Iterable
from typing import Final

from reflect.core.words import _

Labelled = tuple[tuple[str, str], ...]  # id, label

THEMES: Final[Labelled] = (
    ("communication", _("Communication")),
    ("relationships", _("Working relationships")),
    ("supervision", _("Supervision")),
    ("security", _("Data security")),
    ("self-care", _("Self-care")),
)
FUNCTIONS: Final[Labelled] = (
    ("management", _("Management")),
    ("development", _("Development")),
    ("support", _("Support")),
    ("mediation", _("Mediation")),
)
TAGS: Final = ("themes", "functions")  # under these names a row keeps the ids chosen


def chosen(options: Labelled, ids: Iterable[str]) -> tuple[str, ...]:
    """Those of `ids` that are on offer, in the order of the offer."""
    wanted = set(ids)
    return tuple(known for known, _label in options if known in wanted)
