"""How an invented person joins, and sits down week after week: the same services as for anybody."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection

from reflect.accounts import invitations, recovery, sessions
from reflect.accounts.repository import Account
from reflect.accounts.sessions import NewSession
from reflect.accounts.settings import preferences
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.repository import Questionnaire
from reflect.checkins.services import CheckIn
from reflect.core.crypto.codes import last_group, new_recovery_code
from reflect.core.crypto.password_hash import StretchedPassword
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.session_keys import new_token
from reflect.core.crypto.vault import Vault, create_vault
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import LONDON, Week
from reflect.demo.seed.people import DemoPractitioner, DemoWeekNotes
from reflect.demo.seed.week_generator import GeneratedWeek, WeekAnswers, generate_weeks
from reflect.policy import Role

FRIDAY, CHECK_IN_TIME = 4, time(16)  # when these people write, in London
HELD_YES = 1


@dataclass(frozen=True, slots=True)
class SeedContext:
    """What is needed to create invented people."""

    keys: SiteKeys
    library: Library
    this_week: Week

    @property
    def weekly_instrument(self) -> Instrument:
        """The weekly check-in."""
        return self.library.latest(WEEKLY_INSTRUMENT_ID)

    def questionnaire_weeks_ago(self, ago: int) -> Questionnaire:
        """The check-in of so many weeks ago."""
        return Questionnaire(self.weekly_instrument, self.this_week + -ago)

    def friday_weeks_ago(self, ago: int) -> datetime:
        """The moment at which the check-in of so many weeks ago is saved."""
        day = (self.this_week + -ago).days[FRIDAY]
        return datetime.combine(day, CHECK_IN_TIME, LONDON).astimezone(UTC)


def create_demo_account(
    db: Connection,
    stage: SeedContext,
    name: str,
    password: StretchedPassword,
    *,
    since: int = 1,
    roles: tuple[str, ...] = (),
) -> tuple[Account, Vault]:
    """Create an account by invitation, in weeks ago, with a confirmed recovery code."""
    began, lately = stage.friday_weeks_ago(since), stage.friday_weeks_ago(1)
    code, token = new_recovery_code(), new_token()
    invitation = invitations.create_invitation(db, name, frozenset(map(Role, roles)), began)
    vault, record = create_vault("", password, code)
    account = invitations.accept_invitation(db, invitation, record, began)
    sessions.create_session(db, token, NewSession(account.id, vault, code=code), began)
    recovery.confirm_recovery_code(db, token, vault, last_group(code), began)
    sessions.revoke_session(db, token)
    recovery.record_code_check(
        db, vault, lately, has_it=True
    )  # so that nobody is asked again at once
    return account, vault


def save_demo_settings(db: Connection, vault: Vault, person: DemoPractitioner) -> None:
    """Save the preferences of an invented person."""
    preferences.update_settings(db, vault, shown=person.shown, interval=person.interval)


def seed_weeks(db: Connection, stage: SeedContext, person: DemoPractitioner, vault: Vault) -> None:
    """Save every week of a person, one after the other, as if on its Friday."""
    weeks = generate_weeks(person)
    for week, outcome in zip(weeks, _outcomes(weeks), strict=True):
        sheet, now = stage.questionnaire_weeks_ago(week.ago), stage.friday_weeks_ago(week.ago)
        if week.away:
            checkin_services.mark_away(db, vault, sheet, now)
        else:
            check_in = _check_in(week, sheet.week, outcome)
            checkin_services.save_check_in(db, vault, sheet, check_in, secrets.token_hex(8), now)


def _outcomes(weeks: list[GeneratedWeek]) -> Iterator[str]:
    """The outcome that each check-in reports for the last action."""
    waiting = ""
    for week in weeks:
        yield "" if week.away else waiting
        if week.notes.action:
            waiting = week.notes.outcome
        elif waiting != "carried" and not week.away:
            waiting = ""


def _check_in(week: GeneratedWeek, of: Week, outcome: str) -> CheckIn:
    told = week.notes
    planned = ActionInput(told.action, told.whose, told.supervision)
    return CheckIn(_answers(week, of), _texts(told), planned, outcome)


def _answers(week: GeneratedWeek, of: Week) -> WeekAnswers:
    """The answers of a week; a supervision was on some working day."""
    held: dict[str, Any] = {"date": of.days[week.ago % 5].isoformat()}
    return {**week.answers, **(held if week.answers["held"] == HELD_YES else {})}


def _texts(told: DemoWeekNotes) -> dict[str, str]:
    texts = {"happened": told.happened, "matters": told.matters, "next": told.next}
    return {name: text for name, text in texts.items() if text}
