"""Five themes and four functions of supervision: by these a person sorts what they wrote.

Rows keep the plain ids, so that a label can be worded anew. The functions are Morrison's.
"""

from collections.abc import Iterable
from typing import Final

from reflect.core.words import later

Labelled = tuple[tuple[str, str], ...]  # id, label

THEMES: Final[Labelled] = (
    ("communication", later("Communication")),
    ("relationships", later("Working relationships")),
    ("supervision", later("Supervision")),
    ("security", later("Data security")),
    ("self-care", later("Self-care")),
)
FUNCTIONS: Final[Labelled] = (
    ("management", later("Management")),
    ("development", later("Development")),
    ("support", later("Support")),
    ("mediation", later("Mediation")),
)
TAGS: Final = ("themes", "functions")  # under these names a row keeps the ids chosen


def chosen(options: Labelled, ids: Iterable[str]) -> tuple[str, ...]:
    """Those of `ids` that are on offer, in the order of the offer."""
    wanted = set(ids)
    return tuple(known for known, _label in options if known in wanted)
