"""The model of a teaching resource: one page for a trainer, a facilitator or a leader.

`reflect.content.teaching.library` builds the resources, and checks every link and the times of
every running order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from markupsafe import Markup
from msgspec import Meta

from reflect.content.guides.model import ContentSection, GuideTheme
from reflect.core.i18n import LazyString
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.strict_toml import FrozenTable, Id, Text

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
RESOURCE_KIND_LABELS: Mapping[ResourceKind, LazyString] = {
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
RESOURCE_AUDIENCE_LABELS: Mapping[ResourceAudience, LazyString] = {
    "students": _l("students"),
    "practitioners": _l("practitioners"),
    "educators": _l("practice educators"),
    "trainers": _l("trainers"),
    "supervisors": _l("supervisors"),
    "leaders": _l("leaders"),
}
MAX_LARGE_PRINT_LENGTH = 220  # characters, about 40 words


@dataclass(frozen=True, slots=True)
class RunningPart:
    """One timed part of a session."""

    starts: int  # minutes after the beginning of the session
    minutes: int  # duration
    title: str  # without time and duration
    html: Markup  # what to do and say


@dataclass(frozen=True, slots=True)
class WallPage:
    """One page to show on the wall."""

    heading: str
    html: Markup

    @property
    def has_few_words(self) -> bool:
        """Whether it fits in large print."""
        return len(self.html.striptags()) <= MAX_LARGE_PRINT_LENGTH and "<table" not in self.html


class ResourceFrontMatter(FrozenTable, kw_only=True, frozen=True):
    """The front matter of a teaching resource."""

    title: Text
    about: Text  # one line
    kind: ResourceKind
    audience: Annotated[tuple[ResourceAudience, ...], Meta(min_length=1)]
    review: date  # when the content is due for review
    licence: Text
    themes: tuple[GuideTheme, ...] = ()  # the index lists it under the first
    minutes: Annotated[int, Meta(ge=1, le=600)] = 0  # duration; 0: unknown
    people: Text = ""  # such as "8 to 30"; empty: any number
    sources: tuple[Id, ...] = ()  # ids of all cited sources
    standards: tuple[Text, ...] = ()  # ids of the regulator's


class Resource(ResourceFrontMatter, kw_only=True, frozen=True):
    """One resource."""

    id: str  # the file name, and the last part of the URL
    opening: Markup  # the text above the first heading; it says if the resource is fiction
    sections: tuple[ContentSection, ...]
    markdown: str  # the source text, without front matter
    parts: tuple[RunningPart, ...] = ()  # of a running order, without gaps
    wall: tuple[WallPage, ...] = ()  # empty: it is not for the wall

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/teaching/{self.id}"

    @property
    def is_fiction(self) -> bool:
        """Whether the people in it are invented."""
        return self.kind in ("vignette", "case-study")

    def part_at(self, minutes: float) -> RunningPart:
        """The current part of a running order, this many minutes after the beginning.

        Before the beginning it is the first part, after the end the last.

        Raises:
            IndexError: the resource is not a running order.
        """
        begun = [part for part in self.parts if part.starts <= minutes]
        return begun[-1] if begun else self.parts[0]
