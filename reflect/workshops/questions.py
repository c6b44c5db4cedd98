"""What of an instrument a room is asked: questions with fixed answers, and numbers that score.

Texts, days and follow-up questions are left out: a sentence in somebody's own words is known to
those who sit beside them. Half-days by place are too: they answer nothing that a room can look at
together. All is asked on one page and sent at once, because the connection of a training room may
not last for five pages.
"""

from dataclasses import replace
from functools import lru_cache

from reflect.checkins.page_layout import SectionLayout, layout_of
from reflect.core.instruments.model import Instrument, Item


@lru_cache(maxsize=64)
def select_questions(instrument: Instrument) -> tuple[Item, ...]:
    """What a room is asked, in the order of the instrument."""
    scored = {name for scale in instrument.scales for name in scale.items}
    return tuple(
        item
        for item in instrument.items
        if item.follows is None
        and (item.kind == "choice" or (item.kind == "number" and item.id in scored))
    )


def can_be_asked(instrument: Instrument) -> bool:
    """Whether a room can be opened on it."""
    return bool(select_questions(instrument))


def list_answer_labels(item: Item) -> tuple[str, ...]:
    """The answers in words; of a number, the numbers."""
    return item.labels or tuple(map(str, range(item.low, item.high + 1)))


def find_answer_position(item: Item, answer: object) -> int | None:
    """Which of the labels was chosen, from 1; None: none of them."""
    if not isinstance(answer, int):
        return None
    return answer if item.kind == "choice" else answer - item.low + 1


@lru_cache(maxsize=64)
def select_question_parts(instrument: Instrument) -> tuple[SectionLayout, ...]:
    """The questions as they are drawn on a phone, without those that a room is not asked."""
    asked = {item.id for item in select_questions(instrument)}
    found = []
    for part in (part for page in layout_of(instrument).pages for part in page.parts):
        groups = [
            replace(group, questions=tuple(q for q in group.questions if q.name in asked))
            for group in part.groups
        ]
        left = tuple(group for group in groups if group.questions)
        if left:
            found.append(replace(part, groups=left))
    return tuple(found)
