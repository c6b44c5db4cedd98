"""One user of each role on one site, for fuzz tests, and every form that they are shown.

Random requests end sessions, delete accounts and close rooms. So everything can be reset: the
SQLite database is copied back, and the cookies are restored. A failed case is repeated from there.
"""

import re
import shutil
import sqlite3
from contextlib import closing
from copy import copy
from html.parser import HTMLParser
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import HTTPException

import reflect
from reflect.db import ENGINE_EXTENSION_KEY
from reflect.web.access_control import PeriodicTaskState
from tests.support.accounts import account_id, open_vault
from tests.support.admin_actions import enable_second_factor
from tests.support.archives import fill_vault
from tests.support.client import Client
from tests.support.factories import make_team_with_year
from tests.support.routes import URL_VALUES
from tests.support.site_fixture import Clock
from tests.support.weeks import FRIDAY
from tests.support.workshop_clients import Participant, add_participants, make_trainer

FormFields = list[tuple[str, list[str]]]  # a field's name -> what it offers
WORD_PATTERN = re.compile(r'"([a-z][a-z_-]{1,30})"')


class FuzzUsers:
    """Users by role on a site on SQLite, with values for the parameters of URLs."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "health"]
        team = make_team_with_year(app, first=40)
        sam = Client(app).sign_up("sam@example.org", "four small boats adrift")
        fill_vault(app, open_vault(app, sam), 8)
        ann = enable_second_factor(
            Client(app).sign_up("ann@example.org", sam.password, ["organiser"]), clock
        )
        jo = make_trainer(app).open(order="running-order-60")
        add_participants(app, jo.room_code, (1, 2, 3, 4, 5, 5))
        self.people: dict[str, Client] = {
            "nobody": Client(app),
            "practitioner": sam,
            "member": team.member(),
            "supervisor": team.supervisor(),
            "organiser": ann,
            "trainer": jo,
            "phone": Participant(app).join(jo.room_code),
        }
        self.signed_in = self.people.keys() - {"nobody", "phone"}
        self.values = url_values(app, team.id, jo, account_id(app, "sam@example.org"))
        self.forms: dict[str, list[tuple[str, FormFields]]] = {}  # endpoint -> (user, form)
        self.names: list[str] = []
        self.words: list[str] = []
        self._save_state()

    def read_forms(self) -> None:
        """Read the forms of every page as every user; takes seconds, so only if forms are sent."""
        for who in self.people:
            self._read_as(who)
        shown = [form for forms in self.forms.values() for _who, form in forms]
        self.names = sorted({name for form in shown for name, _offers in form})
        self.words = sorted(set(_collect_code_words()) | set(self.names))

    def shown(self, endpoint: str) -> list[tuple[str, FormFields]]:
        """The forms for an endpoint; where only a script posts to it, those of its blueprint."""
        similar = [
            form
            for other, forms in self.forms.items()
            if other.partition(".")[0] == endpoint.partition(".")[0]
            for form in forms
        ]
        return self.forms.get(endpoint) or similar

    def reset(self) -> None:
        """Restore clock, database and cookies."""
        self.clock.now = FRIDAY
        self.app.extensions["reflect.periodic-tasks"] = PeriodicTaskState()
        self.app.extensions[ENGINE_EXTENSION_KEY].dispose()
        for more in ("-wal", "-shm"):
            Path(f"{self.database}{more}").unlink(missing_ok=True)
        shutil.copyfile(self.snapshot, self.database)
        for who, cookies in self.cookies.items():
            self.people[who].client._cookies = copy(cookies)

    def _save_state(self) -> None:
        """Copy the database and the cookies for `reset`."""
        self.database = Path(self.app.extensions[ENGINE_EXTENSION_KEY].url.database)
        self.snapshot = self.database.with_suffix(".snapshot")
        self.app.extensions[ENGINE_EXTENSION_KEY].dispose()
        with (
            closing(sqlite3.connect(self.database)) as now,
            closing(sqlite3.connect(self.snapshot)) as to,
        ):
            now.backup(to)
        self.cookies = {who: copy(one.client._cookies) for who, one in self.people.items()}

    def _read_as(self, who: str) -> None:
        """Read every form on every page that is open to a user, by endpoint."""
        browser, find = self.people[who], self.app.url_map.bind("localhost").match
        for rule in self.rules:
            for path in self._paths(rule) if "GET" in rule.methods else ():
                page = browser.client.get(path)
                if page.mimetype != "text/html":
                    continue
                for action, form in parse_forms(page.get_data(as_text=True)):
                    try:
                        endpoint, _values = find((action or path).partition("?")[0], method="POST")
                    except HTTPException:  # a search by GET, or another site
                        continue
                    known = self.forms.setdefault(endpoint, [])
                    if (who, form) not in known:
                        known.append((who, form))

    def _paths(self, rule) -> list[str]:
        """The paths of a route, with the first two values of each parameter."""
        most = min(2, max((len(self.values[name]) for name in rule.arguments), default=1))
        made = [
            {name: self.values[name][n % len(self.values[name])] for name in rule.arguments}
            for n in range(most)
        ]
        return list(dict.fromkeys(rule.build(each, append_unknown=False)[1] for each in made))


def url_values(app: Flask, team: str, jo, account: str) -> dict[str, list[str]]:
    """Values of URL parameters: first those that exist, then those that could."""
    found = {name: [value] for name, value in URL_VALUES.items()}
    for name, more in {
        "account": [account],
        "code": [jo.room_code],
        "entry": ["c1"],
        "guide": ["belonging"],
        "instrument": ["self-care", "weekly-check-in", *app.extensions["reflect.library"].newest],
        "month": ["2026-10"],
        "number": ["0", "2"],
        "page": ["reflection", "statements"],
        "room": [jo.room.rpartition("/")[2]],
        "scale": ["supervision", "balance"],
        "team": [team],
        "week": ["2026-W48", "2026-W45"],
        "year": ["2026-27"],
    }.items():
        found[name] = [*more, *found[name]]
    return found


class _FormParser(HTMLParser):
    """Collects forms with their fields and the values that these offer."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
        elif tag == "select":
            self.select = name
        elif not self.found:
            return
        elif tag == "option" and self.select:
            self._add(self.select, value)
        elif tag in {"input", "button", "textarea"} and name:
            self._add(name, value)

    def _add(self, name: str, value: str) -> None:
        offers = self.found[-1][1].setdefault(name, [])
        if value and value not in offers:
            offers.append(value)


def parse_forms(page: str) -> list[tuple[str, FormFields]]:
    """The action of each form of a page, and its fields without the CSRF token."""
    reader = _FormParser()
    reader.feed(page)
    return [
        (action, [(name, offers) for name, offers in fields.items() if name != "csrf_token"])
        for action, fields in reader.found
    ]


def _collect_code_words() -> list[str]:
    """Names of fields and actions in the code: no page shows all of them."""
    root = Path(reflect.__file__).parent
    files = [*root.rglob("*routes.py"), *root.rglob("*forms.py"), *root.rglob("filling.py")]
    return [
        word for file in sorted(files) for word in WORD_PATTERN.findall(file.read_text("utf-8"))
    ]
