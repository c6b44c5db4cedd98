"""The questions of a page as HTML, each drawn once for every answer it can have.

A page of a check-in is a hundred radio buttons that are the same for everybody but for those that
are chosen; drawing them anew made up most of a request. So what does not depend on the person is
kept: the frames, and questions with fixed answers, once for each answer on offer. What a person
writes never stays in memory behind the request.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from reflect.checkins.form_values import FieldValue
from reflect.checkins.page_layout import QuestionLayout, SectionLayout
from reflect.core.words import current_language

CACHEABLE_KINDS = {"moons", "squares", "choices", "several"}
_SECTION, _SECTION_ENDS = Markup('<section class="flow">'), Markup("</section>")
_PART, _PART_ENDS = Markup('<div class="flow part">'), Markup("</div>")  # without a heading
_FOLLOWS, _FOLLOWS_ENDS = Markup('<div class="follows">'), Markup("</div>")


@dataclass(frozen=True, slots=True)
class QuestionInputs:
    """What stands in the boxes, what is to be looked at, and the days that can be chosen."""

    values: Mapping[str, FieldValue]
    errors: Mapping[str, str]
    dates: Sequence[tuple[str, str]] = ()


def render_sections(asked: Iterable[SectionLayout], said: QuestionInputs) -> list[Markup]:
    """The sections of a page, with what was answered and what is to be looked at."""
    return [_part(part, said) for part in asked]


def _part(part: SectionLayout, said: QuestionInputs) -> Markup:
    begins, ends = (_SECTION, _SECTION_ENDS) if part.title else (_PART, _PART_ENDS)
    drawn = [begins, _kept(("title", part), lambda: _macro("title")(part))]
    for group in part.groups:
        asked = [_question(question, said) for question in group.questions]
        drawn += [_FOLLOWS, *asked, _FOLLOWS_ENDS] if group.follows else asked
    return Markup("".join([*drawn, ends]))  # noqa: S704  # nosec B704  # each of them is markup already


def _question(question: QuestionLayout, said: QuestionInputs) -> Markup:
    value, error = said.values.get(question.name, ""), said.errors.get(question.name, "")
    if not error and isinstance(value, str) and value in _answers(question):
        return _kept((question, value), lambda: _macro("ask")(question, value, "", ()))
    return _macro("ask")(question, value, error, said.dates)


def _kept(key: object, draw: Callable[[], Markup]) -> Markup:
    drawn: dict[object, Markup] = current_app.extensions.setdefault("reflect.drawn", {})
    apart = (current_language(), key)
    found = drawn.get(apart)
    if found is None:
        found = drawn[apart] = draw()
    return found


def _macro(name: str) -> Callable[..., Markup]:
    module: Any = current_app.jinja_env.get_template("checkins/question.html").module
    macro: Callable[..., Markup] = getattr(module, name)
    return macro


@cache
def _answers(question: QuestionLayout) -> frozenset[str]:
    """What can stand in it, nothing included; empty for questions that are not kept."""
    if question.draw not in CACHEABLE_KINDS:
        return frozenset()
    numbers = range(question.low, question.high + 1) if question.draw == "squares" else ()
    return frozenset({"", *map(str, numbers), *(value for value, _label in question.options)})
