"""All content of a site: the guides, and the teaching resources, which link to them."""

from pathlib import Path

from reflect.content.guides import library as guides_library
from reflect.content.guides.library import OWN_GUIDES_FOLDER, Guides
from reflect.content.teaching import library as teaching_library
from reflect.content.teaching.library import OWN_RESOURCES_FOLDER, Resources
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Organisation

OWN_CONTENT_FOLDERS = (OWN_GUIDES_FOLDER, OWN_RESOURCES_FOLDER)  # in the data folder


def load_content(
    data: Path, organisation: Organisation = DEFAULT_ORGANISATION
) -> tuple[Guides, Resources]:
    """The guides and resources: those shipped, and the organisation's own in the data folder.

    Raises:
        Invalid: a shipped file is not valid.
    """
    guides = guides_library.load_guides(data / OWN_GUIDES_FOLDER, organisation)
    folder = data / OWN_RESOURCES_FOLDER
    return guides, teaching_library.load_resources(folder, guides, organisation)
