"""The guides and teaching resources of this site, loaded and rendered once, when the app starts.

They are stored in the app's extensions, with a registry of the pages that cite sources. A package
registers its own pages, so that the page of sources lists them without importing the package.
"""

from collections.abc import Iterable

from flask import Flask, current_app

from reflect.config import Settings
from reflect.content.guides.library import OWN_GUIDES_FOLDER, Guides, load_guides
from reflect.content.guides.presenters import CitingPage, list_citing_guides
from reflect.content.teaching.library import OWN_RESOURCES_FOLDER, Resources, load_resources
from reflect.content.teaching.presenters import list_citing_resources
from reflect.core.i18n import current_language
from reflect.web import logs

GUIDES_EXTENSION_KEY = "reflect.guides"
RESOURCES_EXTENSION_KEY = "reflect.teaching"
CITING_EXTENSION_KEY = "reflect.citing"


def init_guides(app: Flask, settings: Settings) -> None:
    """Load all guides; the names of the organisation's invalid files are logged."""
    guides = load_guides(settings.data / OWN_GUIDES_FOLDER, settings.organisation)
    for fault in guides.faults:
        logs.log_warning("a guide was left out: reflect check says why", file=fault.file)
    app.extensions[GUIDES_EXTENSION_KEY] = guides
    app.extensions.setdefault(CITING_EXTENSION_KEY, {})
    register_citing_pages(app, "guides", list_citing_guides(guides))


def init_resources(app: Flask, settings: Settings) -> None:
    """Load all teaching resources, after the guides; the names of invalid files are logged."""
    guides = app.extensions[GUIDES_EXTENSION_KEY]
    resources = load_resources(settings.data / OWN_RESOURCES_FOLDER, guides, settings.organisation)
    for fault in resources.faults:
        logs.log_warning(
            "a teaching resource was left out: reflect check says why", file=fault.file
        )
    app.extensions[RESOURCES_EXTENSION_KEY] = resources
    register_citing_pages(app, "teaching", list_citing_resources(resources))


def register_citing_pages(app: Flask, package: str, pages: Iterable[CitingPage]) -> None:
    """Register the pages of a package that cite sources, in place of earlier ones."""
    app.extensions[CITING_EXTENSION_KEY][package] = tuple(pages)


def current_guides() -> Guides:
    """The guides of this site, in the current language as far as they are translated."""
    guides: Guides = current_app.extensions[GUIDES_EXTENSION_KEY]
    return guides.in_language(current_language())


def current_resources() -> Resources:
    """The teaching resources of this site, including running orders."""
    resources: Resources = current_app.extensions[RESOURCES_EXTENSION_KEY]
    return resources


def list_citing_pages() -> list[CitingPage]:
    """All pages that cite a source, package by package."""
    by_package = current_app.extensions[CITING_EXTENSION_KEY]
    return [page for pages in by_package.values() for page in pages]
