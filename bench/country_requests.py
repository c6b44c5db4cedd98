"""What is asked of a country: each kind of request once, by a person to whom it belongs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from country_people import LEADER, LEAVER, ORGANISER, PASSWORD, SUBMITTER, Country
from country_watch import Seen, Watch
from flask import Flask
from flask.testing import FlaskClient
from people import now
from sqlalchemy import select
from submit import LAST, address

from reflect.accounts import repository as account_repository
from reflect.app import create_app
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import accounts
from reflect.mydata import services as mydata_services
from reflect.operations import health_checks, site_setup
from reflect.teams.contributions import Sharer
from reflect.web import access_control

NETWORK = "192.0.2.1"
BY_ALL = frozenset(  # about every team or person there is
    {
        "leader-across-teams",
        "organiser-all-teams",
        "organiser-people",
        "organiser-invitations",
    }
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A browser in this process, and how it asks."""

    app: Flask
    country: Country

    def client(self, number: int) -> FlaskClient:
        """The browser of a real person."""
        client = self.app.test_client()
        name = self.country.on.settings.cookie_name("reflect")
        client.set_cookie(name, self.country.real[number].token.hex())
        return client

    def get(self, number: int, path: str) -> Callable[[], object]:
        """Opening a page."""
        client = self.client(number)

        def ask() -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"GET {path}: {answer.status_code}")

        return ask

    def post(
        self, number: int, path: str, form: dict[str, str], page: str = ""
    ) -> Callable[[], object]:
        """Opening a page and sending its form."""
        client = self.client(number)

        def ask() -> None:
            shown = client.get(page or path).get_data(as_text=True)
            token = shown.split('name="csrf_token" value="')[1].split('"')[0]
            answer = client.post(path, data={"csrf_token": token, **form})
            if answer.status_code != 303:
                raise RuntimeError(f"POST {path}: {answer.status_code}")

        return ask

    def sign_in(self) -> None:
        """Name and password."""
        client = self.app.test_client()
        shown = client.get("/sign-in").get_data(as_text=True)
        token = shown.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"name": self.country.real[-1].name, "password": PASSWORD, "csrf_token": token}
        if client.post("/sign-in", data=form).status_code != 303:
            raise RuntimeError("the sign-in was refused")


def requests(country: Country) -> Iterator[Seen]:
    """Every request, looked at."""
    on = country.on
    app = create_app(
        data=on.settings.data,
        database_url=on.settings.database_url,
        kdf=on.settings.kdf,
        testing=True,
    )
    desk, watch = Desk(app, country), Watch(app.extensions[ENGINE_EXTENSION_KEY])
    desk.sign_in()  # what a process does once, at its first request
    for name, work in _pages(desk).items():
        yield watch.look(name, work)
    with app.app_context():
        yield watch.look("clean-up", lambda: _clean_up(app), rounds=2)
        yield watch.look("erase-a-person", lambda: _erase(app, country), rounds=2)
        yield watch.look("reflect-check", lambda: _check(app, country))
    app.extensions[ENGINE_EXTENSION_KEY].dispose()


def _pages(desk: Desk) -> dict[str, Callable[[], object]]:
    """Pages by their name in the figures."""
    on, real = desk.country.on, desk.country
    team, led = real.team_of(LEADER), real.team_of(LEADER, "supervisor")
    with reading(on.engine) as db:
        somebody = db.execute(
            select(accounts.c.id).where(accounts.c.name.not_like("person%")).limit(1)
        ).scalar_one()
    return {
        "sign-in": desk.sign_in,
        "form": desk.get(SUBMITTER, address(on, 0)),
        "submit": desk.post(SUBMITTER, address(on, -1), LAST),
        "my-picture": desk.get(LEAVER, "/my-picture"),
        "journal": desk.get(LEAVER, "/notebook/journal"),
        "supervision": desk.get(LEAVER, "/notebook/supervision"),
        "stored-about-me": desk.get(-1, "/my-data/stored"),
        "team": desk.get(LEADER, f"/teams/{team}"),
        "roster": desk.get(LEADER, f"/teams/{team}/roster"),
        "team-settings": desk.get(LEADER, f"/teams/{led}/settings"),
        "leader-across-teams": desk.get(LEADER, "/across-teams"),
        "organiser-people": desk.get(ORGANISER, "/organise/people"),
        "organiser-person": desk.get(ORGANISER, f"/organise/people/{somebody}"),
        "organiser-invitations": desk.get(ORGANISER, "/organise/invitations"),
        "organiser-audit": desk.get(ORGANISER, "/organise/audit"),
        "organiser-all-teams": desk.get(ORGANISER, "/organise/teams"),
    }


def _clean_up(app: Flask) -> None:
    hooks: access_control.SessionHooks = app.extensions["reflect.session-hooks"]
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        hooks.clean_up(db, now())
        db.rollback()  # so that the next look meets the same


def _erase(app: Flask, country: Country) -> None:
    on, number = country.on, LEAVER
    with reading(on.engine) as db:
        account = account_repository.load_account(db, country.accounts[number]).account
    keys, library = site_setup.load_site_keys(on.settings), app.extensions["reflect.library"]
    who = Sharer(account.id, country.real[number].vault, library, keys)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        mydata_services.is_last_organiser(db, account.id)
        mydata_services.delete_personal_data(db, account, who, NETWORK, now())
        db.rollback()


def _check(app: Flask, country: Country) -> None:
    on, engine = country.on, app.extensions[ENGINE_EXTENSION_KEY]
    keys = site_setup.load_site_keys(on.settings)
    list(health_checks.find_faults(on.settings, engine, keys, now()))
    list(health_checks.find_notes(on.settings, engine, keys, now()))
