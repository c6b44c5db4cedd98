"""The library of teaching resources of a site: those shipped, then the organisation's own.

As with guides, an own file with the id of a shipped one replaces it, the app does not start with an
error in a shipped file, and an invalid own file is skipped and reported. The sources are those of
the guides, including the organisation's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from reflect.content.front_matter import ContentFault, load_own_files
from reflect.content.guides.library import Guides
from reflect.content.sections import LinkTargets
from reflect.content.teaching import loader
from reflect.content.teaching.model import Resource, ResourceKind
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Organisation

SHIPPED_RESOURCES_FOLDER = Path(__file__).parent / "texts"
ACCESSIBILITY_PAGE_ID = "accessibility-statement"  # every page links to it; required by law
OWN_RESOURCES_FOLDER = "teaching"  # in the data folder: the organisation's own


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

    def list_running_orders(self) -> list[Resource]:
        """The running orders, the shortest first; each has its `parts` for the facilitator."""
        return self.list_by_kind("running-order")


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
    load = partial(loader.load_resource, targets=targets, organisation=organisation)
    by_id = {path.stem: load(path) for path in shipped}
    if not organisation.regulator.has_default_standards:
        by_id = {name: replace(each, standards=()) for name, each in by_id.items()}
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
