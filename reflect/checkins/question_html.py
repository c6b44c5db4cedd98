"""Render the questions of a page as HTML, with a cache of questions that have fixed options.

A page of a check-in has about a hundred radio buttons that differ between people only in which are
checked; rendering them took most of a request. So everything that does not depend on the person is
cached: section headings, and questions with fixed options, once for each option. What a person
writes is never cached, so it does not stay in memory after the request.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment
from markupsafe import Markup

from reflect.checkins.fields import FieldValue
from reflect.checkins.page_layout import QuestionLayout, SectionLayout
from reflect.core.i18n import current_language

CACHEABLE_KINDS = {"moons", "squares", "choices", "several"}
_SECTION, _SECTION_END = Markup('<section class="flow">'), Markup("</section>")
_PART, _PART_END = Markup('<div class="flow part">'), Markup("</div>")  # without a heading
_FOLLOWS, _FOLLOWS_END = Markup('<div class="follows">'), Markup("</div>")
_CACHE: WeakKeyDictionary[Environment, dict[object, Markup]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class QuestionInputs:
    """The values and errors of the fields, and the days that can be chosen."""

    values: Mapping[str, FieldValue]
    errors: Mapping[str, str]
    dates: Sequence[tuple[str, str]] = ()


def render_sections(
    jinja: Environment, sections: Iterable[SectionLayout], inputs: QuestionInputs
) -> list[Markup]:
    """Render the sections of a page, in their order."""
    return [_render_section(jinja, section, inputs) for section in sections]


def _render_section(jinja: Environment, section: SectionLayout, inputs: QuestionInputs) -> Markup:
    start, end = (_SECTION, _SECTION_END) if section.title else (_PART, _PART_END)
    parts = [start, _render_cached(jinja, "title", section)]
    for group in section.groups:
        questions = [_render_question(jinja, question, inputs) for question in group.questions]
        parts += [_FOLLOWS, *questions, _FOLLOWS_END] if group.follows else questions
    return Markup("".join([*parts, end]))  # noqa: S704  # nosec B704  # each of them is markup already


def _render_question(
    jinja: Environment, question: QuestionLayout, inputs: QuestionInputs
) -> Markup:
    name = question.item.id
    value, error = inputs.values.get(name, ""), inputs.errors.get(name, "")
    if not error and isinstance(value, str) and value in _cacheable_values(question):
        return _render_cached(jinja, "ask", question, value, "", ())
    return _get_macro(jinja, "ask")(question, value, error, inputs.dates)


def _render_cached(jinja: Environment, macro: str, *arguments: object) -> Markup:
    cache = _CACHE.setdefault(jinja, {})
    key = (current_language(), macro, arguments)
    if key not in cache:
        cache[key] = _get_macro(jinja, macro)(*arguments)
    return cache[key]


def _get_macro(jinja: Environment, name: str) -> Callable[..., Markup]:
    module: Any = jinja.get_template("checkins/question.html").module
    macro: Callable[..., Markup] = getattr(module, name)
    return macro


@cache
def _cacheable_values(question: QuestionLayout) -> frozenset[str]:
    """Every possible value, including no answer; empty for questions that are not cached."""
    if question.draw not in CACHEABLE_KINDS:
        return frozenset()
    item, is_number = question.item, question.draw == "squares"
    numbers = range(item.low, item.high + 1) if is_number else ()
    return frozenset({"", *map(str, numbers), *(value for value, _label in question.options)})
