"""A notebook with one of everything beside the weeks, made through the services."""

from datetime import datetime

from sqlalchemy import Connection

from reflect.accounts.settings import preferences
from reflect.checkins import services as checkin_services
from reflect.checkins.fields import CheckIn
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.vault import Vault
from reflect.core.experiments import Experiment
from reflect.core.months import Month
from reflect.core.week_entries import ChangeMarker
from reflect.notebook.cpd import services as cpd_services
from reflect.notebook.cpd.entries import DEFAULT_YEAR_START, CpdRecordEntry
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal import services as journal_services
from reflect.notebook.journal.monthly_reflection import REFLECTION_STEPS, MonthlyReflection
from reflect.trends.change_markers import services as change_marker_services
from reflect.trends.experiments import services as experiment_services
from tests.support.weeks import FRIDAY, LIBRARY, W47, W48, WEEKLY

NOVEMBER = Month.of(W48)
CPD_ENTRY_ID, CPD_DRAFT_ID = "c" * 16, "d" * 16
REFLECTION_TEXT = "A month of booked desks. I sat on four floors and knew people on one."
CHANGE_MARKERS = (
    ChangeMarker(W48 + -30, "team"),
    ChangeMarker(W48 + -10, "office", "No office of our own any more", baseline=True),
)
ENDED_EXPERIMENT = Experiment(W48 + -13, "Two days at base", "connection", "higher", "tutuut")


def tag_notes(db: Connection, vault: Vault, now: datetime = FRIDAY) -> None:
    """Tag the texts of this week and of last week."""
    for week, themes in ((W48, ("relationships", "self-care")), (W47, ("supervision",))):
        tags, sheet = (themes, ("support", "mediation")), Questionnaire(WEEKLY, week)
        journal_services.tag_journal_entry(db, vault, sheet, tags, None, now)


def save_november_reflection(db: Connection, vault: Vault, now: datetime = FRIDAY) -> None:
    """The monthly reflection, with every field filled in."""
    texts = {step.id: REFLECTION_TEXT for step in REFLECTION_STEPS} | {
        monthly_reflection.DEEPER_BOX: "Who decides is not in the room."
    }
    written = MonthlyReflection(texts, "critical", ("relationships",), ("support", "mediation"))
    monthly_reflection.save_monthly_reflection(db, vault, NOVEMBER, written, "", now)


def save_cpd_entries(db: Connection, vault: Vault, now: datetime = FRIDAY) -> None:
    """A finished entry, one of the year before, and a draft with identifying details."""
    piece = CpdRecordEntry(
        CPD_ENTRY_ID,
        type="Peer reflection",
        description="A colleague and I read one assessment of mine together, at the same desks.",
        date="2026-11-20",
        learnt="I explain risk by listing events. A reader needs to know what they add up to.",
        impact="I now write one sentence on what it adds up to before I list anything.",
        peer=True,
        peer_learnt="My colleague reads for the day of the child first. I read for dates first.",
        standards=("4.1", "4.6", "4.7"),
        draft=False,
    )
    earlier = CpdRecordEntry(
        "b" * 16, "Training", "On record keeping.", "2025-11-03", "Less.", draft=False
    )
    draft = CpdRecordEntry(
        CPD_DRAFT_ID, type="Reading", description="Mrs Okafor rang me on 020 7946 0000."
    )
    for entry in (piece, earlier, draft):
        cpd_services.save_cpd_entry(db, vault, entry, "", now, DEFAULT_YEAR_START)


def submit_monthly_sets(db: Connection, vault: Vault) -> None:
    """The first-year set in seven months with a gap, the one on families once with low answers."""
    for n in (0, 1, 2, 4, 5, 6, 7):
        answers = {"chance": 3, "small": 2 + n % 3, "beside": 4, "talked": 3, "planned": 3}
        _submit_monthly_set(db, vault, "first-year", NOVEMBER + -n, answers)
    low = {"face": 1, "fit": 2, "enough": 1, "found": 4, "choice": "n/a"}
    _submit_monthly_set(db, vault, "families", NOVEMBER + -1, low)


def _submit_monthly_set(
    db: Connection, vault: Vault, name: str, month: Month, answers: dict
) -> None:
    week = min(month.weeks[-1], W48)
    sheet = Questionnaire(LIBRARY.latest(name), week)
    checkin_services.save_check_in(db, vault, sheet, CheckIn(answers), "e" * 16, FRIDAY)


def fill_notebook(db: Connection, vault: Vault) -> None:
    """Everything above, and settings with change markers and an experiment; needs weeks."""
    marked = change_marker_services.serialise_change_markers(CHANGE_MARKERS)
    preferences.update_settings(db, vault, shown="Sam Tully", first_year=True, changes=marked)
    experiment_services.start_experiment(db, vault, ENDED_EXPERIMENT)
    tag_notes(db, vault)
    save_november_reflection(db, vault)
    save_cpd_entries(db, vault)
    submit_monthly_sets(db, vault)
