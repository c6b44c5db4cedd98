"""A person with a real browser (Playwright, Chromium) that records every error of a page."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, Request, Response, expect

from tests.support.browser import request_gate
from tests.support.client import Client

TIMEOUT_MS = 60_000  # long: the machine may be busy with other work
STATUS_MESSAGE_PREFIX = "Failed to load resource"  # the status is noted from the response

expect.set_options(timeout=TIMEOUT_MS)


class Visitor:
    """A browser context of its own; `.page` is the current tab.

    `.problems` collects errors of the console, of scripts and of the content security policy,
    requests to other hosts, and responses with a status of 400 or more. A test names what it
    causes on purpose in `.expected`: a status, "offline", or "elsewhere". Without `watch`, for
    tests with many visitors, requests and responses are not recorded.
    """

    def __init__(
        self,
        chromium: Chromium,
        base: str,
        *,
        script: bool = True,
        watch: bool = True,
        size: tuple[int, int] = (1280, 900),
        locale: str = "en-GB",
        **more,
    ) -> None:
        self.base = base
        self.has_script = script
        self.size = {"width": size[0], "height": size[1]}
        self.problems: list[str] = []
        self.expected: set[int | str] = set()
        self.context = chromium.new_context(
            base_url=base,
            java_script_enabled=script,
            viewport=self.size,
            locale=locale,
            timezone_id="Europe/London",
            **more,
        )
        self.context.set_default_timeout(TIMEOUT_MS)
        if watch:
            self.context.on("request", self._note_request)
            self.context.on("response", self._note_response)
            self.context.on("requestfailed", self._note_failure)
        self.begin()
        self.page = self.tab()

    def begin(self) -> None:
        """Mark the requests of this context as those of the running test (see `request_gate`)."""
        self.context.set_extra_http_headers(request_gate.request_headers())

    def tab(self) -> Page:
        """Open another tab in the same context."""
        page = self.context.new_page()
        page.on("console", lambda message: self._note_console(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        return page

    def close(self) -> None:
        self.context.close()

    def reset(self) -> None:
        """Make the context as good as new, for another test that needs the same size.

        A new one takes a third of a second, most of it for its process. Reflect stores nothing in
        a browser but cookies.
        """
        self.page, *others = self.context.pages
        for each in others:
            each.close()
        self.page.goto(request_gate.EMPTY_PATH)
        self.context.clear_cookies()
        self.page.set_viewport_size(self.size)
        self.page.emulate_media(media="null", color_scheme="null")
        self.problems, self.expected = [], set()

    def copy_cookies_from(self, browser: Client) -> None:
        """Take over all cookies of a test client, also those of a workshop room."""
        jar = browser.client._cookies.values()  # there is no other way to list them
        self.context.add_cookies(
            [
                {
                    "name": one.key,
                    "value": one.value,
                    "domain": urlsplit(self.base).hostname,
                    "path": one.path,
                    "httpOnly": True,
                }
                for one in jar
            ]
        )

    def go(self, path: str) -> "Visitor":
        self.page.goto(path)
        return self

    def sign_in(self, name: str = "sam@example.org", password: str = "four small boats adrift"):
        self.page.get_by_label("Name you sign in with").fill(name)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

    def write(self, name: str, words: str) -> None:
        self.page.locator(f'[name="{name}"]').fill(words)

    def choose(self, answers: Mapping[str, int | str]) -> int:
        """Choose an answer for each question; the number of clicks."""
        for name, value in answers.items():
            self.page.locator(f'input[name="{name}"][value="{value}"]').check()
        return len(answers)

    def written(self, name: str) -> str:
        return self.page.locator(f'[name="{name}"]').input_value()

    def chosen(self, name: str) -> str | None:
        found = self.page.locator(f'[name="{name}"]:checked')
        return found.get_attribute("value") if found.count() else None

    @property
    def path(self) -> str:
        return re.sub(r"[?#].*", "", self.page.url.removeprefix(self.base))

    @property
    def words(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())

    @property
    def html(self) -> str:
        return self.page.content()

    def expect_text(self, words: str) -> None:
        """Wait until this text is visible on the page."""
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()

    def expect_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def _note_console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(STATUS_MESSAGE_PREFIX):
            self.problems.append(f"{kind}: {text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:")):
            self._note("elsewhere", f"asked {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(response.status, f"{response.status} from {response.url}")

    def _note_failure(self, request: Request) -> None:
        if request.failure and "ERR_ABORTED" not in request.failure:  # a page was left meanwhile
            self._note("offline", f"{request.failure} at {request.url}")

    def _note(self, what: int | str, problem: str) -> None:
        if what not in self.expected:
            self.problems.append(problem)
