"""The presenter's tour: all ten stops on paper, and one by one with a button to each place.

Nothing is kept about who is on which stop: the page that a button leads to is told in its address,
so that the banner there leads back to the same stop.
"""

from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.checkins.history import opened
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid, NotFound
from reflect.core.instruments.library import WEEKLY
from reflect.core.weeks import Week
from reflect.core.words import _
from reflect.db import reading
from reflect.demo import stepping
from reflect.demo.seed import seed_teams
from reflect.demo.tour.stop import LATEST, TEAM, THIS_WEEK, Place
from reflect.demo.tour.stops_individual import ALONE
from reflect.demo.tour.stops_team import TOGETHER
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import library

STOPS = (*ALONE, *TOGETHER)
BACK = "stop"  # the name in an address under which a page is told the number of its stop
FAR = 12  # weeks back in which a week with answers is looked for
Thing = TypeVar("Thing")

bp = Blueprint("tour", __name__, url_prefix="/demo/tour")


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All ten, with every word: to read beforehand, and to print."""
    return render_template("demo/tour.html", stops=STOPS)


@bp.get("/<int:number>")
@allow(anyone)
def stop(number: int) -> ResponseReturnValue:
    """One stop."""
    return _page(number)


@bp.post("/<int:number>/<int:place>")
@allow(anyone)
def go(number: int, place: int) -> ResponseReturnValue:
    """To a place of this stop, as whoever is at home there."""
    to = _numbered(_numbered(STOPS, number).places, place)
    try:
        vault = stepping.step_into(stepping.named(to.person)) if to.person else None
    except Invalid as error:
        return _page(number, problem=str(error)), 422
    return redirect(f"{_path(to, vault)}?{BACK}={number}", 303)


@bp.app_context_processor
def way_back() -> dict[str, str]:
    """What the banner says on a page to which a stop has led, and where it leads."""
    number = request.args.get(BACK, 0, type=int)
    if not 1 <= number <= len(STOPS):
        return {}
    back = _("Back to the tour, stop {number}").format(number=number)
    return {"tour_stop": back, "tour_path": url_for("tour.stop", number=number)}


def _numbered(some: tuple[Thing, ...], number: int) -> Thing:
    """One of some that are counted from 1."""
    if not 1 <= number <= len(some):
        raise NotFound(_("The tour has no such stop."))
    return some[number - 1]


def _page(number: int, *, problem: str = "") -> str:
    return render_template(
        "demo/stop.html",
        stop=_numbered(STOPS, number),
        number=number,
        last=len(STOPS),
        following=STOPS[number].title if number < len(STOPS) else "",
        problem=problem,
    )


def _path(to: Place, vault: Vault | None) -> str:
    """The address of a place, in this demonstration and this week."""
    if to.path == THIS_WEEK:
        return to.path.format(week=Week.of(now()))
    if to.path == LATEST and vault:
        return to.path.format(week=_latest(vault))
    if to.path == TEAM and to.crew:
        with reading() as db:
            return to.path.format(team=seed_teams.of_crew(db, to.crew).id)
    return to.path


def _latest(vault: Vault) -> Week:
    """The latest week with answers; this week, if there are none of late."""
    this_week = Week.of(now())
    with reading() as db:
        weeks, _closed = opened(db, vault, library(), WEEKLY, (this_week + -FAR, this_week))
    return max((one.week for one in weeks if not one.away), default=this_week)
