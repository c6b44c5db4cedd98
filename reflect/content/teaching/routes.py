"""The teaching resources: open to everybody, to read, to show on a wall and to take away."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.content.guides.presenters import in_order
from reflect.content.http import guides
from reflect.content.kept import resources
from reflect.content.licences import OPEN, licence
from reflect.content.taken import MARKDOWN, as_file
from reflect.content.teaching import presenters
from reflect.core.errors import NotFound
from reflect.core.words import _
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import settings
from reflect.web.files import attachment

bp = Blueprint("teaching", __name__, url_prefix="/teaching")


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All resources; first what one needs on the day."""
    chapters = presenters.index(resources())
    return render_template("teaching/index.html", chapters=chapters, licence=OPEN)


@bp.get("/<resource>")
@allow(anyone)
def page(resource: str) -> ResponseReturnValue:
    """One resource, its sources, and what one may do with it."""
    if resource in resources().switched_off:  # a page that is here may still lead there
        return redirect(url_for("teaching.index"))
    found = resources().resource(resource)
    return render_template(
        "teaching/page.html",
        resource=found,
        kind=presenters.kind(found),
        about=presenters.about(found),
        standards=presenters.standards(found, settings().organisation.regulator),
        sources=in_order(found.sources, guides().sources),
        licence=licence(found.licence),
    )


@bp.get("/<resource>/file")
@allow(anyone)
def file(resource: str) -> ResponseReturnValue:
    """A resource as Markdown, to adapt."""
    found = resources().resource(resource)
    taken = presenters.taken(found, guides().sources, settings().organisation.regulator)
    return attachment(as_file(taken, settings().url), f"{resource}.md", MARKDOWN)


@bp.get("/<resource>/wall")
@allow(anyone)
def wall(resource: str) -> ResponseReturnValue:
    """What comes on the wall, page by page."""
    found = resources().resource(resource)
    if not found.wall:
        raise NotFound(_("There is no such page for the wall here."))
    return render_template("teaching/wall-pages.html", resource=found)


@bp.get("/<resource>/wall/<number>")
@allow(anyone)
def wall_page(resource: str, number: str) -> ResponseReturnValue:
    """One page on the wall."""
    found = resources().resource(resource)
    shown = presenters.shown(found, number)
    return render_template("teaching/wall-page.html", resource=found, shown=shown)
