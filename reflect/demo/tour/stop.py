"""The presenter's tour: what a stop is made of.

The ten of them, in words, are in `stops_alone` and `stops_together`.
"""

from dataclasses import dataclass

from reflect.demo.seed.colleagues import DemoTeam

# Pages whose address differs from one demonstration to the next.
THIS_WEEK_PATH = "/check-in/{week}/places"
LATEST_WEEK_PATH = "/my-picture/{week}"  # the latest week with answers
TEAM_PATH = "/teams/{team}"


@dataclass(frozen=True, slots=True)
class TourPlace:
    """A page that a stop opens, and as whom."""

    button: str
    path: str
    heading: str  # what the page's own heading begins with
    person: str = ""  # sign-in name; empty: the page is the same for everybody
    team: DemoTeam | None = None  # whose page, where the page is a team's


@dataclass(frozen=True, slots=True)
class TourQuestion:
    """A question that people in the room may ask, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class TourStop:
    """One stop: what to show, and what to say about it."""

    title: str
    minutes: int
    say: tuple[str, ...]  # sentences to read out, one thought each
    places: tuple[TourPlace, ...]
    look: tuple[str, ...]  # quoted text is on one of the pages, word for word
    asked: tuple[TourQuestion, ...]
