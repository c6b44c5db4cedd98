"""Years of supervision and actions: as values, and sent as check-ins behind the pages."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from reflect.accounts import repository as account_repository
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.repository import Questionnaire
from reflect.checkins.services import CheckIn
from reflect.config import packaged_data_dir
from reflect.core.crypto.vault import Vault, unlock_with_code
from reflect.core.instruments.library import load_library
from reflect.core.week_entries import (
    SUPERVISION_HELD,
    SUPERVISION_NOT_DUE,
    SupervisionMeeting,
    WeekEntry,
)
from reflect.core.weeks import Week, weeks_between
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.notebook.supervision.services import SupervisionHistory, build_supervision_history

LIBRARY = load_library(packaged_data_dir("instruments"))
WEEKLY = LIBRARY.latest("weekly-check-in")
W48 = Week.parse("2026-W48")  # the week in which the clock of the tests stands
NOW = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
EVEN = {"reach": 4, "sense": 4, "belong": 4, "answer": 3, "think": 3, "care": 3}
ALL = {**EVEN, "finish": 4, "switch": 4, "time": 4}
FOUR = {"shown": "", "interval": 4, "own_interval": 4, "stage": ""}


def year(
    held: Mapping[int, SupervisionMeeting] | tuple[int, ...],
    weeks: int = 52,
    own: Mapping[str, object] = FOUR,
    **more: int | str | None,
) -> SupervisionHistory:
    """So many weeks up to W48; `held` counts weeks ago, as do `w3=3`: answers, "away" or None."""
    meetings = held if isinstance(held, Mapping) else dict.fromkeys(held, SupervisionMeeting())
    other = {int(name[1:]): value for name, value in more.items()}
    entries = {}
    for week in weeks_between(W48 + (1 - weeks), W48):
        ago = W48 - week
        said = other.get(ago, SUPERVISION_HELD if ago in meetings else SUPERVISION_NOT_DUE)
        if said == "away":
            entries[week] = WeekEntry(week, away=True)
        elif said is not None:
            entries[week] = WeekEntry(week, held=said, meeting=meetings.get(ago))
    return build_supervision_history(entries, W48 + (1 - weeks), W48, own)


def vault_of(app, browser, name: str = "sam@example.org") -> Vault:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return unlock_with_code(
            account_repository.find_account_by_username(db, name).record, browser.code
        )


def send(app, browser, week: Week, planned: ActionInput | None = None, outcome="", /, **answers):
    """A week's check-in, on the Friday of that week."""
    check_in = CheckIn(answers or ALL, {}, planned or ActionInput(), outcome)
    friday = NOW + timedelta(weeks=week - W48)
    vault = vault_of(app, browser)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        fresh = f"{week.number:016}"
        checkin_services.save_check_in(
            db, vault, Questionnaire(WEEKLY, week), check_in, fresh, friday
        )
