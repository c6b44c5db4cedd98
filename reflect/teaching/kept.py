"""The teaching resources of this site, kept with the app: read and rendered once, at its start."""

from flask import Flask, current_app

from reflect.config import Settings
from reflect.guides import kept
from reflect.teaching import pages
from reflect.teaching.library import FOLDER, Resources, load_resources
from reflect.web import logs

KEY = "reflect.teaching"


def init_app(app: Flask, settings: Settings) -> None:
    """Read them all, after the guides. Of files that do not fit, the log has the names."""
    known = app.extensions[kept.KEY]
    found = load_resources(settings.data / FOLDER, known, settings.organisation)
    for fault in found.faults:
        logs.trouble("a teaching resource was left out: reflect check says why", file=fault.file)
    app.extensions[KEY] = found
    kept.add_citing(app, "teaching", pages.citing(found))


def resources() -> Resources:
    """The teaching resources of this site, those by which a session is run among them."""
    found: Resources = current_app.extensions[KEY]
    return found
