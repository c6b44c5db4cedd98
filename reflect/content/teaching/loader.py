"""Load a teaching resource from its file: front matter like a guide's, then Markdown.

Links to other resources, to guides and to sources are checked. The times in a running order have to
add up, and texts for the wall are split into pages.
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
from reflect.content.guides.model import ContentSection, GuideTheme
from reflect.content.sections import LinkTargets
from reflect.content.teaching.model import Resource, ResourceAudience, ResourceKind, WallPage
from reflect.content.teaching.running_order import parse_running_order
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, DEFAULT_STANDARDS, Organisation
from reflect.core.strict_toml import Id, StrictTable, Text, invalid_at, top_of_file

# Of a vignette, the wall shows the questions to the participants, not the notes for the trainer.
WALL_HEADING_PREFIXES = (_l("Ask"), _l("Two lists"))


class ResourceFrontMatter(StrictTable, kw_only=True):
    """The front matter of a teaching resource."""

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
    path: Path, targets: LinkTargets, organisation: Organisation = DEFAULT_ORGANISATION
) -> Resource:
    """Load a resource from its file; the file name without `.md` is the id.

    Raises:
        Invalid: the file is not valid; names the file, the place and the remedy.
    """
    parse = partial(parse_resource, targets=targets, organisation=organisation)
    return front_matter.load_content_file(path, parse)


def parse_resource(
    name: str, text: str, targets: LinkTargets, organisation: Organisation = DEFAULT_ORGANISATION
) -> Resource:
    """Parse the text of a resource's file.

    Raises:
        Invalid: the text is not valid; names the place and the remedy.
    """
    file = front_matter.parse_content(
        text, ResourceFrontMatter, targets, organisation, is_guide=False
    )
    head, body = file.front_matter, file.body
    front_matter.check_cited_sources(head.sources, body.cited)
    _check_standards(head.standards, organisation)
    is_running_order, minutes = head.kind == "running-order", head.minutes or 0
    if is_running_order and not minutes:
        fault = _("a running order says how long it takes. Add a line: minutes = 60")
        raise invalid_at(top_of_file(), fault)
    return Resource(
        id=name,
        opening=body.opening,
        sections=body.sections,
        markdown=file.markdown,
        parts=parse_running_order(body.sections, minutes) if is_running_order else (),
        wall=tuple(_build_wall_pages(head.kind, body.sections)),
        **asdict(head) | {"minutes": minutes, "people": head.people or ""},
    )


def _check_standards(ids: Sequence[str], organisation: Organisation) -> None:
    """Check that standards are the organisation's, or the default ones of shipped resources."""
    known = [each.id for each in (*organisation.regulator.standards, *DEFAULT_STANDARDS)]
    if unknown := [name for name in ids if name not in known]:
        fault = _('"standards" has {names}. Each has to be one of: {listed}.')
        fault = fault.format(names=", ".join(unknown), listed=", ".join(dict.fromkeys(known)))
        raise invalid_at(top_of_file(), fault)


def _build_wall_pages(kind: ResourceKind, sections: Sequence[ContentSection]) -> Iterator[WallPage]:
    """One page for each heading of level 2, with the text below it."""
    if kind not in ("wall", "vignette"):
        return
    starts = [n for n, section in enumerate(sections) if section.level == 2]
    for start, end in zip(starts, [*starts[1:], len(sections)], strict=True):
        first, *below = sections[start:end]
        if kind == "wall" or first.heading.startswith(tuple(map(str, WALL_HEADING_PREFIXES))):
            html = first.html
            for section in below:
                html += Markup("<h2>{}</h2>\n").format(section.heading) + section.html
            yield WallPage(first.heading, html)
