"""/leaders: evidence, case studies and papers to adapt; and finding words in all that can be read.

What is searched for is posted and answered in place: it stands in no address, history or log.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from reflect.content.guides.presenters import build_reading_list
from reflect.content.http import current_guides
from reflect.content.kept import current_resources
from reflect.content.search import MAX_SEARCH_RESULTS, search_content
from reflect.content.teaching import presenters
from reflect.core.text_search import parse_search_words
from reflect.policy import anyone
from reflect.web.access_control import allow

bp = Blueprint("leaders", __name__)
MAX_QUERY_LENGTH = 200  # letters that are looked for


@bp.get("/leaders")
@allow(anyone)
def index() -> ResponseReturnValue:
    """What is written for those who lead a service."""
    return render_template(
        "teaching/leaders.html", chapters=presenters.build_leaders_index(current_resources())
    )


@bp.route("/find", methods=["GET", "POST"])
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


@bp.get("/reading-list")
@allow(anyone)
def to_read() -> ResponseReturnValue:
    """What the guides draw on, by theme, to read further."""
    return render_template("guides/reading-list.html", themes=build_reading_list(current_guides()))
