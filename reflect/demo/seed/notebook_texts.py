"""What the invented people keep beside their weeks: marks, themes, months, CPD, monthly sets.

Everything is given in weeks ago, because the dates move. `reflect.demo.seed.notebooks` stores it
through the services, after the weeks themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reflect.demo.seed.people import JOAN, MAREK, PRIYA, SAM, DemoPractitioner

RELATIONSHIPS, SUPERVISION = "relationships", "supervision"
COMMUNICATION, CARE = "communication", "self-care"
SUPPORT, DEVELOPMENT, MANAGEMENT = "support", "development", "management"


@dataclass(frozen=True, slots=True)
class DemoChangeMarker:
    """Something that changed, so many weeks ago."""

    ago: int
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class DemoTags:
    """Themes and functions of supervision that a week's text was given."""

    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoCpdEntry:
    """One entry for the regulator."""

    ago: int
    type: str
    description: str
    learnt: str
    impact: str = ""
    peer: str = ""  # what was learnt from discussing it; empty: no peer so far
    standards: tuple[str, ...] = ()
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Notebook:
    """All of one person's."""

    stage: str = ""  # of the career
    first_year: bool = False
    marks: tuple[DemoChangeMarker, ...] = ()
    sorting: Mapping[int, DemoTags] = field(default_factory=dict)  # weeks ago -> how it is sorted
    months: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # months ago -> six texts
    pieces: tuple[DemoCpdEntry, ...] = ()
    sets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # set -> answers, one an item


_PRIYA = Notebook(
    stage="experienced",
    marks=(DemoChangeMarker(11, "office", "No office of our own any more"),),
    sorting={
        40: DemoTags((RELATIONSHIPS, CARE), (SUPPORT,)),
        20: DemoTags((RELATIONSHIPS,), (MANAGEMENT,)),
        9: DemoTags((RELATIONSHIPS, SUPERVISION), (DEVELOPMENT,)),
        4: DemoTags((CARE, SUPERVISION), (SUPPORT,)),
        1: DemoTags((RELATIONSHIPS,), (DEVELOPMENT,)),
    },
    months={
        1: (
            "A month of booked desks. I sat on four floors and knew people on one.",
            "Mostly flat. Lighter on the two days when three of us sat together.",
            "The desks work. What is gone is the ten minutes after a visit.",
            "It may not be the building. It may be that nobody knows when I am back.",
            "I can ask for the ten minutes by name. They need not come by chance.",
            "Bring a named person after hard visits to supervision.",
        ),
    },
    pieces=(
        DemoCpdEntry(
            9,
            "Peer reflection",
            "A colleague and I read one assessment of mine together, at the same desks. I had "
            "written it alone and wanted a second pair of eyes.",
            "I explain risk by listing events. A reader needs to know what they add up to.",
            "I now write one sentence on what it adds up to before I list anything. The family "
            "can follow it, and so can the conference.",
            "My colleague reads for the child's day first. I read for dates first. We each took "
            "one habit from the other.",
            ("4.1", "4.6", "4.7"),
        ),
        DemoCpdEntry(
            4,
            "Reflection in supervision",
            "Two hard visits in a row with nowhere near to stop and talk.",
            "I carry a visit into the next one when there is no pause between them.",
            standards=("4.2", "4.6"),
            draft=True,
        ),
    ),
    sets={
        "data-security": (3, 3, 4, 5, 3),
        "families": (4, 3, 3, 3, 4),
        "self-care": (3, 3, 3, 2, 3),
    },
)

_MAREK = Notebook(
    stage="experienced",
    marks=(DemoChangeMarker(14, "other", "Home most days, by choice"),),
    sorting={
        45: DemoTags((CARE,)),
        13: DemoTags((CARE, COMMUNICATION)),
        6: DemoTags((SUPERVISION,)),
    },
    pieces=(
        DemoCpdEntry(
            13,
            "Reading and trying out",
            "A study of social workers who sometimes sought solitude, read beside my own weeks.",
            "Time alone helps me to analyse. It helps others less if they cannot reach me.",
            "I work alone in the mornings and say when I can be reached. Families know it too.",
            standards=("4.3", "4.6"),
        ),
    ),
    sets={
        "data-security": (5, 5, 4, 4, 3),
        "families": (4, 4, 4, 3, 4),
        "self-care": (4, 3, 4, 3, 4),
    },
)

_JOAN = Notebook(
    stage="experienced",
    sorting={28: DemoTags((COMMUNICATION,), (MANAGEMENT,)), 7: DemoTags((CARE,), (SUPPORT,))},
)

_SAM = Notebook(
    stage="to-six-months",
    first_year=True,
    sorting={10: DemoTags((RELATIONSHIPS,), (DEVELOPMENT,)), 2: DemoTags((CARE,), (SUPPORT,))},
    sets={"first-year": (4, 4, 3, 2, 3)},
)

NOTEBOOKS: Mapping[str, Notebook] = {
    person.name: notebook
    for person, notebook in ((PRIYA, _PRIYA), (MAREK, _MAREK), (JOAN, _JOAN), (SAM, _SAM))
}


def get_demo_notebook(person: DemoPractitioner) -> Notebook:
    """What one of them keeps."""
    return NOTEBOOKS[person.name]
