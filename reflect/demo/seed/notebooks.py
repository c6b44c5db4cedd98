"""The notebooks of the invented people, kept through the services, after their weeks."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
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
from reflect.demo.seed.notebook_texts import DemoCpdEntry, Notebook, get_demo_notebook
from reflect.demo.seed.people import DemoPractitioner
from reflect.notebook.cpd import services as cpd_services
from reflect.notebook.cpd.entries import CpdRecordEntry
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal import services as journal_services
from reflect.notebook.journal.monthly_reflection import REFLECTION_STEPS, MonthlyReflection
from reflect.trends.change_markers import services as change_marker_services

ANSWER_VARIATIONS = (-1, 0, 0, 0, 1)  # how a month's answer differs from the usual one


@dataclass(frozen=True, slots=True)
class NotebookSeedContext:
    """Where somebody sits down to write."""

    db: Connection
    vault: Vault
    library: Library
    this_week: Week
    friday: Callable[[int], datetime]  # when somebody writes, so many weeks ago


def seed_notebook(desk: NotebookSeedContext, person: DemoPractitioner) -> None:
    """Everything that one of them keeps beside the weeks."""
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
    _keep_months(desk, notebook)
    for piece in notebook.pieces:
        cpd_services.save_cpd_entry(
            desk.db, desk.vault, _entry(desk, piece), 0, desk.friday(piece.ago)
        )
    _keep_sets(desk, person, notebook)


def _keep_months(desk: NotebookSeedContext, notebook: Notebook) -> None:
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


def _keep_sets(desk: NotebookSeedContext, person: DemoPractitioner, notebook: Notebook) -> None:
    """The set in turn, in each month up to the last; the first year's in each of them."""
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
