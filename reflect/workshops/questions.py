"""The questions of an instrument that a workshop uses: fixed answers, and numbers that score.

Free texts, dates and follow-up questions are left out: people in the same room can recognise who
wrote a sentence. So are half-days by place, which give the room nothing to discuss together. All
questions are on one page, because the connection of a training room may fail between pages.
"""

from dataclasses import replace
from functools import lru_cache

from reflect.checkins.page_layout import SectionLayout, layout_of
from reflect.core.instruments.model import Instrument, Item


@lru_cache(maxsize=64)
def select_questions(instrument: Instrument) -> tuple[Item, ...]:
    """The questions for a workshop, in the order of the instrument."""
    scored = {name for scale in instrument.scales for name in scale.items}
    return tuple(
        item
        for item in instrument.items
        if item.follows is None
        and (item.kind == "choice" or (item.kind == "number" and item.id in scored))
    )


def can_be_asked(instrument: Instrument) -> bool:
    """Whether an instrument has questions for a workshop."""
    return bool(select_questions(instrument))


def list_answer_labels(item: Item) -> tuple[str, ...]:
    """The labels of the answers; for a number question, the numbers."""
    return item.labels or tuple(map(str, range(item.low, item.high + 1)))


def find_answer_position(item: Item, answer: object) -> int | None:
    """The position of an answer among the labels, from 1; None: not one of them."""
    if not isinstance(answer, int):
        return None
    return answer if item.kind == "choice" else answer - item.low + 1


@lru_cache(maxsize=64)
def select_question_parts(instrument: Instrument) -> tuple[SectionLayout, ...]:
    """The sections of the question page, with only the questions for a workshop."""
    names = {item.id for item in select_questions(instrument)}
    sections = []
    for part in (part for page in layout_of(instrument).pages for part in page.parts):
        groups = [
            replace(group, questions=tuple(q for q in group.questions if q.item.id in names))
            for group in part.groups
        ]
        remaining = tuple(group for group in groups if group.questions)
        if remaining:
            sections.append(replace(part, groups=remaining))
    return tuple(sections)
