"""/leaders: evidence, case studies and papers to adapt; and finding words in all that can be read.

What is searched for is posted and answered in place: it stands in no address, history or log.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from reflect.content.guides.presenters import reading_list
from reflect.content.http import guides
from reflect.content.kept import resources
from reflect.content.search import MOST, find
from reflect.content.teaching import presenters
from reflect.core.text_search import words_of
from reflect.policy import anyone
from reflect.web.access_control import allow

bp = Blueprint("leaders", __name__)
LONGEST = 200  # letters that are looked for


@bp.get("/leaders")
@allow(anyone)
def index() -> ResponseReturnValue:
    """What is written for those who lead a service."""
    return render_template("teaching/leaders.html", chapters=presenters.for_leaders(resources()))


@bp.route("/find", methods=["GET", "POST"])
@allow(anyone)
def search() -> ResponseReturnValue:
    """Find words in guides and pages."""
    typed = request.form.get("words", "")[:LONGEST]
    words = words_of(typed)
    found = find(guides(), resources(), words)
    return render_template(
        "guides/find.html", typed=typed, asked=bool(words), found=found[:MOST], total=len(found)
    )


@bp.get("/reading-list")
@allow(anyone)
def to_read() -> ResponseReturnValue:
    """What the guides draw on, by theme, to read further."""
    return render_template("guides/reading-list.html", themes=reading_list(guides()))
