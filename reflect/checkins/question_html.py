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
from weakref import WeakKeyDictionary

from jinja2 import Environment
from markupsafe import Markup

from reflect.checkins.form_values import FieldValue
from reflect.checkins.page_layout import QuestionLayout, SectionLayout
from reflect.core.i18n import current_language

CACHEABLE_KINDS = {"moons", "squares", "choices", "several"}
_SECTION, _SECTION_ENDS = Markup('<section class="flow">'), Markup("</section>")
_PART, _PART_ENDS = Markup('<div class="flow part">'), Markup("</div>")  # without a heading
_FOLLOWS, _FOLLOWS_ENDS = Markup('<div class="follows">'), Markup("</div>")


_CACHE: WeakKeyDictionary[Environment, dict[object, Markup]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class QuestionInputs:
    """The values of fields, the errors beside them, and the days that can be chosen."""

    values: Mapping[str, FieldValue]
    errors: Mapping[str, str]
    dates: Sequence[tuple[str, str]] = ()


def render_sections(
    jinja: Environment, sections: Iterable[SectionLayout], inputs: QuestionInputs
) -> list[Markup]:
    """The sections of a page, with the values of their fields and the errors beside them."""
    return [_render_section(jinja, section, inputs) for section in sections]


def _render_section(jinja: Environment, section: SectionLayout, inputs: QuestionInputs) -> Markup:
    begins, ends = (_SECTION, _SECTION_ENDS) if section.title else (_PART, _PART_ENDS)
    drawn = [begins, _cached(jinja, "title", section)]
    for group in section.groups:
        asked = [_render_question(jinja, question, inputs) for question in group.questions]
        drawn += [_FOLLOWS, *asked, _FOLLOWS_ENDS] if group.follows else asked
    return Markup("".join([*drawn, ends]))  # noqa: S704  # nosec B704  # each of them is markup already


def _render_question(
    jinja: Environment, question: QuestionLayout, inputs: QuestionInputs
) -> Markup:
    value, error = inputs.values.get(question.name, ""), inputs.errors.get(question.name, "")
    if not error and isinstance(value, str) and value in _answers(question):
        return _cached(jinja, "ask", question, value, "", ())
    return _macro(jinja, "ask")(question, value, error, inputs.dates)


def _cached(jinja: Environment, macro: str, *arguments: object) -> Markup:
    drawn = _CACHE.setdefault(jinja, {})
    key = (current_language(), macro, arguments)
    if key not in drawn:
        drawn[key] = _macro(jinja, macro)(*arguments)
    return drawn[key]


def _macro(jinja: Environment, name: str) -> Callable[..., Markup]:
    module: Any = jinja.get_template("checkins/question.html").module
    macro: Callable[..., Markup] = getattr(module, name)
    return macro


@cache
def _answers(question: QuestionLayout) -> frozenset[str]:
    """The values that can be cached, empty included; none for other kinds of question."""
    if question.draw not in CACHEABLE_KINDS:
        return frozenset()
    numbers = range(question.low, question.high + 1) if question.draw == "squares" else ()
    return frozenset({"", *map(str, numbers), *(value for value, _label in question.options)})
