"""The notebooks of the invented people: change markers, tags, months, CPD, monthly sets.

They are written down in `notebooks.toml`, with all dates in weeks ago, because the current week of
the demo moves. They are saved through the services, after the weeks.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.checkins import services as checkin_services
from reflect.checkins.fields import CheckIn
from reflect.checkins.monthly import services as monthly_services
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.vault import Vault
from reflect.core.months import Month
from reflect.core.strict_toml import FrozenTable
from reflect.core.week_entries import ChangeMarker
from reflect.demo.seed.people import DemoPractitioner
from reflect.demo.seed.seed_person import SeedContext
from reflect.notebook.cpd import services as cpd_services
from reflect.notebook.cpd.entries import DEFAULT_YEAR_START, CpdRecordEntry
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal import services as journal_services
from reflect.notebook.journal.monthly_reflection import REFLECTION_STEPS, MonthlyReflection
from reflect.trends.change_markers import services as change_marker_services

CPD_DAY = 3  # Thursday: day of the week of a CPD entry, from Monday as 0
ANSWER_VARIATIONS = (-1, 0, 0, 0, 1)  # differences of a month's answer from the usual one


class DemoChangeMarker(FrozenTable, frozen=True):
    """A change marker."""

    ago: int  # its week, in weeks ago
    kind: str
    words: str = ""


class DemoTags(FrozenTable, frozen=True):
    """The themes and supervision functions of a week's text."""

    themes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


class Notebook(FrozenTable, frozen=True):
    """The notebook of one person; the ids and dates of CPD entries are set when it is saved."""

    stage: str = ""  # of the career
    first_year: bool = False  # whether the first-year set is switched on
    marks: tuple[DemoChangeMarker, ...] = ()
    sorting: Mapping[int, DemoTags] = {}  # weeks ago -> tags
    months: Mapping[int, tuple[str, ...]] = {}  # months ago -> six texts
    pieces: Mapping[int, CpdRecordEntry] = {}  # weeks ago -> CPD entry
    sets: Mapping[str, tuple[int, ...]] = {}  # set -> usual answers


NOTEBOOKS = msgspec.toml.decode(  # username -> notebook
    Path(__file__).with_name("notebooks.toml").read_bytes(), type=dict[str, Notebook]
)


def seed_notebook(
    db: Connection, vault: Vault, context: SeedContext, person: DemoPractitioner
) -> None:
    """Save everything in the notebook of an invented person."""
    notebook, this_week = NOTEBOOKS[person.name], context.this_week
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
        chosen = tags.themes, tags.functions
        journal_services.tag_journal_entry(db, vault, sheet, chosen, None, now)
    for ago, texts in notebook.months.items():
        steps = {step.id: text for step, text in zip(REFLECTION_STEPS, texts, strict=True)}
        month, reflection = Month.of(this_week) + -ago, MonthlyReflection(steps)
        now = context.friday_weeks_ago(1)
        monthly_reflection.save_monthly_reflection(db, vault, month, reflection, "", now)
    for ago, piece in notebook.pieces.items():
        week, now = this_week + -ago, context.friday_weeks_ago(ago)
        day = week.days[CPD_DAY].isoformat()
        entry = replace(piece, id=secrets.token_hex(8), date=day, from_week=str(week))
        cpd_services.save_cpd_entry(db, vault, entry, "", now, DEFAULT_YEAR_START)
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
