"""The guides and their sources: open to everybody, the same for everybody."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reflect.content.guides import presenters
from reflect.content.http import citing, guides
from reflect.content.licences import licence
from reflect.content.taken import MARKDOWN, as_file
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.current_site import library, settings
from reflect.web.files import attachment

bp = Blueprint("guides", __name__)


@bp.get("/guides")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All guides, by theme."""
    return render_template("guides/index.html", themes=presenters.by_theme(guides()))


@bp.get("/guides/<guide>")
@allow(anyone)
def page(guide: str) -> ResponseReturnValue:
    """One guide: sixty seconds, its sections, its sources."""
    if guide in guides().switched_off:  # a page that is here may still lead there
        return redirect(url_for("guides.index"))
    found = guides().guide(guide)
    return render_template(
        "guides/guide.html",
        guide=found,
        readers=presenters.readers(found),
        minutes=presenters.minutes(found),
        sources=presenters.in_order(found.sources, guides().sources),
        licence=licence(found.licence),
    )


@bp.get("/guides/<guide>/file")
@allow(anyone)
def file(guide: str) -> ResponseReturnValue:
    """A guide as Markdown, to adapt."""
    taken = presenters.taken(guides().guide(guide), guides())
    return attachment(as_file(taken, settings().url), f"{guide}.md", MARKDOWN)


@bp.get("/sources")
@allow(anyone)
def sources() -> ResponseReturnValue:
    """All sources, what they were used for, and how well we know them."""
    cited = list(presenters.all_cited(guides().sources, citing(), library().all()))
    return render_template("guides/sources.html", cited=cited)
