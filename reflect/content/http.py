"""The guides and teaching resources of this site, loaded and rendered once, when the app starts.

They are stored in the app's extensions.
"""

from collections.abc import Iterable

from flask import Flask, Response, current_app

from reflect.config import Settings
from reflect.content.guides.library import Guides
from reflect.content.guides.model import Guide
from reflect.content.guides.presenters import sort_sources
from reflect.content.library import load_content
from reflect.content.sections import render_export
from reflect.content.teaching.library import Resources
from reflect.content.teaching.model import Resource
from reflect.core.i18n import current_language
from reflect.web import logs
from reflect.web.current_site import current_settings
from reflect.web.security_headers import attachment

CONTENT_EXTENSION_KEY = "reflect.content"


def init_app(app: Flask, settings: Settings) -> None:
    """Load all guides and resources; the names of the organisation's invalid files are logged."""
    guides, resources = load_content(settings.data, settings.organisation)
    for kind, library in (("guide", guides), ("teaching resource", resources)):
        for fault in library.faults:
            logs.log_warning(f"a {kind} was left out: reflect check says why", file=fault.file)
    app.extensions[CONTENT_EXTENSION_KEY] = guides, resources


def current_guides() -> Guides:
    """The guides of this site, in the current language as far as they are translated."""
    guides: Guides = current_app.extensions[CONTENT_EXTENSION_KEY][0]
    return guides.in_language(current_language())


def current_resources() -> Resources:
    """The teaching resources of this site, including running orders."""
    resources: Resources = current_app.extensions[CONTENT_EXTENSION_KEY][1]
    return resources


def list_pages() -> list[Guide | Resource]:
    """All guides, in English, then all resources."""
    guides, resources = current_app.extensions[CONTENT_EXTENSION_KEY]
    return [*guides.by_id.values(), *resources.by_id.values()]


def export_page(page: Guide | Resource, lines: Iterable[str]) -> Response:
    """The download of a page as a Markdown file, to adapt; `lines` stand below its title."""
    sources = sort_sources(page.sources, current_guides().sources)
    text = render_export(page, lines, sources, current_settings().url)
    return attachment(text, f"{page.id}.md", "text/markdown")
