"""The few people of a country who are real: made through the services, so that their pages open.

They have to be told apart by what they may do: the first leads a team and may look across teams,
the second organises, the third is going to leave. Some have 520 weeks behind them, the rest a
month. Everybody is in a team with others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from country_cluster import database, drop
from country_ground import LIFE, Ground
from country_rows import Step, lay_down
from people import PASSWORD, WEAK, Person, Site, join, live, now
from sqlalchemy import Connection, select, text, update

from reflect.accounts import repository as account_repository
from reflect.accounts import sessions
from reflect.accounts.sessions import NewSession
from reflect.config import read_settings
from reflect.core.crypto.password_hash import stretch_password
from reflect.core.crypto.session_keys import new_token
from reflect.core.crypto.vault import unlock_with_password
from reflect.db import open_engine, reading, writing
from reflect.models import accounts, memberships, vaults
from reflect.operations import site_setup

REAL_PEOPLE, OLD_HANDS, WEEKS, MONTH = 200, 4, 520, 4
LEADER, ORGANISER, LEAVER, SUBMITTER = range(4)  # old hands, by number
SESSIONS = "sessions on Monday at nine"
MORNING = """
    INSERT INTO sessions (id, account, vault, wrap, started, touched, strong)
    SELECT sha256(decode(id, 'hex')), account, id,
        CASE WHEN n % 3 = 0 THEN sha256(decode(id, 'hex')) || sha256('seal') END,
        :now - 1800 - n % 1200,
        (:now - CASE WHEN n % 3 = 0 THEN n % 900 ELSE 960 + n % 560 END) / 60 * 60, 0
    FROM (SELECT id, account, row_number() OVER () AS n FROM vaults WHERE replaced IS NULL) AS v
    WHERE n <= :count
"""


@dataclass(frozen=True, slots=True)
class Country:
    """A country that stands."""

    on: Site
    people: int
    weeks: int
    real: list[Person]
    accounts: list[str]  # of the real ones, in the same order

    def team_of(self, number: int, kind: str = "member") -> str:
        """The team of a real person."""
        mine = (memberships.c.account == self.accounts[number], memberships.c.ended.is_(None))
        with reading(self.on.engine) as db:
            found = select(memberships.c.team).where(*mine, memberships.c.kind == kind)
            return str(db.execute(found).scalar_one())


@contextmanager
def country(url: str, folder: Path, people: int, weeks: int, step: Step) -> Iterator[Country]:
    """A country in a database of its own; one that stands there from another time is taken."""
    name = f"country_{people}_{weeks}"
    there, is_new = database(url, name)
    settings = read_settings({}, data=folder / name, database_url=there, kdf=WEAK, testing=True)
    site_setup.set_up_site(settings, lambda _line: None)
    on = Site(settings, open_engine(settings.database_url))
    if is_new:
        try:
            _lay_down(on, people, weeks, step)
        except BaseException:  # half a country would be taken for a whole one the next time
            on.engine.dispose()
            drop(url, name)
            raise
    else:
        step(people * weeks)
    _monday_morning(on, people)
    yield _signed_in(on, people, weeks)
    on.engine.dispose()


def _lay_down(on: Site, people: int, weeks: int, step: Step) -> None:
    made = join(on, min(REAL_PEOPLE, people // 4))
    for at, person in enumerate(made):
        live(on, person, WEEKS if at < OLD_HANDS else MONTH)
    lay_down(Ground(on, people, weeks), _ids(on), step)
    with writing(on.engine) as db:
        _give_roles(db, _ids(on))


def _monday_morning(on: Site, people: int) -> None:
    """Whoever signed in this morning; two of three have locked since, and wait to be deleted."""
    values = {"now": int(now().timestamp()), "count": int(people * LIFE[SESSIONS])}
    with writing(on.engine) as db:
        db.execute(text("TRUNCATE sessions"))
        db.execute(text(MORNING), values)
    with on.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("VACUUM ANALYZE sessions"))


def _ids(on: Site) -> list[tuple[str, str]]:
    """Account and vault of the real ones, in the order of their numbers."""
    whose = select(accounts.c.name, accounts.c.id, vaults.c.id.label("vault")).join(
        vaults, vaults.c.account == accounts.c.id
    )
    current = whose.where(accounts.c.name.like("person%@example.org"), vaults.c.replaced.is_(None))
    with reading(on.engine) as db:
        found = db.execute(current).all()
    numbered = sorted(found, key=lambda row: int(row.name.removeprefix("person").split("@")[0]))
    return [(row.id, row.vault) for row in numbered]


def _give_roles(db: Connection, ids: list[tuple[str, str]]) -> None:
    for number, role in ((LEADER, "leader"), (ORGANISER, "organiser")):
        mine = update(accounts).where(accounts.c.id == ids[number][0])
        db.execute(mine.values(roles=role))


def _signed_in(on: Site, people: int, weeks: int) -> Country:
    """Everybody real with a fresh session, as with a second factor."""
    keys, real, ids = site_setup.load_site_keys(on.settings), [], _ids(on)
    with writing(on.engine) as db:
        for account, _vault in ids:
            found = account_repository.load_account(db, account)
            site_key = keys[found.record.site_key_number]
            stretched = stretch_password(PASSWORD, found.record.salt, found.record.kdf, site_key)
            vault, token = unlock_with_password(found.record, stretched), new_token()
            if vault is None:
                raise RuntimeError("this database was made with another password")
            sessions.create_session(db, token, NewSession(account, vault, strong=True), now())
            real.append(Person(found.account.name, vault, token))
    return Country(on, people, weeks, real, [account for account, _vault in ids])
