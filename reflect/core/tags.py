"""Five themes and four functions of supervision: by these a person sorts what they wrote.

Rows keep the plain ids, so that a label can be worded anew. The functions are Morrison's.
"""

from collections.abc import Iterable
from typing import Final

from reflect.core.i18n import lazy_gettext as _l

TagOptions = tuple[tuple[str, str], ...]  # id, label

THEMES: Final[TagOptions] = (
    ("communication", _l("Communication")),
    ("relationships", _l("Working relationships")),
    ("supervision", _l("Supervision")),
    ("security", _l("Data security")),
    ("self-care", _l("Self-care")),
)
SUPERVISION_FUNCTIONS: Final[TagOptions] = (
    ("management", _l("Management")),
    ("development", _l("Development")),
    ("support", _l("Support")),
    ("mediation", _l("Mediation")),
)
TAG_KEYS: Final = ("themes", "functions")  # under these names a row keeps the ids chosen


def filter_known(options: TagOptions, ids: Iterable[str]) -> tuple[str, ...]:
    """Those of `ids` that are on offer, in the order of the offer."""
    wanted = set(ids)
    return tuple(known for known, _label in options if known in wanted)
