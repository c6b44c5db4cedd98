"""The presenter's tour: what a stop is made of.

The ten of them, in words, are in `stops_alone` and `stops_together`.
"""

from dataclasses import dataclass

from reflect.demo.seed.colleagues import Crew

# Pages whose address differs from one demonstration to the next.
THIS_WEEK = "/check-in/{week}/places"
LATEST = "/my-picture/{week}"  # the latest week with answers
TEAM = "/teams/{team}"


@dataclass(frozen=True, slots=True)
class Place:
    """A page that a stop shows, and as whom."""

    button: str
    path: str
    heading: str  # what the page's own heading begins with
    person: str = ""  # sign-in name; empty: the page is the same for everybody
    crew: Crew | None = None  # whose page, where the page is a team's


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody in the room may ask, and what is true."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: one thing to show, and what to say about it."""

    title: str
    minutes: int
    say: tuple[str, ...]  # sentences to read out, one thought each
    places: tuple[Place, ...]
    look: tuple[str, ...]  # what is in quotation marks stands on one of the pages, word for word
    asked: tuple[Asked, ...]
