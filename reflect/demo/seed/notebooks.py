"""The notebooks of the invented people: change markers, tags, months, CPD, monthly sets.

They are saved through the services, after the weeks. All dates are given in weeks ago, because the
demo's week moves.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.checkins import services as checkin_services
from reflect.checkins.monthly import services as monthly_services
from reflect.checkins.repository import Questionnaire
from reflect.checkins.services import CheckIn
from reflect.core.crypto.vault import Vault
from reflect.core.instruments.library import Library
from reflect.core.instruments.model import Instrument
from reflect.core.months import Month
from reflect.core.week_entries import ChangeMarker
from reflect.core.weeks import Week
from reflect.demo.seed.people import JOAN, MAREK, PRIYA, SAM, DemoPractitioner
from reflect.notebook.cpd import services as cpd_services
from reflect.notebook.cpd.entries import CpdRecordEntry
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal import services as journal_services
from reflect.notebook.journal.monthly_reflection import REFLECTION_STEPS, MonthlyReflection
from reflect.trends.change_markers import services as change_marker_services

RELATIONSHIPS, SUPERVISION = "relationships", "supervision"
COMMUNICATION, CARE = "communication", "self-care"
SUPPORT, DEVELOPMENT, MANAGEMENT = "support", "development", "management"


@dataclass(frozen=True, slots=True)
class DemoChangeMarker:
    """A change marker, in weeks ago."""

    ago: int
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class DemoTags:
    """The themes and supervision functions of a week's text."""

    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoCpdEntry:
    """One CPD entry."""

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
    """The notebook of one person."""

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
    """The notebook of an invented person."""
    return NOTEBOOKS[person.name]


ANSWER_VARIATIONS = (-1, 0, 0, 0, 1)  # how a month's answer differs from the usual one


@dataclass(frozen=True, slots=True)
class NotebookSeedContext:
    """What is needed to save a notebook."""

    db: Connection
    vault: Vault
    library: Library
    this_week: Week
    friday: Callable[[int], datetime]  # weeks ago -> the moment of writing


def seed_notebook(desk: NotebookSeedContext, person: DemoPractitioner) -> None:
    """Save everything in the notebook of an invented person."""
    notebook = get_demo_notebook(person)
    marks = [ChangeMarker(desk.this_week + -m.ago, m.kind, m.words) for m in notebook.marks]
    preferences.update_settings(
        desk.db,
        desk.vault,
        stage=notebook.stage,
        first_year=notebook.first_year,
        changes=change_marker_services.serialise_change_markers(marks),
    )
    for ago, tags in notebook.sorting.items():
        sheet = Questionnaire(desk.library.latest("weekly-check-in"), desk.this_week + -ago)
        journal_services.tag_journal_entry(
            desk.db, desk.vault, sheet, tags.themes, tags.functions, desk.friday(ago)
        )
    _seed_months(desk, notebook)
    for piece in notebook.pieces:
        cpd_services.save_cpd_entry(
            desk.db, desk.vault, _entry(desk, piece), 0, desk.friday(piece.ago)
        )
    _seed_monthly_sets(desk, person, notebook)


def _seed_months(desk: NotebookSeedContext, notebook: Notebook) -> None:
    for ago, texts in notebook.months.items():
        month = Month.of(desk.this_week) + -ago
        said = {step.id: text for step, text in zip(REFLECTION_STEPS, texts, strict=True)}
        monthly_reflection.save_monthly_reflection(
            desk.db, desk.vault, month, MonthlyReflection(said), "", desk.friday(1)
        )


def _entry(desk: NotebookSeedContext, piece: DemoCpdEntry) -> CpdRecordEntry:
    return CpdRecordEntry(
        secrets.token_hex(8),
        type=piece.type,
        description=piece.description,
        date=(desk.this_week + -piece.ago).days[3].isoformat(),
        learnt=piece.learnt,
        impact=piece.impact,
        peer=bool(piece.peer),
        peer_learnt=piece.peer,
        standards=piece.standards,
        draft=piece.draft,
        from_week=str(desk.this_week + -piece.ago),
    )


def _seed_monthly_sets(
    desk: NotebookSeedContext, person: DemoPractitioner, notebook: Notebook
) -> None:
    """Answer the set in turn in each month up to the last; the first year's in each of them."""
    random = Random(person.seed)  # noqa: S311  # invented people, not secrets
    first = Month.of(desk.this_week + -person.weeks_ago[0])
    for n in range(Month.of(desk.this_week) - first):
        month = first + n
        for name, usual in notebook.sets.items():
            instrument = desk.library.latest(name)
            if (
                name == monthly_services.FIRST_YEAR
                or monthly_services.find_set_in_turn(desk.library, month) == instrument
            ):
                _answer(desk, instrument, month.weeks[-1], usual, random)


def _answer(
    desk: NotebookSeedContext,
    instrument: Instrument,
    week: Week,
    usual: tuple[int, ...],
    random: Random,
) -> None:
    names = [item.id for item in instrument.items]
    answers = {
        name: min(5, max(1, answer + random.choice(ANSWER_VARIATIONS)))
        for name, answer in zip(names, usual, strict=True)
    }
    sheet, then = Questionnaire(instrument, week), desk.friday(desk.this_week - week)
    checkin_services.save_check_in(
        desk.db, desk.vault, sheet, CheckIn(answers), secrets.token_hex(8), then
    )
