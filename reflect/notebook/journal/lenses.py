"""The lenses through which the prompts look at a week; they take turns, one a week.

Four views after Brookfield, adapted. They stand in the instrument's file, so an organisation's own
wording may have others: those show their name alone.
"""

from dataclasses import dataclass
from typing import Final

from reflect.core.instruments.model import Instrument
from reflect.core.words import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Lens:
    """One of them."""

    id: str  # as the prompts name it
    title: str
    about: str = ""

    @property
    def option(self) -> tuple[str, str]:
        """Value and label, to choose from."""
        return self.id, self.title


_OURS: Final = (
    Lens("own story", _l("Your own story"), _l("What you saw, felt and did yourself.")),
    Lens("family, child", _l("The family and the child"), _l("How it looks from their side.")),
    Lens("colleagues", _l("Your colleagues"), _l("What somebody beside you would have seen.")),
    Lens("research", _l("Research"), _l("What others have found, held beside your week.")),
)


def lens_from_name(name: str) -> Lens:
    """The lens that a prompt names."""
    known = {each.id: each for each in _OURS}
    return known.get(name, Lens(name, name[:1].upper() + name[1:]))


def list_lenses(instrument: Instrument) -> tuple[Lens, ...]:
    """Every lens of an instrument's prompts, in the order of their turn."""
    return tuple(
        lens_from_name(name) for name in dict.fromkeys(each.lens for each in instrument.prompts)
    )
