"""Create invented people and save their weekly check-ins, through the services of real people."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import Connection

from reflect.accounts import invitations, recovery, sessions
from reflect.accounts.repository import Account
from reflect.accounts.sessions import NewSession
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.fields import CheckIn
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.codes import last_group, new_recovery_code
from reflect.core.crypto.password_hash import StretchedPassword
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.session_keys import new_token
from reflect.core.crypto.vault import Vault, create_vault
from reflect.core.instruments.library import WEEKLY_INSTRUMENT_ID, Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import LONDON, Week
from reflect.demo.seed.people import DemoPractitioner
from reflect.demo.seed.week_generator import GeneratedWeek, generate_weeks
from reflect.policy import Role

FRIDAY, CHECK_IN_TIME = 4, time(16)  # day of the week and local time (London) of a check-in
HELD_YES = 1  # answer: there was a supervision


@dataclass(frozen=True, slots=True)
class SeedContext:
    """The site keys, instruments and current week for which people are created."""

    keys: SiteKeys
    library: Library
    this_week: Week

    @property
    def weekly_instrument(self) -> Instrument:
        """The weekly check-in."""
        return self.library.latest(WEEKLY_INSTRUMENT_ID)

    def questionnaire_weeks_ago(self, ago: int) -> Questionnaire:
        """The weekly check-in for the week `ago` weeks before the current one."""
        return Questionnaire(self.weekly_instrument, self.this_week + -ago)

    def friday_weeks_ago(self, ago: int) -> datetime:
        """The time at which the check-in of that week is saved: its Friday, in UTC."""
        day = (self.this_week + -ago).days[FRIDAY]
        return datetime.combine(day, CHECK_IN_TIME, LONDON).astimezone(UTC)


def create_demo_account(
    db: Connection,
    context: SeedContext,
    name: str,
    password: StretchedPassword,
    *,
    since: int = 1,
    roles: tuple[str, ...] = (),
) -> tuple[Account, Vault]:
    """Create an account by invitation, `since` weeks ago, with a confirmed recovery code."""
    began, code, token = context.friday_weeks_ago(since), new_recovery_code(), new_token()
    invitation = invitations.create_invitation(db, name, frozenset(map(Role, roles)), began)
    vault, record = create_vault("", password, code)
    account = invitations.accept_invitation(db, invitation, record, began)
    sessions.create_session(db, token, NewSession(account.id, vault, code=code), began)
    recovery.confirm_recovery_code(db, token, vault, last_group(code), began)
    sessions.revoke_session(db, token)
    # A recent check, so that no page asks for another one.
    recovery.record_code_check(db, vault, context.friday_weeks_ago(1), has_it=True)
    return account, vault


def seed_practitioner(
    db: Connection, context: SeedContext, person: DemoPractitioner, password: StretchedPassword
) -> tuple[Account, Vault]:
    """Create the account of a practitioner, and save every week, oldest first, on its Friday."""
    since = person.weeks_ago[0]
    account, vault = create_demo_account(db, context, person.name, password, since=since)
    weeks = generate_weeks(person)
    for week, outcome in zip(weeks, _outcomes(weeks), strict=True):
        sheet, now = context.questionnaire_weeks_ago(week.ago), context.friday_weeks_ago(week.ago)
        if week.away:
            checkin_services.mark_away(db, vault, sheet, now)
        else:
            check_in = _check_in(week, sheet.week, outcome)
            checkin_services.save_check_in(db, vault, sheet, check_in, secrets.token_hex(8), now)
    return account, vault


def _outcomes(weeks: list[GeneratedWeek]) -> Iterator[str]:
    """The outcome that each check-in reports for the last action.

    An action that was carried over is asked about again, until there is a newer one.
    """
    pending = ""
    for week in weeks:
        yield "" if week.away else pending
        if week.notes.action:
            pending = week.notes.outcome
        elif pending != "carried" and not week.away:
            pending = ""


def _check_in(generated: GeneratedWeek, week: Week, outcome: str) -> CheckIn:
    """The input of a check-in; a supervision took place on a working day of the week."""
    answers, notes = dict(generated.answers), generated.notes
    if answers["held"] == HELD_YES:
        answers["date"] = week.days[generated.ago % 5].isoformat()
    texts = {"happened": notes.happened, "matters": notes.matters, "next": notes.next}
    planned = ActionInput(notes.action, notes.whose, notes.supervision)
    return CheckIn(answers, {item: text for item, text in texts.items() if text}, planned, outcome)
