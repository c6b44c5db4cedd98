"""The guides and their sources: open to everybody, the same for everybody."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.guides import pages
from reflect.guides.kept import guides
from reflect.policy import anyone
from reflect.web.guard import allow
from reflect.web.site import library

bp = Blueprint("guides", __name__)


@bp.get("/guides")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All guides, by theme."""
    return render_template("guides/index.html", themes=pages.by_theme(guides()))


@bp.get("/guides/<guide>")
@allow(anyone)
def page(guide: str) -> ResponseReturnValue:
    """One guide: sixty seconds, its sections, its sources."""
    found = guides().guide(guide)
    return render_template(
        "guides/guide.html",
        guide=found,
        readers=pages.readers(found),
        sources=pages.cited_by(found, guides()),
    )


@bp.get("/sources")
@allow(anyone)
def sources() -> ResponseReturnValue:
    """All sources, what they were used for, and how well we know them."""
    cited = list(pages.all_cited(guides(), library().all()))
    return render_template("guides/sources.html", cited=cited)
