"""The guides of this site, kept with the app: read and rendered once, at its start."""

from flask import Flask, current_app

from reflect.config import Settings
from reflect.guides.library import FOLDER, Guides, load_guides
from reflect.web import logs

KEY = "reflect.guides"


def init_app(app: Flask, settings: Settings) -> None:
    """Read them all. Of the organisation's files that do not fit, the log has the names."""
    found = load_guides(settings.data / FOLDER)
    for fault in found.faults:
        logs.logger.warning("guide left out file=%s: run `reflect check` to hear why", fault.file)
    app.extensions[KEY] = found


def guides() -> Guides:
    """The guides of this site."""
    found: Guides = current_app.extensions[KEY]
    return found
