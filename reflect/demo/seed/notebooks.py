"""The notebooks of the invented people: change markers, tags, months, CPD, monthly sets.

They are saved through the services, after the weeks. All dates are given in weeks ago, because the
current week of the demo moves.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.checkins import services as checkin_services
from reflect.checkins.fields import CheckIn
from reflect.checkins.monthly import services as monthly_services
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.vault import Vault
from reflect.core.months import Month
from reflect.core.week_entries import ChangeMarker
from reflect.demo.seed.people import JOAN, MAREK, PRIYA, SAM, DemoPractitioner
from reflect.demo.seed.seed_person import SeedContext
from reflect.notebook.cpd import services as cpd_services
from reflect.notebook.cpd.entries import CpdRecordEntry
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal import services as journal_services
from reflect.notebook.journal.monthly_reflection import REFLECTION_STEPS, MonthlyReflection
from reflect.trends.change_markers import services as change_marker_services

RELATIONSHIPS, SUPERVISION = "relationships", "supervision"
COMMUNICATION, CARE = "communication", "self-care"
SUPPORT, DEVELOPMENT, MANAGEMENT = "support", "development", "management"
CPD_DAY = 3  # Thursday: day of the week of a CPD entry, from Monday as 0


@dataclass(frozen=True, slots=True)
class DemoChangeMarker:
    """A change marker."""

    ago: int  # its week, in weeks ago
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class DemoTags:
    """The themes and supervision functions of a week's text."""

    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notebook:
    """The notebook of one person; the ids and dates of CPD entries are set when it is saved."""

    stage: str = ""  # of the career
    first_year: bool = False  # whether the first-year set is switched on
    marks: tuple[DemoChangeMarker, ...] = ()
    sorting: Mapping[int, DemoTags] = field(default_factory=dict)  # weeks ago -> tags
    months: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # months ago -> six texts
    pieces: Mapping[int, CpdRecordEntry] = field(default_factory=dict)  # weeks ago -> CPD entry
    sets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # set -> usual answers


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
    pieces={
        9: CpdRecordEntry(
            id="",
            type="Peer reflection",
            description="A colleague and I read one assessment of mine together, at the same "
            "desks. I had written it alone and wanted a second pair of eyes.",
            learnt="I explain risk by listing events. A reader needs to know what they add up to.",
            impact="I now write one sentence on what it adds up to before I list anything. The "
            "family can follow it, and so can the conference.",
            peer=True,
            peer_learnt="My colleague reads for the child's day first. I read for dates first. We "
            "each took one habit from the other.",
            standards=("4.1", "4.6", "4.7"),
            draft=False,
        ),
        4: CpdRecordEntry(
            id="",
            type="Reflection in supervision",
            description="Two hard visits in a row with nowhere near to stop and talk.",
            learnt="I carry a visit into the next one when there is no pause between them.",
            standards=("4.2", "4.6"),
        ),
    },
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
    pieces={
        13: CpdRecordEntry(
            id="",
            type="Reading and trying out",
            description="A study of social workers who sometimes sought solitude, read beside my "
            "own weeks.",
            learnt="Time alone helps me to analyse. It helps others less if they cannot reach me.",
            impact="I work alone in the mornings and say when I can be reached. Families know it "
            "too.",
            standards=("4.3", "4.6"),
            draft=False,
        ),
    },
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

NOTEBOOKS = {PRIYA.name: _PRIYA, MAREK.name: _MAREK, JOAN.name: _JOAN, SAM.name: _SAM}
ANSWER_VARIATIONS = (-1, 0, 0, 0, 1)  # differences of a month's answer from the usual one


def get_demo_notebook(person: DemoPractitioner) -> Notebook:
    """The notebook of an invented person."""
    return NOTEBOOKS[person.name]


def seed_notebook(
    db: Connection, vault: Vault, context: SeedContext, person: DemoPractitioner
) -> None:
    """Save everything in the notebook of an invented person."""
    notebook, this_week = get_demo_notebook(person), context.this_week
    marks = [ChangeMarker(this_week + -m.ago, m.kind, m.words) for m in notebook.marks]
    preferences.update_settings(
        db,
        vault,
        stage=notebook.stage,
        first_year=notebook.first_year,
        changes=change_marker_services.serialise_change_markers(marks),
    )
    for ago, tags in notebook.sorting.items():
        sheet, now = context.questionnaire_weeks_ago(ago), context.friday_weeks_ago(ago)
        journal_services.tag_journal_entry(db, vault, sheet, tags.themes, tags.functions, now)
    for ago, texts in notebook.months.items():
        steps = {step.id: text for step, text in zip(REFLECTION_STEPS, texts, strict=True)}
        month, reflection = Month.of(this_week) + -ago, MonthlyReflection(steps)
        now = context.friday_weeks_ago(1)
        monthly_reflection.save_monthly_reflection(db, vault, month, reflection, "", now)
    for ago, piece in notebook.pieces.items():
        week, now = this_week + -ago, context.friday_weeks_ago(ago)
        day = week.days[CPD_DAY].isoformat()
        entry = replace(piece, id=secrets.token_hex(8), date=day, from_week=str(week))
        cpd_services.save_cpd_entry(db, vault, entry, 0, now)
    for sheet, check_in in _generate_monthly_sets(context, person, notebook):
        now = context.friday_weeks_ago(this_week - sheet.week)
        checkin_services.save_check_in(db, vault, sheet, check_in, secrets.token_hex(8), now)


def _generate_monthly_sets(
    context: SeedContext, person: DemoPractitioner, notebook: Notebook
) -> Iterator[tuple[Questionnaire, CheckIn]]:
    """The check-ins of monthly sets: the set in turn and the first-year set, in each past month.

    Months are those from the first week on. A set without usual answers in the notebook is left
    out.
    """
    random = Random(person.seed)  # noqa: S311  # invented people, not secrets
    first = Month.of(context.this_week + -person.weeks_ago[0])
    for month in (first + n for n in range(Month.of(context.this_week) - first)):
        in_turn = monthly_services.find_set_in_turn(context.library, month)
        for name, usual in notebook.sets.items():
            instrument = context.library.latest(name)
            if instrument == in_turn or name == monthly_services.FIRST_YEAR:
                answers = {
                    item.id: min(5, max(1, answer + random.choice(ANSWER_VARIATIONS)))
                    for item, answer in zip(instrument.items, usual, strict=True)
                }
                yield Questionnaire(instrument, month.weeks[-1]), CheckIn(answers)
