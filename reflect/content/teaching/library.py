"""The library of teaching resources of a site: those shipped, then the organisation's own.

As with guides, an own file with the id of a shipped one replaces it, the app does not start with an
error in a shipped file, and an invalid own file is skipped and reported. The sources are those of
the guides, including the organisation's own.

Links to other resources, to guides and to sources are checked. The times in a running order have to
add up, and texts for the wall are split into pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup
from msgspec import structs

from reflect.content.front_matter import (
    ContentFault,
    check_cited_sources,
    load_content_file,
    load_own_files,
    parse_content,
)
from reflect.content.guides.library import Guides
from reflect.content.guides.model import ContentSection
from reflect.content.sections import LinkTargets
from reflect.content.teaching.model import Resource, ResourceFrontMatter, ResourceKind, WallPage
from reflect.content.teaching.running_order import parse_running_order
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.organisation.model import DEFAULT_ORGANISATION, DEFAULT_STANDARDS, Organisation
from reflect.core.strict_toml import invalid_at, top_of_file

SHIPPED_RESOURCES_FOLDER = Path(__file__).parent / "texts"
ACCESSIBILITY_PAGE_ID = "accessibility-statement"  # every page links to it; required by law
OWN_RESOURCES_FOLDER = "teaching"  # in the data folder: the organisation's own


# Of a vignette, the wall shows the questions to the participants, not the notes for the trainer.
WALL_HEADING_PREFIXES = (_l("Ask"), _l("Two lists"))


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources of a site."""

    by_id: Mapping[str, Resource] = field(default_factory=dict)
    faults: tuple[ContentFault, ...] = ()
    switched_off: frozenset[str] = frozenset()  # ids

    def get_resource(self, name: str) -> Resource:
        """The resource with this id.

        Raises:
            NotFound: there is none.
        """
        if name not in self.by_id:
            raise NotFound(_("There is no such page for teaching here."))
        return self.by_id[name]

    def list_by_kind(self, *kinds: ResourceKind) -> list[Resource]:
        """The resources of these kinds, sorted by kind, then by duration, then by title."""
        listed = [each for each in self.by_id.values() if each.kind in kinds]
        listed.sort(key=lambda each: (kinds.index(each.kind), each.minutes, each.title.casefold()))
        return listed


def load_resources(
    own: Path, guides: Guides, organisation: Organisation = DEFAULT_ORGANISATION
) -> Resources:
    """The shipped resources, and those in the organisation's own folder, which may be missing.

    Resources that the organisation switched off are left out; links to them lead to the index.
    Shipped ones lose their standards if the organisation has other standards, because the same
    numbers would mean something else.

    Raises:
        Invalid: a shipped file is not valid.
    """
    shipped, own_files = (sorted(path.glob("*.md")) for path in (SHIPPED_RESOURCES_FOLDER, own))
    targets = collect_link_targets(guides, [*shipped, *own_files])

    def load(path: Path) -> Resource:
        return load_content_file(path, parse_resource, targets, organisation)

    by_id = {path.stem: load(path) for path in shipped}
    if not organisation.regulator.has_default_standards:
        by_id = {name: structs.replace(each, standards=()) for name, each in by_id.items()}
    faults: list[ContentFault] = []
    by_id |= {each.id: each for each in load_own_files(own, load, faults)}
    switched_off = frozenset(organisation.switched_off.teaching) - {ACCESSIBILITY_PAGE_ID}
    by_id = {name: each for name, each in by_id.items() if name not in switched_off}
    return Resources(by_id, tuple(faults), switched_off)


def collect_link_targets(guides: Guides, paths: list[Path]) -> LinkTargets:
    """The targets that links in the files at these paths may have."""
    resource_ids = {path.stem for path in paths}
    guide_ids = {*guides.by_id, *guides.switched_off}
    return LinkTargets(guides.sources, {"teaching": resource_ids, "guides": guide_ids})


def parse_resource(
    name: str, text: str, targets: LinkTargets, organisation: Organisation = DEFAULT_ORGANISATION
) -> Resource:
    """Parse the text of a resource's file.

    Raises:
        Invalid: the text is not valid; names the place and the remedy.
    """
    head, markdown, body = parse_content(
        text, ResourceFrontMatter, targets, organisation, is_guide=False
    )
    check_cited_sources(head.sources, body.cited)
    _check_standards(head.standards, organisation)
    is_running_order = head.kind == "running-order"
    if is_running_order and not head.minutes:
        fault = _("a running order says how long it takes. Add a line: minutes = 60")
        raise invalid_at(top_of_file(), fault)
    return Resource(
        id=name,
        opening=body.opening,
        sections=body.sections,
        markdown=markdown,
        parts=parse_running_order(body.sections, head.minutes) if is_running_order else (),
        wall=tuple(_build_wall_pages(head.kind, body.sections)),
        **structs.asdict(head),
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
