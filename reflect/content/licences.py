"""What a reader may do with a text: the licence in its head, in words.

Our own texts are open, so that a trainer may change them for a room of their own. The program has
another licence, and what an organisation writes for itself may have any.
"""

from dataclasses import dataclass

from reflect.core.words import lazy_gettext as _l

CC_BY = "CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence; of one that we do not know, only its name."""

    name: str
    means: str = ""  # what it lets one do, in a sentence or two
    url: str = ""


OPEN_LICENCE = Licence(
    CC_BY,
    _l(
        "You may copy, change and pass on this text, for any purpose. Say that it comes from "
        "Reflect, give this licence with its address, and say what you changed."
    ),
    "https://creativecommons.org/licenses/by/4.0/",
)


def licence_from_name(name: str) -> Licence:
    """The licence that a head names."""
    return OPEN_LICENCE if name == CC_BY else Licence(name)
