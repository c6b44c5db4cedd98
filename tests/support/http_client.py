"""Users and a client for load and crash tests, over HTTP, of a server that may be killed.

A session is stored in the database and its cookie with the user, so that it outlives the server:
nobody signs in again unless a test wants it. Each check-in has a number, in the text and in an
answer, which shows which of those that were sent is stored, and that it is stored as a whole.
"""

import http.client
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

from sqlalchemy import Engine

from reflect.accounts import invitations, recovery, sessions
from reflect.accounts.sessions import NewSession
from reflect.config import Settings
from reflect.core.crypto.codes import last_group, new_recovery_code
from reflect.core.crypto.password_hash import Kdf, stretch_new_password
from reflect.core.crypto.session_keys import new_token
from reflect.core.crypto.vault import create_vault
from reflect.core.weeks import Week
from reflect.db import writing
from reflect.operations import site_setup
from tests.support.client import CSRF_TOKEN_PATTERN
from tests.support.page_parsing import form_values

PASSWORD = "four small boats adrift"
MIN_MINUTES, MINUTES_SPAN = 5, 296  # the least that the form accepts; how many values it accepts


@dataclass
class LoadUser:
    """An account with an open session, and what was sent and confirmed."""

    name: str
    token: bytes = field(repr=False)
    page: str  # the last page of the check-in, which sends all of it
    sent: int = 0  # the number of the last check-in sent
    received: int = 0  # of the last that the site confirmed


class HttpClient:
    """One browser: a connection, a session cookie, and the CSRF token of the last page."""

    def __init__(self, port: int, token: bytes = b"", site: int = 0) -> None:
        """`site`: the port in the site's settings, where it is served at another."""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = f"reflect-{site or port}={token.hex()}" if token else ""
        self.csrf_token = ""
        self.location = ""

    def __enter__(self) -> "HttpClient":
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def request(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """GET a page, or POST a form; the status and the page."""
        headers, body = {"Cookie": self.cookie} if self.cookie else {}, None
        if fields is not None:
            body = urlencode({"csrf_token": self.csrf_token, **fields})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if body else "GET", path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        if found := CSRF_TOKEN_PATTERN.search(page):
            self.csrf_token = found.group(1)
        self.location = answer.headers.get("Location", "")
        return answer.status, page

    def sign_in(self, name: str) -> "HttpClient":
        self.request("/sign-in")
        status, page = self.request("/sign-in", {"name": name, "password": PASSWORD})
        assert status == 303, page
        return self


def numbered_fields(number: int) -> dict[str, str]:
    """The fields of a check-in with its number in a text and an answer, which are two rows."""
    minutes = str(MIN_MINUTES + number % MINUTES_SPAN)
    return {"happened": f"Time {number}", "held": "1", "minutes": minutes}


def send_check_in(visitor: HttpClient, person: LoadUser) -> int:
    """Send the next check-in and note whether it was confirmed; the status."""
    person.sent += 1
    status, _page = visitor.request(person.page, numbered_fields(person.sent))
    if status == 303:
        person.received = person.sent
    return status


def stored_number(visitor: HttpClient, person: LoadUser) -> int:
    """The number of the stored check-in, 0 if there is none. Text and answer must agree."""
    status, page = visitor.request(person.page)
    assert status == 200, page
    fields = form_values(page)
    text = fields.get("happened", [""])[0]
    number = int(text.removeprefix("Time ") or 0)
    if number:
        assert fields["minutes"] == [numbered_fields(number)["minutes"]], "half a check-in"
    return number


def make_load_users(
    settings: Settings, engine: Engine, count: int, moment: datetime | None = None
) -> list[LoadUser]:
    """`count` users with a confirmed recovery code and an open session; one Argon2 hash for all."""
    stretched = stretch_new_password(PASSWORD, site_setup.load_site_keys(settings), Kdf.current)
    people, moment = [], moment or datetime.now(UTC)
    page = f"/check-in/{Week.of(moment)}/reflection"
    with writing(engine) as db:
        for at in range(count):
            person = LoadUser(f"person{at}@example.org", new_token(), page)
            code = new_recovery_code()
            invitation = invitations.create_invitation(db, person.name, frozenset(), moment)
            vault, record = create_vault("", stretched, code)
            account = invitations.accept_invitation(db, invitation, record, moment)
            opening = NewSession(account.id, vault, code=code)
            sessions.create_session(db, person.token, opening, moment)
            recovery.confirm_recovery_code(db, person.token, vault, last_group(code), moment)
            people.append(person)
    return people
