"""A browser without script: Werkzeug's test client with the CSRF token of the last page."""

import html
import re

from flask import Flask
from werkzeug.test import TestResponse

from reflect.accounts import invitations
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.policy import Role
from reflect.web.clock import CLOCK_EXTENSION
from tests.support.account_cache import restore_or_make

SESSION_COOKIE = "reflect-8000"  # the port is the default one
CSRF_TOKEN_PATTERN = re.compile(r'name="csrf_token"(?: type="hidden")? value="([0-9a-f]+)"')


class Client:
    """`.page` is the last response, `.html` its text, `.code` the recovery code after sign-up."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.page: TestResponse | None = None
        self.code = ""
        self.password = ""

    @property
    def html(self) -> str:
        return self.page.get_data(as_text=True)

    @property
    def words(self) -> str:
        """The text of the page without tags."""
        body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def cookie(self) -> str:
        """The session token: 32 bytes, hex."""
        return self.client.get_cookie(SESSION_COOKIE).value

    @property
    def status(self) -> int:
        return self.page.status_code

    @property
    def path(self) -> str:
        return self.page.request.path

    def get(self, path: str, *, follow: bool = True, **kwargs) -> TestResponse:
        self.page = self.client.get(path, follow_redirects=follow, **kwargs)
        return self.page

    def post(self, path: str, fields=None, *, follow=True, fresh=True, **kwargs) -> TestResponse:
        """Send a form; `fresh` opens the page first, for its CSRF token."""
        if fresh:
            self.get(path)
        token = CSRF_TOKEN_PATTERN.search(self.html)
        data = {"csrf_token": token.group(1) if token else "", **(fields or {})}
        self.page = self.client.post(path, data=data, follow_redirects=follow, **kwargs)
        return self.page

    def sign_up(self, name: str, password: str, roles=()) -> "Client":
        """Make an account with a confirmed recovery code, through its pages or as a copy."""
        if self.client._cookies:  # used before: a copy would need the same cookies
            return self._sign_up_through_pages(name, password, roles)
        moment = self.app.extensions[CLOCK_EXTENSION]()
        key = (name, password, tuple(sorted(roles)), moment)
        return self.copy_from(
            restore_or_make(
                self.app,
                key,
                lambda: Client(self.app)._sign_up_through_pages(name, password, roles),
            )
        )

    def copy_from(self, other: "Client") -> "Client":
        """Take over the state that another client had when it saved its cookies."""
        self.page, self.code, self.password = other.page, other.code, other.password
        self.client._cookies.update(other.cookies)
        return self

    def save_cookies(self) -> "Client":
        """Save the cookies for `copy_from`."""
        self.cookies = dict(self.client._cookies)
        return self

    def _sign_up_through_pages(self, name: str, password: str, roles) -> "Client":
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            moment = self.app.extensions[CLOCK_EXTENSION]()
            code = invitations.create_invitation(db, name, frozenset(map(Role, roles)), moment)
        self.password = password
        self.accept(code, password)
        return self.confirm_code().save_cookies()

    def accept(self, code: str, password: str) -> "Client":
        """Accept an invitation: first the code, then the password."""
        self.post("/invitation", {"code": code})
        self.post(
            "/invitation", {"code": code, "password": password, "step": "password"}, fresh=False
        )
        assert self.path == "/recovery-code", self.words
        return self

    def confirm_code(self) -> "Client":
        """Read the recovery code from the page and type its last group back."""
        found = re.search(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}\b", self.html)
        self.code = found.group(0)
        self.post("/recovery-code", {"last_group": self.code[-4:]})
        assert self.path == "/who-can-read-what", self.words
        return self

    def sign_in(self, name: str, password: str, **more: str) -> "Client":
        self.post("/sign-in", {"name": name, "password": password, **more})
        return self

    def sign_out(self) -> "Client":
        self.get("/settings")
        self.post("/sign-out", fresh=False)
        return self
