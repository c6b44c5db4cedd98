"""What the templates of the teaching resources print, ready to be read.

The index begins with what a trainer needs on the day; what takes more time to choose comes below.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reflect.content.guides.model import GUIDE_THEMES
from reflect.content.guides.presenters import CitingPage, describe_audience, sort_sources
from reflect.content.sections import ContentExport
from reflect.content.sources import Source
from reflect.content.teaching.library import Resources
from reflect.content.teaching.model import (
    RESOURCE_AUDIENCE_LABELS,
    RESOURCE_KIND_LABELS,
    Resource,
    WallPage,
)
from reflect.core.errors import NotFound
from reflect.core.i18n import ENGLISH, _, current_language, ngettext
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator

_NUMBERS = re.compile(r"(\d+) to (\d+)")


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """A line of the index."""

    resource: Resource
    says: str  # for whom, how long, for how many


@dataclass(frozen=True, slots=True)
class ResourceGroupView:
    """Some resources below one heading of the index."""

    title: str  # empty: no heading
    listed: list[ResourceRow]


@dataclass(frozen=True, slots=True)
class WallPageView:
    """One page of the wall, from 1, with its neighbours; 0 stands for none."""

    page: WallPage
    number: int
    total: int

    @property
    def before(self) -> int:
        """The number of the page before, 0 on the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The number of the next page, 0 on the last."""
        return self.number + 1 if self.number < self.total else 0


def build_teaching_index(resources: Resources) -> list[tuple[str, list[ResourceGroupView]]]:
    """The chapters of the index that have something in them, and their groups."""
    of = resources.list_by_kind
    chapters = [
        (_("For the day"), [_group("", of("running-order", "notes"))]),
        (_("Vignettes, by theme"), _by_theme(of("vignette"))),
        (_("Case studies"), [_group("", of("case-study"))]),
        (_("For the wall"), [_group("", of("wall"))]),
        (_("Handouts"), [_group("", of("handout"))]),
        (_("The standards it goes with"), [_group("", of("map"))]),
        (_("Pages to read"), [_group("", of("page"))]),
    ]
    return _full(chapters)


def build_leaders_index(resources: Resources) -> list[tuple[str, list[ResourceGroupView]]]:
    """The same for those who lead a service."""
    of = resources.list_by_kind
    chapters = [
        (_("What is known, and what to ask"), [_group("", of("evidence"))]),
        (_("Case studies"), [_group("", of("case-study"))]),
        (_("Papers to adapt"), [_group("", of("template"))]),
    ]
    return _full(chapters)


def _full(
    chapters: list[tuple[str, list[ResourceGroupView]]],
) -> list[tuple[str, list[ResourceGroupView]]]:
    """Those that have something in them."""
    full = [(title, [one for one in groups if one.listed]) for title, groups in chapters]
    return [(title, groups) for title, groups in full if groups]


def _by_theme(resources: Sequence[Resource]) -> list[ResourceGroupView]:
    """Each under its first theme; last those that have none."""
    groups = [
        _group(title, [one for one in resources if one.themes[:1] == (theme,)])
        for theme, title in GUIDE_THEMES.items()
    ]
    return [*groups, _group(_("Other themes"), [one for one in resources if not one.themes])]


def _group(title: str, resources: Sequence[Resource]) -> ResourceGroupView:
    return ResourceGroupView(title, [ResourceRow(one, describe_resource(one)) for one in resources])


def describe_resource(resource: Resource) -> str:
    """What it is, for whom, how long, and for how many, as sentences."""
    said = [describe_audience([RESOURCE_AUDIENCE_LABELS[one] for one in resource.audience])]
    if resource.minutes:
        said.append(
            ngettext("{n} minute.", "{n} minutes.", resource.minutes).format(n=resource.minutes)
        )
    if resource.people:
        said.append(_("People: {n}.").format(n=_people(resource.people)))
    return " ".join(said)


def _people(said: str) -> str:
    """`8 to 30`, as a file says it; what stands behind the numbers is in its language alone."""
    numbers = _NUMBERS.match(said)
    if current_language() == ENGLISH or numbers is None:
        return said
    return _("{low} to {high}").format(low=numbers[1], high=numbers[2])


def get_kind_label(resource: Resource) -> str:
    """What kind of resource it is, in words."""
    return RESOURCE_KIND_LABELS[resource.kind]


def describe_standards(
    resource: Resource, asked: Regulator = DEFAULT_ORGANISATION.regulator
) -> str:
    """The parts of the regulator's standards that it touches, as a sentence; none: empty."""
    named = [each.label for each in asked.standards if each.id in resource.standards]
    if not named:
        return ""
    said = _("{name}, {standards}: {named}.")
    return said.format(name=asked.name, standards=asked.standards_name, named=", ".join(named))


def build_wall_page_view(resource: Resource, number: str) -> WallPageView:
    """One page of the wall, by its number as it stands in an address.

    Raises:
        NotFound: this resource has no such page.
    """
    for n, page in enumerate(resource.wall, 1):
        if str(n) == number:
            return WallPageView(page, n, len(resource.wall))
    raise NotFound(_("There is no such page for the wall here."))


def export_resource(
    resource: Resource,
    sources: Mapping[str, Source],
    asked: Regulator = DEFAULT_ORGANISATION.regulator,
) -> ContentExport:
    """A resource as a file to take away."""
    lines = [resource.about, f"{get_kind_label(resource)}. {describe_resource(resource)}"]
    if said := describe_standards(resource, asked):
        lines.append(said)
    cited = tuple(sort_sources(resource.sources, sources))
    return ContentExport(resource.title, tuple(lines), resource.licence, resource.markdown, cited)


def list_citing_resources(resources: Resources) -> list[CitingPage]:
    """The resources, as pages that cite."""
    every = resources.by_id.values()
    return [CitingPage(one.title, f"/teaching/{one.id}", one.sources) for one in every]
