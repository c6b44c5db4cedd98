"""/guides and /sources: public pages, without login and the same for every visitor."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.content.guides import presenters
from reflect.content.http import current_guides, export_page, list_pages
from reflect.content.sources import licence_from_name
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import current_library

bp = Blueprint("guides", __name__)


@bp.get("/guides")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All guides, by theme."""
    themes = presenters.group_guides_by_theme(current_guides())
    return render_template("guides/index.html", themes=themes)


@bp.get("/guides/<guide>")
@allow(anyone)
def page(guide: str) -> ResponseReturnValue:
    """One guide with its sections and sources."""
    if guide in current_guides().switched_off:  # other pages may still link to it
        return redirect(url_for("guides.index"))
    content = current_guides().get_guide(guide)
    return render_template(
        "guides/guide.html",
        guide=content,
        readers=presenters.describe_guide_audience(content),
        minutes=presenters.estimate_reading_minutes(content),
        sources=presenters.sort_sources(content.sources, current_guides().sources),
        licence=licence_from_name(content.licence),
    )


@bp.get("/guides/<guide>/file")
@allow(anyone)
def file(guide: str) -> ResponseReturnValue:
    """A guide as a Markdown file, to adapt."""
    content = current_guides().get_guide(guide)
    return export_page(content, presenters.list_guide_lines(content))


@bp.get("/sources")
@allow(anyone)
def sources() -> ResponseReturnValue:
    """All sources, with their use and certainty."""
    sources, instruments = current_guides().sources, current_library().list_offered()
    cited = presenters.list_cited_sources(sources, list_pages(), instruments)
    return render_template("guides/sources.html", cited=list(cited))
