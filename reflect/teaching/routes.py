"""The teaching resources: open to everybody, to read, to show on a wall and to take away."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import NotFound
from reflect.core.words import _
from reflect.guides.kept import guides
from reflect.guides.licences import OPEN, licence
from reflect.guides.pages import in_order
from reflect.guides.taken import MARKDOWN, as_file
from reflect.policy import anyone
from reflect.teaching import pages
from reflect.teaching.kept import resources
from reflect.web.files import attachment
from reflect.web.guard import allow
from reflect.web.site import settings

bp = Blueprint("teaching", __name__, url_prefix="/teaching")


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All resources; first what one needs on the day."""
    chapters = pages.index(resources())
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
        kind=pages.kind(found),
        about=pages.about(found),
        standards=pages.standards(found, settings().organisation.regulator),
        sources=in_order(found.sources, guides().sources),
        licence=licence(found.licence),
    )


@bp.get("/<resource>/file")
@allow(anyone)
def file(resource: str) -> ResponseReturnValue:
    """A resource as Markdown, to adapt."""
    found = resources().resource(resource)
    taken = pages.taken(found, guides().sources, settings().organisation.regulator)
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
    shown = pages.shown(found, number)
    return render_template("teaching/wall-page.html", resource=found, shown=shown)
