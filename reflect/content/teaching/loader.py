"""A teaching resource's file: a head like a guide's, then Markdown.

Links to other resources and to guides are looked at like those to sources. A running order is
checked against its own clock, and what goes on the wall is cut into pages.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from markupsafe import Markup
from msgspec import Meta
from msgspec.structs import asdict

from reflect.content import front_matter
from reflect.content import sections as content_sections
from reflect.content.guides.model import ContentSection, GuideTheme
from reflect.content.teaching import running_order
from reflect.content.teaching.model import Resource, ResourceAudience, ResourceKind, WallPage
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, DEFAULT_STANDARDS, Organisation
from reflect.core.strict_toml import Id, StrictTable, Text, invalid_at

# Of a vignette, the room reads what it is asked, and not what the trainer listens for.
WALL_HEADING_PREFIXES = (_l("Ask"), _l("Two lists"))  # headings begin like this


class ResourceFrontMatter(StrictTable, kw_only=True):
    """What stands between the two lines of +++."""

    title: Text
    about: Text
    kind: ResourceKind
    audience: Annotated[tuple[ResourceAudience, ...], Meta(min_length=1)]
    review: date
    licence: Text
    themes: tuple[GuideTheme, ...] = ()
    minutes: Annotated[int, Meta(ge=1, le=600)] | None = None
    people: Text | None = None
    sources: tuple[Id, ...] = ()
    standards: tuple[Text, ...] = ()


def load_resource(
    path: Path,
    known: content_sections.LinkTargets,
    organisation: Organisation = DEFAULT_ORGANISATION,
) -> Resource:
    """Read a resource's file; its name without `.md` is the resource's id.

    Raises:
        Invalid: a sentence that names the file, the place and the remedy.
    """
    return front_matter.load_content_file(
        path, partial(parse_resource, known=known, organisation=organisation)
    )


def parse_resource(
    name: str,
    whole: str,
    known: content_sections.LinkTargets,
    organisation: Organisation = DEFAULT_ORGANISATION,
) -> Resource:
    """The resource in the text of a file.

    Raises:
        Invalid: names the place and the remedy.
    """
    found = front_matter.parse_content(
        whole, ResourceFrontMatter, known, organisation, is_guide=False
    )
    head, body = found.front_matter, found.body
    front_matter.check_cited_sources(head.sources, body.cited)
    _check_standards(head.standards, organisation)
    is_running = head.kind == "running-order"
    if is_running and not head.minutes:
        fault = _("a running order says how long it takes. Add a line: minutes = 60")
        raise invalid_at(front_matter.TOP_OF_FILE, fault)
    minutes = head.minutes or 0
    parts = running_order.parse_running_order(body.sections, minutes) if is_running else ()
    return Resource(
        id=name,
        opening=body.opening,
        sections=body.sections,
        markdown=found.markdown,
        parts=parts,
        wall=tuple(_wall_pages(head.kind, body.sections)),
        **asdict(head) | {"minutes": minutes, "people": head.people or ""},
    )


def _check_standards(named: Sequence[str], organisation: Organisation) -> None:
    """See that a page names standards there are: the organisation's, or those of our own pages."""
    there = [each.id for each in (*organisation.regulator.standards, *DEFAULT_STANDARDS)]
    if odd := [name for name in named if name not in there]:
        fault = _('"standards" has {names}. Each has to be one of: {listed}.')
        listed = ", ".join(dict.fromkeys(there))
        raise invalid_at(
            front_matter.TOP_OF_FILE, fault.format(names=", ".join(odd), listed=listed)
        )


def _wall_pages(kind: ResourceKind, sections: Sequence[ContentSection]) -> Iterator[WallPage]:
    """One page for each heading with two signs, and what stands below it."""
    if kind not in ("wall", "vignette"):
        return
    starts = [n for n, section in enumerate(sections) if section.level == 2]
    for start, end in zip(starts, [*starts[1:], len(sections)], strict=True):
        first, *below = sections[start:end]
        if kind == "wall" or first.heading.startswith(WALL_HEADING_PREFIXES):
            html = first.html
            for section in below:
                html += Markup("<h2>{}</h2>\n").format(section.heading) + section.html
            yield WallPage(first.heading, html)
