"""The parts of a stop of the presenter's tour.

The texts of the ten stops are in `stops_individual` and `stops_team`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.core.i18n import LazyString
from reflect.demo.seed.colleagues import DemoTeam

# Paths that depend on the date or on the team's id.
THIS_WEEK_PATH = "/check-in/{week}/places"
LATEST_WEEK_PATH = "/my-picture/{week}"  # the latest week with answers
TEAM_PATH = "/teams/{team}"


@dataclass(frozen=True, slots=True)
class TourPlace:
    """A page that a stop opens, and the person who is impersonated for it."""

    button: LazyString
    path: str
    heading: LazyString  # the page's own heading begins with this text
    person: str = ""  # username; empty: the page is the same for everybody
    team: DemoTeam | None = None  # of a team page: the team


@dataclass(frozen=True, slots=True)
class TourStop:
    """One stop: the pages to show, and what to say about them."""

    title: LazyString
    minutes: int
    say: tuple[LazyString, ...]  # short texts to read out, one thought each
    places: tuple[TourPlace, ...]
    look: tuple[LazyString, ...]  # quoted text is on one of the pages, word for word
    answers: Mapping[LazyString, LazyString]  # question that people in the room may ask -> answer
