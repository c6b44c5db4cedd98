"""A person in front of the app, without script: keeps cookies, reads the token of each page."""

import html
import re

from flask import Flask
from werkzeug.test import TestResponse

from reflect.accounts import invitations
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.policy import Role
from reflect.web.clock import CLOCK_EXTENSION
from tests.support.account_cache import restore_or_make

SESSION_COOKIE = "reflect-8000"  # with the port of a site that was told no other
CSRF_TOKEN_PATTERN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


class Client:
    """`.page` is the last response, `.html` its text, `.code` the recovery code once known."""

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
        """The page's text without its tags."""
        body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def cookie(self) -> str:
        """What the browser holds: 32 bytes, hex."""
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
        """Send a form; `fresh` opens the page before, so that its token is there."""
        if fresh:
            self.get(path)
        token = CSRF_TOKEN_PATTERN.search(self.html)
        data = {"csrf_token": token.group(1) if token else "", **(fields or {})}
        self.page = self.client.post(path, data=data, follow_redirects=follow, **kwargs)
        return self.page

    def sign_up(self, name: str, password: str, roles=()) -> "Client":
        """An account with a confirmed recovery code, as its pages make it, or a copy of that."""
        if self.client._cookies:  # a browser with a past
            return self._walk_in(name, password, roles)
        moment = self.app.extensions[CLOCK_EXTENSION]()
        key = (name, password, tuple(sorted(roles)), moment)
        return self.like(
            restore_or_make(self.app, key, lambda: Client(self.app)._walk_in(name, password, roles))
        )

    def like(self, walked: "Client") -> "Client":
        """Where another one was when its cookies were kept; from then on they go apart."""
        self.page, self.code, self.password = walked.page, walked.code, walked.password
        self.client._cookies.update(walked.cookies)
        return self

    def keep_cookies(self) -> "Client":
        self.cookies = dict(self.client._cookies)  # as they are now
        return self

    def _walk_in(self, name: str, password: str, roles) -> "Client":
        with writing(self.app.extensions[ENGINE_EXTENSION_KEY]) as db:
            moment = self.app.extensions[CLOCK_EXTENSION]()
            code = invitations.create_invitation(db, name, frozenset(map(Role, roles)), moment)
        self.password = password
        self.accept(code, password)
        return self.confirm_code().keep_cookies()

    def accept(self, code: str, password: str) -> "Client":
        """Two steps: the code, then the password."""
        self.post("/invitation", {"code": code})
        self.post(
            "/invitation", {"code": code, "password": password, "step": "password"}, fresh=False
        )
        assert self.path == "/recovery-code", self.words
        return self

    def confirm_code(self) -> "Client":
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
