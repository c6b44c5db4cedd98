"""Four invented practitioners, with the readings that their charts must give.

A phase is a period of weeks with one level for each scale and the same half-days by place. The seed
of a person was chosen so that the generated weeks (`week_generator`) show these phases and no other
signal. `readings` are the expected readings, which the tests compare with the text on the page. No
text names a season, because the dates move with the current week.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reflect.core.errors import NotFound
from reflect.core.i18n import DisplayText, _
from reflect.core.i18n import lazy_gettext as _l

ExpectedReading = Literal[
    "above",  # the latest seven weeks are above the usual level
    "below",
    "usual",  # inside the usual range, without signals
    "one week",  # one week is outside the usual range, which is not a trend
    "trial",  # the usual range is on trial, so there is no reading yet
]


@dataclass(frozen=True, slots=True)
class Phase:
    """A period of weeks with the same levels, until the next phase or the current week."""

    since: int  # its first week, in weeks ago
    levels: Mapping[str, float]  # scale -> 0 to 100
    places: Mapping[str, int]  # place -> half-days
    contact: int = 2  # 1 less than wanted, 2 about right, 3 more


@dataclass(frozen=True, slots=True)
class DemoWeekNotes:
    """The texts and the action of one week; each may be empty."""

    happened: str = ""
    matters: str = ""
    next: str = ""
    action: str = ""
    whose: int = 0  # 1 mine, 2 my team's, 3 my supervisor's, 4 the organisation's
    supervision: bool = False
    outcome: str = ""  # of the action, as reported in the next check-in


@dataclass(frozen=True, slots=True)
class DemoPractitioner:
    """One invented practitioner."""

    name: str  # username
    shown: str  # display name
    about: DisplayText
    seed: int
    phases: tuple[Phase, ...]
    readings: Mapping[str, ExpectedReading]  # scale -> what its chart must say
    interval: int = 4  # weeks between formal supervisions
    away: frozenset[int] = frozenset()  # weeks marked as away, in weeks ago
    left_out: frozenset[int] = frozenset()  # weeks without a check-in, in weeks ago
    supervised: frozenset[int] = frozenset()  # weeks with a formal supervision, in weeks ago
    hard: Mapping[int, str] = field(default_factory=dict)  # weeks ago -> scale that was low
    notes: Mapping[int, DemoWeekNotes] = field(default_factory=dict)  # weeks ago -> notes

    @property
    def starts_at_check_in(self) -> bool:
        """Whether to start at this week's check-in, because it completes the first usual range."""
        return "trial" in self.readings.values()

    @property
    def weeks_ago(self) -> range:
        """Weeks ago, oldest first, up to last week; the current week is empty."""
        return range(self.phases[0].since, 0, -1)


def _every(weeks: int, since: int) -> frozenset[int]:
    """Every `weeks` weeks, from `since` weeks ago up to last week."""
    return frozenset(range(since, 0, -weeks))


BASE_HALF_DAYS = {"home": 2, "base": 5, "other": 0, "out": 2, "between": 1}
HUB_HALF_DAYS = {"home": 4, "base": 0, "other": 2, "out": 3, "between": 1}
HOME_HALF_DAYS = {"home": 6, "base": 1, "other": 0, "out": 2, "between": 1}

PRIYA = DemoPractitioner(
    name="priya",
    shown="Priya Nair",
    about=_l(
        "Second year in practice. For eleven weeks her team has had no office and books desks."
    ),
    seed=38,
    phases=(
        Phase(52, {"connection": 72, "supervision": 60, "balance": 55}, BASE_HALF_DAYS),
        Phase(11, {"connection": 42, "supervision": 58, "balance": 55}, HUB_HALF_DAYS, contact=1),
    ),
    readings={"connection": "below", "supervision": "usual", "balance": "usual"},
    away=frozenset({31, 17, 16}),
    left_out=frozenset({44, 23}),
    supervised=_every(4, 51),
    notes={
        40: DemoWeekNotes(
            happened="A long visit on Tuesday. I went back to the office with it still in my head.",
            matters="Two people looked up when I came in. I did not have to ask.",
            next="Go back to base after a hard visit, even if home is nearer.",
            action="Put the hub day after the visit day.",
            whose=1,
            outcome="done",
        ),
        20: DemoWeekNotes(
            happened="We were told that the second floor goes, in two months.",
            matters="I learn most from what I overhear.",
            action="Ask where the team will sit on Wednesdays.",
            whose=3,
            supervision=True,
            outcome="carried",
        ),
        9: DemoWeekNotes(
            happened="Booked a desk on the third floor. I knew nobody there.",
            matters="I wrote the whole assessment alone and was not sure of it until Friday.",
            next="Ask Marek whether he would read the next one with me.",
            action="Agree one morning with Marek at the same desks.",
            whose=2,
            outcome="carried",
        ),
        4: DemoWeekNotes(
            happened="Two hard visits in a row, and nowhere near to stop and talk.",
            matters="I sat in the car for twenty minutes before I could drive.",
            next="Someone to ring after visits like these.",
            action="Ask for a named person after hard visits.",
            whose=4,
            supervision=True,
            outcome="carried",
        ),
        1: DemoWeekNotes(
            happened="Wednesday with three of us at the same table. It was a different day.",
            matters="I asked four small questions and none of them needed a meeting.",
            action="Ask Beth and Marek to keep Wednesday at Mill Lane.",
            whose=2,
            supervision=True,
        ),
    },
)

