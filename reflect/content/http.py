"""Guides and teaching resources of this site: read and rendered once, when the app starts.

Both add their pages that cite a source, so that the page of sources can list them.
"""

from collections.abc import Iterable

from flask import Flask, current_app

from reflect.config import Settings
from reflect.content.guides import presenters as guides_presenters
from reflect.content.guides.library import OWN_GUIDES_FOLDER, Guides, load_guides
from reflect.content.teaching import presenters as teaching_presenters
from reflect.content.teaching.library import OWN_RESOURCES_FOLDER, Resources, load_resources
from reflect.core.i18n import current_language
from reflect.web import logs

GUIDES_EXTENSION_KEY = "reflect.guides"
CITING_EXTENSION_KEY = "reflect.citing"
RESOURCES_EXTENSION_KEY = "reflect.teaching"


def init_guides(app: Flask, settings: Settings) -> None:
    """Read them all. Of the organisation's files that do not fit, the log has the names."""
    found = load_guides(settings.data / OWN_GUIDES_FOLDER, settings.organisation)
    for fault in found.faults:
        logs.log_warning("a guide was left out: reflect check says why", file=fault.file)
    app.extensions[GUIDES_EXTENSION_KEY] = found
    app.extensions.setdefault(CITING_EXTENSION_KEY, {})
    register_citing_pages(app, "guides", guides_presenters.list_citing_guides(found))


def register_citing_pages(
    app: Flask, room: str, citing: Iterable[guides_presenters.CitingPage]
) -> None:
    """Keep the pages of a room that cite sources, in the place of those it had before."""
    app.extensions[CITING_EXTENSION_KEY][room] = tuple(citing)


def current_guides() -> Guides:
    """The guides of this site, in the language that is spoken as far as they are said in it."""
    found: Guides = current_app.extensions[GUIDES_EXTENSION_KEY]
    return found.in_language(current_language())


def list_citing_pages() -> list[guides_presenters.CitingPage]:
    """All pages that cite a source, room by room."""
    return [page for room in current_app.extensions[CITING_EXTENSION_KEY].values() for page in room]


def init_resources(app: Flask, settings: Settings) -> None:
    """Read them all, after the guides. Of files that do not fit, the log has the names."""
    known = app.extensions[GUIDES_EXTENSION_KEY]
    found = load_resources(settings.data / OWN_RESOURCES_FOLDER, known, settings.organisation)
    for fault in found.faults:
        logs.log_warning(
            "a teaching resource was left out: reflect check says why", file=fault.file
        )
    app.extensions[RESOURCES_EXTENSION_KEY] = found
    register_citing_pages(app, "teaching", teaching_presenters.list_citing_resources(found))


def current_resources() -> Resources:
    """The teaching resources of this site, those by which a session is run among them."""
    found: Resources = current_app.extensions[RESOURCES_EXTENSION_KEY]
    return found
