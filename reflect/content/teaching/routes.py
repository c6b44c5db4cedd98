"""The teaching resources: open to everybody, to read, to show on a wall and to take away.

/leaders: evidence, case studies and papers to adapt; and finding words in all that can be read.

What is searched for is posted and answered in place: it stands in no address, history or log.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.content.guides.presenters import build_reading_list, sort_sources
from reflect.content.http import current_guides, current_resources
from reflect.content.search import MAX_SEARCH_RESULTS, search_content
from reflect.content.sections import MARKDOWN_CONTENT_TYPE, render_export
from reflect.content.sources import OPEN_LICENCE, licence_from_name
from reflect.content.teaching import presenters
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.text_search import parse_search_words
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import current_settings
from reflect.web.security_headers import attachment

bp = Blueprint("teaching", __name__, url_prefix="/teaching")


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All resources; first what one needs on the day."""
    chapters = presenters.build_teaching_index(current_resources())
    return render_template("teaching/index.html", chapters=chapters, licence=OPEN_LICENCE)


@bp.get("/<resource>")
@allow(anyone)
def page(resource: str) -> ResponseReturnValue:
    """One resource, its sources, and what one may do with it."""
    if resource in current_resources().switched_off:  # a page that is here may still lead there
        return redirect(url_for("teaching.index"))
    found = current_resources().get_resource(resource)
    return render_template(
        "teaching/page.html",
        resource=found,
        kind=presenters.get_kind_label(found),
        about=presenters.describe_resource(found),
        standards=presenters.describe_standards(found, current_settings().organisation.regulator),
        sources=sort_sources(found.sources, current_guides().sources),
        licence=licence_from_name(found.licence),
    )


@bp.get("/<resource>/file")
@allow(anyone)
def file(resource: str) -> ResponseReturnValue:
    """A resource as Markdown, to adapt."""
    found = current_resources().get_resource(resource)
    taken = presenters.export_resource(
        found, current_guides().sources, current_settings().organisation.regulator
    )
    return attachment(
        render_export(taken, current_settings().url), f"{resource}.md", MARKDOWN_CONTENT_TYPE
    )


@bp.get("/<resource>/wall")
@allow(anyone)
def wall(resource: str) -> ResponseReturnValue:
    """What comes on the wall, page by page."""
    found = current_resources().get_resource(resource)
    if not found.wall:
        raise NotFound(_("There is no such page for the wall here."))
    return render_template("teaching/wall-pages.html", resource=found)


@bp.get("/<resource>/wall/<number>")
@allow(anyone)
def wall_page(resource: str, number: str) -> ResponseReturnValue:
    """One page on the wall."""
    found = current_resources().get_resource(resource)
    shown = presenters.build_wall_page_view(found, number)
    return render_template("teaching/wall-page.html", resource=found, shown=shown)


leaders_bp = Blueprint("leaders", __name__)
MAX_QUERY_LENGTH = 200  # letters that are looked for


@leaders_bp.get("/leaders", endpoint="index")
@allow(anyone)
def leaders_index() -> ResponseReturnValue:
    """What is written for those who lead a service."""
    return render_template(
        "teaching/leaders.html", chapters=presenters.build_leaders_index(current_resources())
    )


@leaders_bp.route("/find", methods=["GET", "POST"])
@allow(anyone)
def search() -> ResponseReturnValue:
    """Find words in guides and pages."""
    typed = request.form.get("words", "")[:MAX_QUERY_LENGTH]
    words = parse_search_words(typed)
    found = search_content(current_guides(), current_resources(), words)
    return render_template(
        "guides/find.html",
        typed=typed,
        asked=bool(words),
        found=found[:MAX_SEARCH_RESULTS],
        total=len(found),
    )


@leaders_bp.get("/reading-list")
@allow(anyone)
def to_read() -> ResponseReturnValue:
    """What the guides draw on, by theme, to read further."""
    return render_template("guides/reading-list.html", themes=build_reading_list(current_guides()))
