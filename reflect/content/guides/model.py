"""What a guide is: sixty seconds, then sections, some of them with a pair of twins.

A pair is one thing to try and one to ask of the organisation; neither stands alone. Made by
`reflect.content.guides.loader`, which has looked at every link.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from reflect.core.i18n import current_language
from reflect.core.i18n import lazy_gettext as _l

GuideTheme = Literal[
    "communication", "working-relationships", "supervision", "data-security", "self-care"
]
GuideAudience = Literal["practitioners", "supervisors", "leaders", "educators"]
GUIDE_THEMES: Mapping[GuideTheme, str] = {  # in the order of the list
    "communication": _l("Communication"),
    "working-relationships": _l("Working relationships"),
    "supervision": _l("Supervision"),
    "data-security": _l("Data security"),
    "self-care": _l("Self-care"),
}
GUIDE_AUDIENCE_LABELS: Mapping[GuideAudience, str] = {
    "practitioners": _l("practitioners"),
    "supervisors": _l("supervisors"),
    "leaders": _l("leaders"),
    "educators": _l("educators"),
}


@dataclass(frozen=True, slots=True)
class SuggestionPair:
    """Something to try, and its twin to ask of the organisation; phrases, no markup."""

    to_try: str
    to_ask: str


@dataclass(frozen=True, slots=True)
class ContentSection:
    """What stands below one heading."""

    heading: str
    level: int  # 2 or 3
    anchor: str  # empty: nothing leads here
    html: Markup
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()  # rows of words; the first: the columns


@dataclass(frozen=True, slots=True)
class Guide:
    """One page of guidance."""

    id: str  # the file's name, and the last part of its address
    title: str
    about: str  # one line
    theme: GuideTheme
    audience: tuple[GuideAudience, ...]
    review: date  # by when somebody looks at it again
    licence: str
    sources: tuple[str, ...]  # ids of all that it cites
    sixty: ContentSection  # the first section: what one reads in sixty seconds
    sections: tuple[ContentSection, ...]  # the others
    pairs: Mapping[
        str, SuggestionPair
    ]  # anchor -> what stands there; "" -> those of the sixty seconds
    scales: Mapping[str, tuple[str, ...]]  # instrument -> scales that lead to its top
    statements: Mapping[str, tuple[str, ...]]  # instrument -> statements with a section of that id
    markdown: str  # the text as it was written, without its head
    language: str = "en"

    @property
    def theme_title(self) -> str:
        """The theme in words."""
        return GUIDE_THEMES[self.theme]

    def find_section(self, anchor: str) -> ContentSection | None:
        """The section with this anchor, or None."""
        return next((found for found in self.sections if found.anchor == anchor), None)


@dataclass(frozen=True, slots=True)
class GuideLink:
    """The way from a scale or a statement into a guide, with the pair that stands there."""

    guide: str
    anchor: str  # empty: to the top
    theme: str  # in words
    heading: str  # of the section; empty: to the top
    pair: SuggestionPair
    language: str = "en"

    @property
    def label(self) -> str:
        """What the link says; of a guide in another language than the reader's, the theme."""
        in_full = self.heading and self.language == current_language()
        return f"{self.theme}: {self.heading}" if in_full else str(self.theme)
