"""The guides of this site, kept with the app: read and rendered once, at its start.

With them, every page that cites a source. Rooms above this one add theirs when they start, so that
the page of sources can list them without knowing who they are.
"""

from collections.abc import Iterable

from flask import Flask, current_app

from reflect.config import Settings
from reflect.content.guides import presenters as guides_presenters
from reflect.content.guides.library import FOLDER, Guides, load_guides
from reflect.core.words import language
from reflect.web import logs

KEY = "reflect.content"
CITING = "reflect.citing"


def init_app(app: Flask, settings: Settings) -> None:
    """Read them all. Of the organisation's files that do not fit, the log has the names."""
    found = load_guides(settings.data / FOLDER, settings.organisation)
    for fault in found.faults:
        logs.trouble("a guide was left out: reflect check says why", file=fault.file)
    app.extensions[KEY] = found
    app.extensions.setdefault(CITING, {})
    add_citing(app, "guides", guides_presenters.citing(found))


def add_citing(app: Flask, room: str, citing: Iterable[guides_presenters.Citing]) -> None:
    """Keep the pages of a room that cite sources, in the place of those it had before."""
    app.extensions[CITING][room] = tuple(citing)


def guides() -> Guides:
    """The guides of this site, in the language that is spoken as far as they are said in it."""
    found: Guides = current_app.extensions[KEY]
    return found.said_in(language())


def citing() -> list[guides_presenters.Citing]:
    """All pages that cite a source, room by room."""
    return [page for room in current_app.extensions[CITING].values() for page in room]
