"""All teaching resources of a site: those that come with Reflect, then the organisation's own.

It is as with guides: a file of theirs with the name of one of ours stands in its place, a mistake
in one of ours stops the start, and one in theirs costs that file and no more. Sources are those of
the guides, with what the organisation added to them.
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
from reflect.core.organisation.model import DEFAULT_ORGANISATION, DEFAULT_STANDARDS, Organisation

SHIPPED_RESOURCES_FOLDER = Path(__file__).parent / "texts"
ACCESSIBILITY_PAGE_ID = "accessibility-statement"  # every page leads to it, and the law asks for it
OWN_RESOURCES_FOLDER = "teaching"  # in the data folder: the organisation's own


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources of a site.

    For a presenter's screen: `running_orders()` has what can be run by the clock. Each has its
    `.parts` in their order, and `.part_at(minutes)` is the one that is on.
    """

    by_id: Mapping[str, Resource] = field(default_factory=dict)
    faults: tuple[ContentFault, ...] = ()
    switched_off: frozenset[str] = frozenset()  # ids

    def get_resource(self, name: str) -> Resource:
        """One resource.

        Raises:
            NotFound: there is none of this name.
        """
        if name not in self.by_id:
            raise NotFound(_("There is no such page for teaching here."))
        return self.by_id[name]

    def list_by_kind(self, *kinds: ResourceKind) -> list[Resource]:
        """Those of some kinds, kind by kind; of one kind the shorter first, then by title."""
        found = [one for one in self.by_id.values() if one.kind in kinds]
        return sorted(
            found, key=lambda one: (kinds.index(one.kind), one.minutes, one.title.casefold())
        )

    def list_running_orders(self) -> list[Resource]:
        """What a session can be run by, the shorter first; each has its `parts`."""
        return self.list_by_kind("running-order")


def load_resources(
    own: Path, guides: Guides, organisation: Organisation = DEFAULT_ORGANISATION
) -> Resources:
    """Our resources, and those in the organisation's own folder, which may be missing.

    Of those that it switched off, the way leads to the list of all. Ours name no standards where
    these are another regulator's: the numbers would say something else.

    Raises:
        Invalid: a file of ours is wrong.
    """
    ours, theirs = (sorted(folder.glob("*.md")) for folder in (SHIPPED_RESOURCES_FOLDER, own))
    known = collect_link_targets(guides, [*ours, *theirs])
    load = partial(loader.load_resource, known=known, organisation=organisation)
    found = {path.stem: load(path) for path in ours}
    if organisation.regulator.standards != DEFAULT_STANDARDS:
        found = {name: replace(one, standards=()) for name, one in found.items()}
    faults: list[ContentFault] = []
    found |= {one.id: one for one in load_own_files(own, load, faults)}
    off = frozenset(organisation.switched_off.teaching) - {ACCESSIBILITY_PAGE_ID}
    shown = {name: one for name, one in found.items() if name not in off}
    return Resources(shown, tuple(faults), off)


def collect_link_targets(guides: Guides, paths: list[Path]) -> LinkTargets:
    """What the files at these paths may lead to."""
    rooms = {
        "teaching": {path.stem for path in paths},
        "guides": {*guides.by_id, *guides.switched_off},
    }
    return LinkTargets(guides.sources, rooms)
