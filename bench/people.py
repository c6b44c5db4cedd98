"""A site of invented people for the figures, made through the same services as real ones.

Unless a figure is about signing in, passwords cost as little as settings allow, and sessions are
opened without a sign-in: neither is in what is measured.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from reflect.accounts import invitations, recovery, sessions
from reflect.accounts.sessions import NewSession
from reflect.checkins import services as checkin_services
from reflect.checkins.actions import ActionInput
from reflect.checkins.fields import CheckIn
from reflect.checkins.repository import Questionnaire
from reflect.config import Settings, packaged_data_dir, read_settings
from reflect.core.crypto.codes import last_group, new_recovery_code
from reflect.core.crypto.password_hash import Kdf, stretch_new_password
from reflect.core.crypto.session_keys import new_token
from reflect.core.crypto.vault import Vault, create_vault
from reflect.core.instruments.library import load_library
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import LONDON, Week
from reflect.db import open_engine, writing
from reflect.operations import site_setup
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID

WEAK = "argon2id,19,8,1,1"  # the cheapest password that settings allow
REAL = ""  # today's
PASSWORD = "four small boats adrift"
FRIDAY, AFTERNOON = 4, time(16)
TEXTS = {
    "happened": "A long visit on Tuesday. I went back to the office with it still in my head.",
    "matters": "Two people looked up when I came in. I did not have to ask.",
    "next": "Go back to base after a hard visit, even if home is nearer.",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, and the cookie of their open session."""

    name: str
    vault: Vault
    token: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is set up, and its engine for this process."""

    settings: Settings
    engine: Engine

    def sheet(self, ago: int = 0) -> Questionnaire:
        """The weekly check-in of so many weeks ago."""
        return Questionnaire(self.weekly, Week.of(now()) + -ago)

    @property
    def weekly(self) -> Instrument:
        """The weekly check-in."""
        return load_library(
            packaged_data_dir("instruments"), self.settings.data / "instruments"
        ).latest(WEEKLY_INSTRUMENT_ID)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@contextmanager
def site(*, database_url: str | None = None, kdf: str = WEAK) -> Iterator[Site]:
    """A fresh site in a temporary folder, gone at the end."""
    with TemporaryDirectory(prefix="reflect-bench-") as folder:
        settings = read_settings(
            {}, data=Path(folder) / "data", database_url=database_url, kdf=kdf, testing=True
        )
        site_setup.set_up_site(settings, lambda _line: None)
        engine = open_engine(settings.database_url)
        yield Site(settings, engine)
        engine.dispose()


def join(on: Site, count: int, stem: str = "person") -> list[Person]:
    """So many people with a confirmed recovery code and an open session."""
    keys = site_setup.load_site_keys(on.settings)
    kdf = Kdf.parse(on.settings.kdf) if on.settings.kdf else Kdf.current
    password = stretch_new_password(PASSWORD, keys, kdf)
    people = []
    with writing(on.engine) as db:
        for at in range(count):
            name, code, token, moment = (
                f"{stem}{at}@example.org",
                new_recovery_code(),
                new_token(),
                now(),
            )
            invitation = invitations.create_invitation(db, name, frozenset(), moment)
            vault, record = create_vault("", password, code)
            account = invitations.accept_invitation(db, invitation, record, moment)
            sessions.create_session(db, token, NewSession(account.id, vault, code=code), moment)
            recovery.confirm_recovery_code(db, token, vault, last_group(code), moment)
            people.append(Person(name, vault, token))
    return people


def live(on: Site, person: Person, weeks: int) -> None:
    """A check-in with notes in each of so many weeks, up to last week."""
    weekly, this_week = on.weekly, Week.of(now())
    with writing(on.engine) as db:
        for ago in range(weeks, 0, -1):
            week = this_week + -ago
            moment = datetime.combine(week.days[FRIDAY], AFTERNOON, LONDON).astimezone(UTC)
            planned = (
                ActionInput("Put the hub day after the visit day.", 1) if ago % 8 == 0 else None
            )
            check_in = CheckIn(_answers(week, ago), TEXTS, planned or ActionInput(), "")
            sheet = Questionnaire(weekly, week)
            checkin_services.save_check_in(
                db, person.vault, sheet, check_in, secrets.token_hex(8), moment
            )


def _answers(week: Week, ago: int) -> dict[str, object]:
    items = ["reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time"]
    answers: dict[str, object] = {name: 1 + (ago * 7 + at * 3) % 5 for at, name in enumerate(items)}
    answers |= {"place": 4, "contact": 2, "held": 2}
    answers |= {"home": 3, "base": 3 + ago % 2, "other": 0, "out": 2, "between": 1 + ago % 2}
    if ago % 4 == 0:
        day = week.days[1].isoformat()
        answers |= {"held": 1, "date": day, "minutes": 60, "how": 1, "who": 1}
        answers |= {"free": 1, "reflect": 2}
    return answers
