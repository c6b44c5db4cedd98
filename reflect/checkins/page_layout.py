"""The page layout of a check-in: pages, sections and form fields, cached for each instrument.

A page is opened far more often than an instrument changes, so everything that depends on the
instrument alone (widgets, field names of a form) is cached, and a request adds only the values of
the fields. The last action and the next one are not questions of the instrument: the application
adds them to the last page of a check-in. Their names have underscores, which no question's id can
have; only `action` has none. Layouts are created once and compared by identity (`eq=False`).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.model import NOT_APPLICABLE, Instrument, InstrumentSection, Item

ACTION_FIELD = "action"
WHOSE_FIELD = "action_whose"
SUPERVISION_FIELD = "action_supervision"
OUTCOME_FIELD = "last_action"
ACTION_FIELDS = (ACTION_FIELD, WHOSE_FIELD, SUPERVISION_FIELD, OUTCOME_FIELD)
TICKED_VALUE = "1"  # that a ticked checkbox sends


@dataclass(frozen=True, slots=True, eq=False)
class QuestionLayout:
    """One question as the template renders it."""

    item: Item
    draw: str  # moons, squares, choices, several, days, box, line
    options: tuple[tuple[str, str], ...]  # value, label
    stem: str
    across: bool


@dataclass(frozen=True, slots=True, eq=False)
class QuestionGroup:
    """Consecutive questions that are asked under the same condition."""

    follows: bool  # asked only after another answer; else hidden by the stylesheet
    questions: tuple[QuestionLayout, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SectionLayout:
    """A section of a page."""

    title: str
    hint: str
    scale: str
    groups: tuple[QuestionGroup, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PageLayout:
    """One page of a questionnaire."""

    id: str
    number: int  # from 1
    heading: str
    intro: str
    stem: str  # shown once above the page's statements
    stem_hint: str
    parts: tuple[SectionLayout, ...]
    names: tuple[str, ...]  # of all fields of its form
    before: str  # id of the page before; empty for the first
    after: str  # id of the page after; empty for the last


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """All pages of an instrument."""

    instrument: Instrument
    pages: tuple[PageLayout, ...]
    places: tuple[str, ...]  # items answered in squares: half-days by place
    lists: frozenset[str]  # fields with several values
    texts: frozenset[str]  # answers that are stored in the notes row

    def page(self, page: str) -> PageLayout:
        """The page with this id.

        Raises:
            NotFound: there is none.
        """
        for each in self.pages:
            if each.id == page:
                return each
        raise NotFound(_("There is no such page."))

    @property
    def last_page_id(self) -> str:
        """The page from which the check-in is submitted."""
        return self.pages[-1].id


@lru_cache(maxsize=64)
def layout_of(instrument: Instrument) -> Layout:
    """The layout of an instrument."""
    sections = [section for page in instrument.pages for section in page.sections]
    return Layout(
        instrument,
        tuple(_build_page(instrument, at) for at in range(len(instrument.pages))),
        tuple(name for s in sections if s.layout == "squares" for name in s.items),
        frozenset(item.id for item in instrument.items if item.kind == "choices"),
        frozenset(item.id for item in instrument.items if item.kind == "text"),
    )


def _build_page(instrument: Instrument, at: int) -> PageLayout:
    pages, page = instrument.pages, instrument.pages[at]
    own = ACTION_FIELDS if instrument.is_weekly and page is pages[-1] else ()
    has_stem = any(section.stem for section in page.sections)
    return PageLayout(
        id=page.id,
        number=at + 1,
        heading=page.heading,
        intro=page.intro,
        stem=instrument.stem if has_stem else "",
        stem_hint=instrument.stem_hint if has_stem else "",
        parts=tuple(_build_section(instrument, section) for section in page.sections),
        names=tuple(name for section in page.sections for name in section.items) + own,
        before=pages[at - 1].id if at else "",
        after="" if page is pages[-1] else pages[at + 1].id,
    )


def _build_section(instrument: Instrument, section: InstrumentSection) -> SectionLayout:
    items = [instrument.item(name) for name in section.items]
    groups = tuple(
        QuestionGroup(follows, tuple(_build_question(section, item) for item in group))
        for follows, group in groupby(items, lambda item: item.follows is not None)
    )
    return SectionLayout(section.title, section.hint, section.scale, groups)


def _build_question(section: InstrumentSection, item: Item) -> QuestionLayout:
    options = [(str(at), label) for at, label in enumerate(item.labels, 1)]
    if item.does_not_apply:
        options.append((NOT_APPLICABLE, item.does_not_apply))
    across = section.layout == "across" or len(item.labels) <= 3
    return QuestionLayout(item, _choose_widget(section, item), tuple(options), section.stem, across)


def _choose_widget(section: InstrumentSection, item: Item) -> str:
    if {"moons": "choice", "squares": "number"}.get(section.layout) == item.kind:
        return section.layout
    kinds = {"choice": "choices", "choices": "several", "date": "days", "text": "box"}
    return kinds.get(item.kind, "line")
