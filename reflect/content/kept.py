"""The teaching resources of this site, kept with the app: read and rendered once, at its start."""

from flask import Flask, current_app

from reflect.config import Settings
from reflect.content import http
from reflect.content.teaching import presenters as teaching_presenters
from reflect.content.teaching.library import OWN_RESOURCES_FOLDER, Resources, load_resources
from reflect.web import logs

RESOURCES_EXTENSION_KEY = "reflect.content.teaching"


def init_app(app: Flask, settings: Settings) -> None:
    """Read them all, after the guides. Of files that do not fit, the log has the names."""
    known = app.extensions[http.GUIDES_EXTENSION_KEY]
    found = load_resources(settings.data / OWN_RESOURCES_FOLDER, known, settings.organisation)
    for fault in found.faults:
        logs.log_warning(
            "a teaching resource was left out: reflect check says why", file=fault.file
        )
    app.extensions[RESOURCES_EXTENSION_KEY] = found
    http.register_citing_pages(app, "teaching", teaching_presenters.list_citing_resources(found))


def current_resources() -> Resources:
    """The teaching resources of this site, those by which a session is run among them."""
    found: Resources = current_app.extensions[RESOURCES_EXTENSION_KEY]
    return found
