"""The model of a guide: a section to read in sixty seconds, then further sections.

A section may have a suggestion pair: one thing to try and one to ask of the organisation, always
both. `reflect.content.guides.library` builds the guides and checks every link in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from markupsafe import Markup
from msgspec import Meta, field

from reflect.core.i18n import LazyString, current_language
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.strict_toml import FrozenTable, Id, Text

GuideTheme = Literal[
    "communication", "working-relationships", "supervision", "data-security", "self-care"
]
GuideAudience = Literal["practitioners", "supervisors", "leaders", "educators"]
GUIDE_THEMES: Mapping[GuideTheme, LazyString] = {  # in the order of the index
    "communication": _l("Communication"),
    "working-relationships": _l("Working relationships"),
    "supervision": _l("Supervision"),
    "data-security": _l("Data security"),
    "self-care": _l("Self-care"),
}
GUIDE_AUDIENCE_LABELS: Mapping[GuideAudience, LazyString] = {
    "practitioners": _l("practitioners"),
    "supervisors": _l("supervisors"),
    "leaders": _l("leaders"),
    "educators": _l("educators"),
}


@dataclass(frozen=True, slots=True)
class SuggestionPair:
    """One thing to try and one to ask of the organisation, as plain text."""

    to_try: str
    to_ask: str


@dataclass(frozen=True, slots=True)
class ContentSection:
    """One heading and the text below it."""

    heading: str
    level: int  # 2 or 3
    anchor: str  # empty: nothing links to it
    html: Markup
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()  # rows of plain text, columns first


class GuideFrontMatter(FrozenTable, kw_only=True, frozen=True):
    """The front matter of a guide."""

    title: Text
    about: Text  # one line
    theme: GuideTheme
    audience: Annotated[tuple[GuideAudience, ...], Meta(min_length=1)]
    review: date  # when the content is due for review
    licence: Text
    sources: tuple[Id, ...] = ()  # ids of all cited sources
    # instrument -> scales that link to the top; statements, which are also anchors of sections
    scales: dict[Id, tuple[Id, ...]] = field(default_factory=dict)
    statements: dict[Id, tuple[Id, ...]] = field(default_factory=dict)


class Guide(GuideFrontMatter, kw_only=True, frozen=True):
    """One guide."""

    id: str  # the file name, and the last part of the URL
    sixty: ContentSection  # the first section, to read in sixty seconds
    sections: tuple[ContentSection, ...]  # the others
    pairs: Mapping[str, SuggestionPair]  # by anchor; "": the pair of the first section
    markdown: str  # the source text, without front matter
    language: str = "en"

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/guides/{self.id}"

    @property
    def theme_title(self) -> LazyString:
        """The label of the theme."""
        return GUIDE_THEMES[self.theme]

    def find_section(self, anchor: str) -> ContentSection | None:
        """The section with this anchor, or None."""
        return next((each for each in self.sections if each.anchor == anchor), None)


@dataclass(frozen=True, slots=True)
class GuideLink:
    """A link from a scale or a statement to a guide, with the suggestion pair at its target."""

    guide: str
    anchor: str  # empty: the top of the guide
    theme: LazyString  # its label
    heading: str  # of the section; empty: the top of the guide
    pair: SuggestionPair
    language: str = "en"

    @property
    def label(self) -> str:
        """The text of the link; without the heading if that is not in the current language."""
        has_heading = self.heading and self.language == current_language()
        return f"{self.theme}: {self.heading}" if has_heading else str(self.theme)
