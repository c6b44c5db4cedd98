"""What a teaching resource is: one page for somebody who stands in front of a room.

`reflect.content.teaching.loader` makes it, and has checked every link and every running order's
clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from reflect.content.guides.model import ContentSection, GuideTheme
from reflect.core.i18n import lazy_gettext as _l

ResourceKind = Literal[
    "running-order",
    "notes",
    "vignette",
    "case-study",
    "wall",
    "handout",
    "map",
    "page",
    "evidence",
    "template",
]
ResourceAudience = Literal[
    "students", "practitioners", "educators", "trainers", "supervisors", "leaders"
]
RESOURCE_KIND_LABELS: Mapping[ResourceKind, str] = {
    "running-order": _l("Running order"),
    "notes": _l("Notes for the trainer"),
    "vignette": _l("Vignette"),
    "case-study": _l("Case study"),
    "wall": _l("Pages for the wall"),
    "handout": _l("Handout"),
    "map": _l("Map"),
    "page": _l("Page"),
    "evidence": _l("For leaders"),
    "template": _l("To adapt"),
}
RESOURCE_AUDIENCE_LABELS: Mapping[ResourceAudience, str] = {
    "students": _l("students"),
    "practitioners": _l("practitioners"),
    "educators": _l("practice educators"),
    "trainers": _l("trainers"),
    "supervisors": _l("supervisors"),
    "leaders": _l("leaders"),
}
MAX_LARGE_PRINT_LENGTH = 220  # letters: about 40 words


@dataclass(frozen=True, slots=True)
class RunningPart:
    """One part of a session: what the clock says, and what to do and say then."""

    starts: int  # minutes from the beginning
    minutes: int  # how long it takes
    title: str  # without clock and minutes
    html: Markup  # what to do and say


@dataclass(frozen=True, slots=True)
class WallPage:
    """What stands on the wall at one time."""

    heading: str
    html: Markup

    @property
    def has_few_words(self) -> bool:
        """Whether there is room for larger letters."""
        return len(self.html.striptags()) <= MAX_LARGE_PRINT_LENGTH and "<table" not in self.html


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource."""

    id: str  # the file's name, and the last part of its address
    title: str
    about: str  # one line
    kind: ResourceKind
    audience: tuple[ResourceAudience, ...]
    review: date  # by when somebody looks at it again
    licence: str
    themes: tuple[GuideTheme, ...]  # the first is the one that it is listed under
    minutes: int  # 0: not said
    people: str  # such as "8 to 30"; empty: any number
    sources: tuple[str, ...]  # ids of all that it cites
    standards: tuple[str, ...]  # ids of the regulator's
    opening: Markup  # what stands above the first heading; of fiction, that it is fiction
    sections: tuple[ContentSection, ...]
    markdown: str  # the text as it was written, without its head
    parts: tuple[RunningPart, ...] = ()  # of a running order: all of it, without a gap
    wall: tuple[WallPage, ...] = ()  # empty: it is not for the wall

    @property
    def is_fiction(self) -> bool:
        """Whether people in it are invented, as its opening says."""
        return self.kind in ("vignette", "case-study")

    def part_at(self, minutes: float) -> RunningPart:
        """The part of a running order that is on, so many minutes after the beginning.

        Before the beginning that is the first one, after the end the last.

        Raises:
            IndexError: this is no running order.
        """
        begun = [part for part in self.parts if part.starts <= minutes]
        return begun[-1] if begun else self.parts[0]
