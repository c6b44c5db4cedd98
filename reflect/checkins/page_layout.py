"""What a check-in's pages are made of, worked out once for each instrument.

A page is opened far more often than an instrument changes, so everything that depends on the
instrument alone (which question is drawn how, which names a page's form has) is kept, and a request
adds only the strings that stand in the boxes. The last action and the next one are not questions of
the instrument: the application adds them to the last page of a check-in. Their names have
underscores, which no question's id can have; `action` alone has none. These values are made once,
and compared by what they are (`eq=False`) rather than by what stands in them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.instruments.model import Instrument, InstrumentSection, Item

ACTION_FIELD = "action"
WHOSE_FIELD = "action_whose"
SUPERVISION_FIELD = "action_supervision"
OUTCOME_FIELD = "last_action"
ACTION_FIELDS = (ACTION_FIELD, WHOSE_FIELD, SUPERVISION_FIELD, OUTCOME_FIELD)
TICKED_VALUE = "1"  # what a tick sends


@dataclass(frozen=True, slots=True, eq=False)
class QuestionLayout:
    """One question, for a template."""

    name: str
    draw: str  # moons, squares, choices, several, days, box, line
    text: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()  # value, label
    labels: tuple[str, ...] = ()
    does_not_apply: str = ""
    stem: str = ""
    low: int = 0
    high: int = 0
    rows: int = 0
    across: bool = False
    mode: str = ""  # of the keyboard on a phone


@dataclass(frozen=True, slots=True, eq=False)
class QuestionGroup:
    """Questions in a row with the same condition."""

    follows: bool  # asked only after another answer; drawn, and hidden by the stylesheet
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
    names: tuple[str, ...]  # of everything its form sends
    before: str  # the page's neighbours, empty at the ends
    after: str


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """All pages of an instrument."""

    instrument: Instrument
    pages: tuple[PageLayout, ...]
    places: tuple[str, ...]  # numbers counted in squares: half-days by place
    lists: frozenset[str]  # names under which a form sends several values
    texts: frozenset[str]  # answers that are stored with the notes

    def page(self, page: str) -> PageLayout:
        """The page with this id.

        Raises:
            NotFound: there is none.
        """
        for found in self.pages:
            if found.id == page:
                return found
        raise NotFound(_("There is no such page."))

    @property
    def last_page_id(self) -> str:
        """The id of the page from which the check-in is sent."""
        return self.pages[-1].id


@lru_cache(maxsize=64)
def layout_of(instrument: Instrument) -> Layout:
    """The pages of an instrument."""
    sections = [section for page in instrument.pages for section in page.sections]
    return Layout(
        instrument,
        tuple(_page(instrument, at) for at in range(len(instrument.pages))),
        tuple(name for s in sections if s.layout == "squares" for name in s.items),
        frozenset(item.id for item in instrument.items if item.kind == "choices"),
        frozenset(item.id for item in instrument.items if item.kind == "text"),
    )


def _page(instrument: Instrument, at: int) -> PageLayout:
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
        parts=tuple(_part(instrument, section) for section in page.sections),
        names=tuple(name for section in page.sections for name in section.items) + own,
        before=pages[at - 1].id if at else "",
        after="" if page is pages[-1] else pages[at + 1].id,
    )


def _part(instrument: Instrument, section: InstrumentSection) -> SectionLayout:
    items = [instrument.item(name) for name in section.items]
    groups = tuple(
        QuestionGroup(follows, tuple(_questions(section, alike)))
        for follows, alike in groupby(items, lambda item: item.follows is not None)
    )
    return SectionLayout(section.title, section.hint, section.scale, groups)


def _questions(section: InstrumentSection, items: Iterator[Item]) -> Iterator[QuestionLayout]:
    for item in items:
        yield QuestionLayout(
            name=item.id,
            draw=_draw(section, item),
            text=item.text,
            hint=item.hint,
            options=_options(item),
            labels=item.labels,
            does_not_apply=item.does_not_apply,
            stem=section.stem,
            low=item.low,
            high=item.high,
            rows=item.rows or 4,
            across=section.layout == "across" or len(item.labels) <= 3,
            mode="numeric" if item.kind == "number" else "",
        )


def _draw(section: InstrumentSection, item: Item) -> str:
    if {"moons": "choice", "squares": "number"}.get(section.layout) == item.kind:
        return section.layout
    kinds = {"choice": "choices", "choices": "several", "date": "days", "text": "box"}
    return kinds.get(item.kind, "line")


def _options(item: Item) -> tuple[tuple[str, str], ...]:
    found = [(str(at), label) for at, label in enumerate(item.labels, 1)]
    if item.does_not_apply:
        found.append(("n/a", item.does_not_apply))
    return tuple(found)
