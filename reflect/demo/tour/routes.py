"""The presenter's tour: all ten stops on one page, and one by one with a button for each place.

The current stop is not stored. A button adds its number to the URL of the page that it opens, so
that the banner there can link back to the stop.
"""

from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.checkins.history import load_week_entries
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.demo import http as demo_http
from reflect.demo.seed import seed_teams
from reflect.demo.tour.stop import LATEST_WEEK_PATH, TEAM_PATH, THIS_WEEK_PATH, TourPlace
from reflect.demo.tour.stops_individual import INDIVIDUAL_STOPS
from reflect.demo.tour.stops_team import TEAM_STOPS
from reflect.policy import anyone
from reflect.web.access_control import allow
from reflect.web.clock import now
from reflect.web.current_site import current_library

TOUR_STOPS = (*INDIVIDUAL_STOPS, *TEAM_STOPS)
STOP_PARAM = "stop"  # URL parameter with the number of the stop
MAX_WEEKS_BACK = 12  # past weeks that are searched for one with answers
T = TypeVar("T")

bp = Blueprint("tour", __name__, url_prefix="/demo/tour")


@bp.get("")
@allow(anyone)
def index() -> ResponseReturnValue:
    """All ten stops in full, to read beforehand and to print."""
    return render_template("demo/tour.html", stops=TOUR_STOPS)


@bp.get("/<int:number>")
@allow(anyone)
def stop(number: int) -> ResponseReturnValue:
    """One stop."""
    return _page(number)


@bp.post("/<int:number>/<int:place>")
@allow(anyone)
def go(number: int, place: int) -> ResponseReturnValue:
    """Open a page of this stop, as the person to whom it belongs."""
    target = _find_by_number(_find_by_number(TOUR_STOPS, number).places, place)
    vault = None
    if target.person:
        user = demo_http.find_demo_user(target.person)
        try:
            vault = demo_http.sign_in_as_demo_user(user)
        except Invalid as error:
            return _page(number, problem=str(error)), 422
    return redirect(f"{_place_path(target, vault)}?{STOP_PARAM}={number}", 303)


@bp.app_context_processor
def tour_banner_context() -> dict[str, str]:
    """Template variables of the banner on a page that a stop has opened."""
    number = request.args.get(STOP_PARAM, 0, type=int)
    if not 1 <= number <= len(TOUR_STOPS):
        return {}
    back = _("Back to the tour, stop {number}").format(number=number)
    return {"tour_stop": back, "tour_path": url_for("tour.stop", number=number)}


def _find_by_number(items: tuple[T, ...], number: int) -> T:
    """The item with this number, counted from 1."""
    if not 1 <= number <= len(items):
        raise NotFound(_("The tour has no such stop."))
    return items[number - 1]


def _page(number: int, *, problem: str = "") -> str:
    return render_template(
        "demo/stop.html",
        stop=_find_by_number(TOUR_STOPS, number),
        number=number,
        last=len(TOUR_STOPS),
        following=TOUR_STOPS[number].title if number < len(TOUR_STOPS) else "",
        problem=problem,
    )


def _place_path(place: TourPlace, vault: Vault | None) -> str:
    """The path of a page in this demo and week."""
    if place.path == THIS_WEEK_PATH:
        return place.path.format(week=Week.of(now()))
    if place.path == LATEST_WEEK_PATH and vault:
        return place.path.format(week=_latest_answered_week(vault))
    if place.path == TEAM_PATH and place.team:
        with reading() as db:
            return place.path.format(team=seed_teams.find_demo_team(db, place.team).id)
    return place.path


def _latest_answered_week(vault: Vault) -> Week:
    """The latest answered week; this week if there is none."""
    this_week = Week.of(now())
    span = this_week + -MAX_WEEKS_BACK, this_week
    with reading() as db:
        entries, _closed = load_week_entries(
            db, vault, current_library(), WEEKLY_INSTRUMENT_ID, span
        )
    return max((entry.week for entry in entries if not entry.away), default=this_week)
