"""How an invented person joins, and sits down week after week: the same services as for anybody."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection

from reflect.accounts import invitations, recovery, sessions
from reflect.accounts.repository import Account
from reflect.accounts.sessions import Opening
from reflect.accounts.settings import preferences
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import Planned
from reflect.checkins.repository import Sheet
from reflect.checkins.services import CheckIn
from reflect.core.crypto.codes import last_group, new_code
from reflect.core.crypto.password_hash import Stretched
from reflect.core.crypto.primitives import SiteKeys
from reflect.core.crypto.session_keys import new_token
from reflect.core.crypto.vault import Vault, create
from reflect.core.instruments.library import WEEKLY, Library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import LONDON, Week
from reflect.demo.seed.people import Person, Told
from reflect.demo.seed.week_generator import Answers, Lived, lived
from reflect.policy import Role

FRIDAY, AFTERNOON = 4, time(16)  # when these people write, in London
YES = 1


@dataclass(frozen=True, slots=True)
class Stage:
    """What making the people needs."""

    keys: SiteKeys
    library: Library
    this_week: Week

    @property
    def weekly(self) -> Instrument:
        """The weekly check-in."""
        return self.library.latest(WEEKLY)

    def sheet(self, ago: int) -> Sheet:
        """The check-in of so many weeks ago."""
        return Sheet(self.weekly, self.this_week + -ago)

    def friday(self, ago: int) -> datetime:
        """When the check-in of so many weeks ago is written."""
        day = (self.this_week + -ago).days[FRIDAY]
        return datetime.combine(day, AFTERNOON, LONDON).astimezone(UTC)


def join(
    db: Connection,
    stage: Stage,
    name: str,
    password: Stretched,
    *,
    since: int = 1,
    roles: tuple[str, ...] = (),
) -> tuple[Account, Vault]:
    """An account by invitation, so many weeks ago, its recovery code typed back."""
    began, lately = stage.friday(since), stage.friday(1)
    code, token = new_code(), new_token()
    invitation = invitations.invite(db, name, frozenset(map(Role, roles)), began)
    vault, record = create("", password, code)
    account = invitations.accept(db, invitation, record, began)
    sessions.open_session(db, token, Opening(account.id, vault, code=code), began)
    recovery.confirm(db, token, vault, last_group(code), began)
    sessions.end(db, token)
    recovery.answered(db, vault, lately, has_it=True)  # so that nobody is asked again at once
    return account, vault


def settle_in(db: Connection, vault: Vault, person: Person) -> None:
    """What somebody sets for themselves."""
    preferences.change(db, vault, shown=person.shown, interval=person.interval)


def live(db: Connection, stage: Stage, person: Person, vault: Vault) -> None:
    """Every week of a person, one after the other, as if they had sat down on its Friday."""
    weeks = lived(person)
    for week, outcome in zip(weeks, _outcomes(weeks), strict=True):
        sheet, now = stage.sheet(week.ago), stage.friday(week.ago)
        if week.away:
            checkin_services.mark_away(db, vault, sheet, now)
        else:
            check_in = _check_in(week, sheet.week, outcome)
            checkin_services.submit(db, vault, sheet, check_in, secrets.token_hex(8), now)


def _outcomes(weeks: list[Lived]) -> Iterator[str]:
    """What each check-in says about the last action: carried over until a newer one is planned."""
    waiting = ""
    for week in weeks:
        yield "" if week.away else waiting
        if week.told.action:
            waiting = week.told.outcome
        elif waiting != "carried" and not week.away:
            waiting = ""


def _check_in(week: Lived, of: Week, outcome: str) -> CheckIn:
    told = week.told
    planned = Planned(told.action, told.whose, told.supervision)
    return CheckIn(_answers(week, of), _texts(told), planned, outcome)


def _answers(week: Lived, of: Week) -> Answers:
    """The answers; a supervision was on some working day."""
    held: dict[str, Any] = {"date": of.days[week.ago % 5].isoformat()}
    return {**week.answers, **(held if week.answers["held"] == YES else {})}


def _texts(told: Told) -> dict[str, str]:
    texts = {"happened": told.happened, "matters": told.matters, "next": told.next}
    return {name: text for name, text in texts.items() if text}
