"""Template values for the teaching resources: indexes, descriptions, wall pages, exports.

The index begins with the resources that a trainer needs on the day of a session.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reflect.content.guides.model import GUIDE_THEMES
from reflect.content.guides.presenters import describe_audience
from reflect.content.teaching import model
from reflect.content.teaching.library import Resources
from reflect.content.teaching.model import Resource, WallPage
from reflect.core.errors import NotFound
from reflect.core.i18n import ENGLISH, _, current_language, ngettext
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator

Chapters = list[tuple[str, list["ResourceGroupView"]]]  # title and groups of each
_PEOPLE_PATTERN = re.compile(r"(\d+) to (\d+)")


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """A line of the index."""

    resource: Resource
    says: str  # audience, duration, number of people


@dataclass(frozen=True, slots=True)
class ResourceGroupView:
    """The resources below one heading of the index."""

    title: str  # empty: no heading
    listed: list[ResourceRow]


@dataclass(frozen=True, slots=True)
class WallPageView:
    """One page for the wall."""

    page: WallPage
    number: int  # from 1
    total: int


def build_teaching_index(resources: Resources) -> Chapters:
    """The chapters of the index with their groups, without empty ones."""
    list_by_kind = resources.list_by_kind
    chapters = [
        (_("For the day"), [_build_group("", list_by_kind("running-order", "notes"))]),
        (_("Vignettes, by theme"), _group_by_theme(list_by_kind("vignette"))),
        (_("Case studies"), [_build_group("", list_by_kind("case-study"))]),
        (_("For the wall"), [_build_group("", list_by_kind("wall"))]),
        (_("Handouts"), [_build_group("", list_by_kind("handout"))]),
        (_("The standards it goes with"), [_build_group("", list_by_kind("map"))]),
        (_("Pages to read"), [_build_group("", list_by_kind("page"))]),
    ]
    return _drop_empty(chapters)


def build_leaders_index(resources: Resources) -> Chapters:
    """The chapters of the index for leaders with their groups, without empty ones."""
    list_by_kind = resources.list_by_kind
    chapters = [
        (_("What is known, and what to ask"), [_build_group("", list_by_kind("evidence"))]),
        (_("Case studies"), [_build_group("", list_by_kind("case-study"))]),
        (_("Papers to adapt"), [_build_group("", list_by_kind("template"))]),
    ]
    return _drop_empty(chapters)


def describe_resource(resource: Resource) -> str:
    """Audience, duration and number of people, as sentences."""
    parts = [
        describe_audience([model.RESOURCE_AUDIENCE_LABELS[name] for name in resource.audience])
    ]
    if minutes := resource.minutes:
        parts.append(ngettext("{n} minute.", "{n} minutes.", minutes).format(n=minutes))
    if resource.people:
        parts.append(_("People: {n}.").format(n=_translate_people(resource.people)))
    return " ".join(parts)


def get_kind_label(resource: Resource) -> str:
    """The label of the kind of resource."""
    return str(model.RESOURCE_KIND_LABELS[resource.kind])


def describe_standards(
    resource: Resource, regulator: Regulator = DEFAULT_ORGANISATION.regulator
) -> str:
    """The regulator's standards that a resource covers, as a sentence; empty if there are none."""
    labels = [each.label for each in regulator.standards if each.id in resource.standards]
    if not labels:
        return ""
    return _("{name}, {standards}: {named}.").format(
        name=regulator.name, standards=regulator.standards_name, named=", ".join(labels)
    )


def build_wall_page_view(resource: Resource, number: str) -> WallPageView:
    """One page for the wall, by its number in the URL.

    Raises:
        NotFound: the resource has no such page.
    """
    for n, page in enumerate(resource.wall, 1):
        if str(n) == number:
            return WallPageView(page, n, len(resource.wall))
    raise NotFound(_("There is no such page for the wall here."))


def list_resource_lines(
    resource: Resource, regulator: Regulator = DEFAULT_ORGANISATION.regulator
) -> list[str]:
    """What a resource is and who it is for, on the top of its file."""
    lines = [resource.about, f"{get_kind_label(resource)}. {describe_resource(resource)}"]
    standards = describe_standards(resource, regulator)
    return [*lines, standards] if standards else lines


def _drop_empty(chapters: Chapters) -> Chapters:
    """The chapters without empty groups and without empty chapters."""
    chapters = [(title, [group for group in groups if group.listed]) for title, groups in chapters]
    return [(title, groups) for title, groups in chapters if groups]


def _group_by_theme(resources: Sequence[Resource]) -> list[ResourceGroupView]:
    """The resources grouped by their first theme; those without a theme come last."""
    groups = [
        _build_group(str(title), [each for each in resources if each.themes[:1] == (theme,)])
        for theme, title in GUIDE_THEMES.items()
    ]
    others = [each for each in resources if not each.themes]
    return [*groups, _build_group(_("Other themes"), others)]


def _build_group(title: str, resources: Sequence[Resource]) -> ResourceGroupView:
    rows = [ResourceRow(each, describe_resource(each)) for each in resources]
    return ResourceGroupView(title, rows)


def _translate_people(people: str) -> str:
    """`8 to 30` in the current language, without the text that may follow it in the file."""
    match = _PEOPLE_PATTERN.match(people)
    if current_language() == ENGLISH or match is None:
        return people
    return _("{low} to {high}").format(low=match[1], high=match[2])