MAREK = DemoPractitioner(
    name="marek",
    shown="Marek Nowak",
    about=_l("Twelve years in. For three months he has worked from home most days, by choice."),
    seed=42,
    phases=(
        Phase(52, {"connection": 62, "supervision": 62, "balance": 34}, BASE_HALF_DAYS),
        Phase(14, {"connection": 62, "supervision": 62, "balance": 66}, HOME_HALF_DAYS),
    ),
    readings={"connection": "usual", "supervision": "one week", "balance": "above"},
    away=frozenset({39, 20, 19}),
    left_out=frozenset({33, 8}),
    supervised=_every(5, 50),
    hard={6: "supervision"},
    notes={
        45: DemoWeekNotes(
            happened="Left the office at seven on three days.",
            matters="My daughter asked whether I live there.",
            action="Two afternoons a week with the calendar closed.",
            whose=1,
            outcome="let_go",
        ),
        13: DemoWeekNotes(
            happened="First full week of writing at home in the mornings.",
            matters="Two assessments done before noon, and nothing taken into the evening.",
            next="Keep the mornings. Be reachable from one o'clock, and say so.",
            action="Tell the team when I am reachable.",
            whose=1,
            outcome="done",
        ),
        6: DemoWeekNotes(
            happened="Waited four days for a decision that could not wait.",
            matters="It is hard to knock on a door that is a green dot.",
            action="Agree who decides when Helen is in court.",
            whose=3,
            supervision=True,
            outcome="done",
        ),
    },
)

JOAN = DemoPractitioner(
    name="joan",
    shown="Joan Whitlock",
    about=_l("Part of the duty team. Good weeks and bad weeks, and no trend in either."),
    seed=13,
    phases=(Phase(52, {"connection": 64, "supervision": 56, "balance": 52}, BASE_HALF_DAYS),),
    readings={"connection": "usual", "supervision": "usual", "balance": "one week"},
    away=frozenset({48, 27, 26, 12}),
    left_out=frozenset({35, 15}),
    supervised=_every(4, 49),
    hard={7: "balance"},
    notes={
        28: DemoWeekNotes(
            happened="The last visit before leave. The boy showed me his drawings.",
            matters="Court was cancelled, so I had ten minutes more. They changed the visit.",
            next="Put travel time where it belongs: in the diary.",
            action="Ask for travel time in the workload.",
            whose=4,
            supervision=True,
            outcome="carried",
        ),
        7: DemoWeekNotes(
            happened="Three emergency visits, all after four o'clock.",
            matters="A bad week. It was not the place I worked in, it was the week.",
            action="Take the hours back on Monday.",
            whose=1,
            outcome="done",
        ),
    },
)

SAM = DemoPractitioner(
    name="sam",
    shown="Sam Tully",
    about=_l("New to the team. Eleven weeks so far: the next check-in makes a usual range appear."),
    seed=8,
    phases=(Phase(11, {"connection": 58, "supervision": 66, "balance": 60}, BASE_HALF_DAYS),),
    readings={"connection": "trial", "supervision": "trial", "balance": "trial"},
    interval=2,
    supervised=frozenset({10, 8, 6, 4, 2}),
    notes={
        10: DemoWeekNotes(
            happened="Sat next to Joan while she rang a school. I learned how to ask.",
            matters="Nobody planned it.",
            action="Sit next to a different person each base day.",
            whose=1,
            outcome="done",
        ),
        2: DemoWeekNotes(
            happened="First visit on my own.",
            matters="I wanted to tell someone straight after, and everyone was on a call.",
            action="Book the talk before the visit.",
            whose=1,
            outcome="carried",
        ),
    },
)

PEOPLE = (PRIYA, MAREK, JOAN, SAM)


def find_demo_practitioner(name: str) -> DemoPractitioner:
    """The invented practitioner with the username `name`.

    Raises:
        NotFound: there is none.
    """
    person = next((person for person in PEOPLE if person.name == name), None)
    if not person:
        raise NotFound(_("Nobody here has this name."))
    return person
