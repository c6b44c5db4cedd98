"""/teaching, /leaders, /find and /reading-list: public pages, without login.

Resources to read, to show on a wall and to download; an index for leaders; search in all content.
Search words are posted and answered without a redirect, so that they are in no URL, history or log.
"""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.content.guides.presenters import build_reading_list, sort_sources
from reflect.content.http import current_guides, current_resources, export_page
from reflect.content.search import MAX_SEARCH_RESULTS, search_content
from reflect.content.sources import OPEN_LICENCE, licence_from_name
from reflect.content.teaching import presenters
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.text_search import parse_search_words
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import current_settings
from reflect.web.forms import PageForm

bp = Blueprint("teaching", __name__, url_prefix="/teaching")
leaders_bp = Blueprint("leaders", __name__)
MAX_QUERY_LENGTH = 200  # characters


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All resources, by chapter."""
    chapters = presenters.build_teaching_index(current_resources())
    return render_template("teaching/index.html", chapters=chapters, licence=OPEN_LICENCE)


@bp.get("/<resource>")
@allow(anyone)
def page(resource: str) -> ResponseReturnValue:
    """One resource with its sources and licence."""
    if resource in current_resources().switched_off:  # other pages may still link to it
        return redirect(url_for("teaching.index"))
    content = current_resources().get_resource(resource)
    regulator = current_settings().organisation.regulator
    return render_template(
        "teaching/page.html",
        resource=content,
        kind=presenters.get_kind_label(content),
        about=presenters.describe_resource(content),
        standards=presenters.describe_standards(content, regulator),
        sources=sort_sources(content.sources, current_guides().sources),
        licence=licence_from_name(content.licence),
    )


@bp.get("/<resource>/file")
@allow(anyone)
def file(resource: str) -> ResponseReturnValue:
    """A resource as a Markdown file, to adapt."""
    content = current_resources().get_resource(resource)
    regulator = current_settings().organisation.regulator
    return export_page(content, presenters.list_resource_lines(content, regulator))


@bp.get("/<resource>/wall")
@allow(anyone)
def wall(resource: str) -> ResponseReturnValue:
    """The list of pages for the wall."""
    content = current_resources().get_resource(resource)
    if not content.wall:
        raise NotFound(_("There is no such page for the wall here."))
    return render_template("teaching/wall-pages.html", resource=content)


@bp.get("/<resource>/wall/<number>")
@allow(anyone)
def wall_page(resource: str, number: str) -> ResponseReturnValue:
    """One page for the wall."""
    content = current_resources().get_resource(resource)
    view = presenters.build_wall_page_view(content, number)
    return render_template("teaching/wall-page.html", resource=content, shown=view)


@leaders_bp.get("/leaders", endpoint="index")
@allow(anyone)
def leaders_index() -> ResponseReturnValue:
    """The resources for leaders, by chapter."""
    chapters = presenters.build_leaders_index(current_resources())
    return render_template("teaching/leaders.html", chapters=chapters)


@leaders_bp.route("/find", methods=["GET", "POST"])
@allow(anyone)
def search() -> ResponseReturnValue:
    """Search the guides and resources."""
    typed = PageForm().posted.get("words", "")[:MAX_QUERY_LENGTH]
    words = parse_search_words(typed)
    hits = search_content(current_guides(), current_resources(), words)
    return render_template(
        "guides/find.html",
        typed=typed,
        asked=bool(words),
        found=hits[:MAX_SEARCH_RESULTS],
        total=len(hits),
    )


@leaders_bp.get("/reading-list")
@allow(anyone)
def to_read() -> ResponseReturnValue:
    """The sources of each guide, for further reading."""
    return render_template("guides/reading-list.html", themes=build_reading_list(current_guides()))
