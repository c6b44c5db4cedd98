"""A data folder of invented people, made through the same services that real people use.

The folder is made anew when its weeks are no longer the latest, so that this week is always the one
still empty. A copy of the finished database is kept beside it: `reset` puts that back, in a moment,
under the running server. The passwords are made here and lie in the folder, because stepping into
a person is a real sign-in.
"""

import json
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from reflect.accounts import invitations, recovery, sessions
from reflect.accounts import settings as own_settings
from reflect.accounts.sessions import Opening
from reflect.checkins import service
from reflect.checkins.actions import Planned
from reflect.checkins.service import CheckIn
from reflect.checkins.stored import Sheet
from reflect.config import DATABASE_NAME, DEMO_MARK, Misconfigured, Settings, ours, url_file
from reflect.core.instruments import Instrument
from reflect.core.keys import SiteKeys
from reflect.core.library import load_library
from reflect.core.password_hash import Kdf, Stretched, stretch_new
from reflect.core.recovery_code import last_group, new_code
from reflect.core.session_keys import new_token
from reflect.core.vault import Vault, create
from reflect.core.weeks import LONDON, Week
from reflect.db import open_engine, reading, writing
from reflect.demo.keeping import Desk, keep
from reflect.demo.lives import Answers, Lived, lived
from reflect.demo.people import PEOPLE, Person, Told
from reflect.operations import schema, sites
from reflect.web.site import WEEKLY

PASSWORDS = "demo-passwords.json"  # the file's name
PRISTINE = "demo-pristine.sqlite"
FRIDAY, AFTERNOON = 4, time(16)  # when these people write, in London
YES = 1
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Stage:
    """What making the people needs."""

    keys: SiteKeys
    weekly: Instrument
    this_week: Week

    def sheet(self, ago: int) -> Sheet:
        """The check-in of so many weeks ago."""
        return Sheet(self.weekly, self.this_week + -ago)

    def friday(self, ago: int) -> datetime:
        """When the check-in of so many weeks ago is written."""
        day = (self.this_week + -ago).days[FRIDAY]
        return datetime.combine(day, AFTERNOON, LONDON).astimezone(UTC)


def prepare(
    settings: Settings, clock: Clock, say: Callable[[str], None], *, reset: bool
) -> list[str]:
    """See that the folder holds the demo of this week, and return the names to show.

    Raises:
        Misconfigured: the folder holds something else, or the demo was given another database or
            key file.
    """
    this_week = Week.of(clock())
    _refuse_what_is_not_a_demo(settings)
    if reset or not _is_ready(settings, this_week):
        mark = settings.data / DEMO_MARK
        _clear(settings.data)
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.write_text("", encoding="utf-8")  # from here on the folder may be made anew
        say("Preparing invented people and their year. This takes some seconds, once a week.")
        sites.set_up(settings, say)
        url_file(settings.data).unlink()  # the port may be another next time
        _fill(settings, this_week)
        shutil.copyfile(settings.data / DATABASE_NAME, settings.data / PRISTINE)
        mark.write_text(str(this_week), encoding="utf-8")
    return [person.shown for person in PEOPLE]


def reset(settings: Settings) -> None:
    """Put the finished database back, under the running server, in one go; every session ends."""
    with (
        closing(sqlite3.connect(settings.data / PRISTINE)) as source,
        closing(sqlite3.connect(settings.data / DATABASE_NAME, timeout=10)) as target,
    ):
        source.backup(target)


def password_of(settings: Settings, name: str) -> str:
    """The password that the demo made for one of its people.

    Raises:
        KeyError: there is no such person.
    """
    kept: dict[str, str] = json.loads((settings.data / PASSWORDS).read_text(encoding="utf-8"))
    return kept[name]


def _refuse_what_is_not_a_demo(settings: Settings) -> None:
    data = settings.data
    is_used = data.exists() and (not data.is_dir() or any(data.iterdir()))
    if is_used and not settings.is_demo:
        raise Misconfigured(
            f"{data} is not a demo folder, so nothing is touched there. Set REFLECT_DATA to a new "
            "folder."
        )
    if settings.database_url != f"sqlite:///{data / DATABASE_NAME}":
        raise Misconfigured("The demo keeps a database of its own. Unset REFLECT_DATABASE_URL.")
    if settings.key_file != data / "keys":
        raise Misconfigured("The demo keeps a key file of its own. Unset REFLECT_KEY_FILE.")


def _is_ready(settings: Settings, this_week: Week) -> bool:
    """Whether the folder was finished, for this week, by a Reflect with this schema."""
    mark, names = settings.data / DEMO_MARK, (DATABASE_NAME, PRISTINE, PASSWORDS, "keys")
    if not mark.is_file() or mark.read_text(encoding="utf-8").strip() != str(this_week):
        return False
    if not all((settings.data / name).is_file() for name in names):
        return False
    engine = open_engine(settings.database_url)
    with reading(engine) as db:
        fits = schema.is_current(db)
    engine.dispose()
    return fits


def _clear(data: Path) -> None:
    """Everything of the last demo but the mark, so that a clearing that breaks off can go on."""
    for name in (DATABASE_NAME, f"{DATABASE_NAME}-journal", PRISTINE, PASSWORDS, "keys"):
        (data / name).unlink(missing_ok=True)


def _fill(settings: Settings, this_week: Week) -> None:
    library = load_library(ours("instruments"), settings.data / "instruments")
    stage = Stage(sites.keys_of(settings), library.latest(WEEKLY), this_week)
    passwords, engine = {}, open_engine(settings.database_url)
    kdf = Kdf.parse(settings.kdf) if settings.kdf else Kdf.today
    with click.progressbar(PEOPLE, label="People", item_show_func=_shown) as people:
        for person in people:
            passwords[person.name] = secrets.token_urlsafe(18)
            stretched = stretch_new(passwords[person.name], stage.keys, kdf)
            with writing(engine) as db:
                vault = _join(db, stage, person, stretched)
                _live(db, stage, person, vault)
                keep(Desk(db, vault, library, this_week, stage.friday), person)
    engine.dispose()
    path = settings.data / PASSWORDS
    path.touch(mode=0o600)
    path.write_text(json.dumps(passwords), encoding="utf-8")


def _shown(person: Person | None) -> str:
    return person.shown if person else ""


def _join(db: Connection, stage: Stage, person: Person, password: Stretched) -> Vault:
    """An account by invitation, its recovery code typed back, its settings set."""
    began, lately = stage.friday(person.weeks[0]), stage.friday(person.weeks[-1])
    code, token = new_code(), new_token()
    invitation = invitations.invite(db, person.name, frozenset(), began)
    vault, record = create("", password, code)
    account = invitations.accept(db, invitation, record, began)
    sessions.open_session(db, token, Opening(account.id, vault, code=code), began)
    recovery.confirm(db, token, vault, last_group(code), began)
    sessions.end(db, token)
    recovery.answered(db, vault, lately, has_it=True)  # so that nobody is asked again at once
    own_settings.change(db, vault, shown=person.shown, interval=person.interval)
    return vault


def _live(db: Connection, stage: Stage, person: Person, vault: Vault) -> None:
    """Every week of a person, one after the other, as if they had sat down on its Friday."""
    weeks = lived(person)
    for week, outcome in zip(weeks, _outcomes(weeks), strict=True):
        sheet, now = stage.sheet(week.ago), stage.friday(week.ago)
        if week.away:
            service.mark_away(db, vault, sheet, now)
        else:
            check_in = _check_in(week, sheet.week, outcome)
            service.submit(db, vault, sheet, check_in, secrets.token_hex(8), now)


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
