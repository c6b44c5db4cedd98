"""The guides and their sources: open to everybody, the same for everybody."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.content.guides import presenters
from reflect.content.http import current_guides, list_citing_pages
from reflect.content.sections import MARKDOWN_CONTENT_TYPE, render_export
from reflect.content.sources import licence_from_name
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import current_library, current_settings
from reflect.web.security_headers import attachment

bp = Blueprint("guides", __name__)


@bp.get("/guides")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All guides, by theme."""
    return render_template(
        "guides/index.html", themes=presenters.group_guides_by_theme(current_guides())
    )


@bp.get("/guides/<guide>")
@allow(anyone)
def page(guide: str) -> ResponseReturnValue:
    """One guide: sixty seconds, its sections, its sources."""
    if guide in current_guides().switched_off:  # a page that is here may still lead there
        return redirect(url_for("guides.index"))
    found = current_guides().get_guide(guide)
    return render_template(
        "guides/guide.html",
        guide=found,
        readers=presenters.describe_guide_audience(found),
        minutes=presenters.estimate_reading_minutes(found),
        sources=presenters.sort_sources(found.sources, current_guides().sources),
        licence=licence_from_name(found.licence),
    )


@bp.get("/guides/<guide>/file")
@allow(anyone)
def file(guide: str) -> ResponseReturnValue:
    """A guide as Markdown, to adapt."""
    taken = presenters.export_guide(current_guides().get_guide(guide), current_guides())
    return attachment(
        render_export(taken, current_settings().url), f"{guide}.md", MARKDOWN_CONTENT_TYPE
    )


@bp.get("/sources")
@allow(anyone)
def sources() -> ResponseReturnValue:
    """All sources, what they were used for, and how well we know them."""
    cited = list(
        presenters.list_cited_sources(
            current_guides().sources, list_citing_pages(), current_library().list_offered()
        )
    )
    return render_template("guides/sources.html", cited=cited)
