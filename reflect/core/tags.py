"""Tags for notes: five themes, and the four functions of supervision (Morrison).

Rows store the ids, so that a label can be reworded.
"""

from collections.abc import Iterable
from typing import Final

from reflect.core.i18n import LazyString
from reflect.core.i18n import lazy_gettext as _l

TagOptions = tuple[tuple[str, LazyString], ...]  # id, label

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
TAG_KEYS: Final = ("themes", "functions")  # keys of a row that hold the chosen ids


def filter_known(options: TagOptions, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids that are among the options, in the order of the options."""
    chosen = set(ids)
    return tuple(option for option, _label in options if option in chosen)
