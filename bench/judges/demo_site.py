"""The demonstration that the judges look at: a real server of its own, and who has signed in there.

Everything is done as a browser does it: people are stepped into on `/demo`, a room is opened and
answered in, somebody is invited and somebody else's account is ended, so that the pages which only
they meet are there too.
"""

import contextlib
import http.cookiejar
import os
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.append(str(Path(__file__).parent.parent))  # the other scripts of bench/
import behind_https
from servers import HERE, free_port, wait

PREPARING = 180  # seconds that inventing a year of weeks may take
ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-c", "from reflect.cli import main; main()", "demo"]
TOKEN = re.compile(r'name="csrf_token"(?: type="hidden")? value="([0-9a-f]+)"')
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
INPUT = re.compile(r"<input\b[^>]*>")
NAMED = re.compile(r'name="([^"]+)"[^>]* value="([^"]*)"')
PASSWORD = "four small boats adrift"
STEPPED = ("priya", "sam", "helen", "tom", "ruth", "olu", "nell")
ANSWERS = (1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5)  # of a room of twelve
QUESTIONS = ("sense", "think", "face", "calls", "switch")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back at the end of all redirects."""

    status: int
    path: str
    kind: str  # media type
    headers: Mapping[str, str]
    text: str


@dataclass(slots=True)
class Visitor:
    """One browser: its cookies, each with its place, and the page that is open."""

    base: str
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)
    page: str = ""
    trust: ssl.SSLContext | None = None

    def get(self, path: str) -> Answer:
        """Open a page, whatever its status."""
        return self._ask(urllib.request.Request(self.base + path))

    def post(self, path: str, fields: Mapping[str, str] | None = None) -> Answer:
        """Send a form with the token of the page that is open."""
        token = TOKEN.search(self.page)
        form = {"csrf_token": token.group(1) if token else "", **(fields or {})}
        data = urllib.parse.urlencode(form).encode()
        return self._ask(urllib.request.Request(self.base + path, data))

    def press(self, path: str, button: str) -> Answer:
        """Send the form of the open page that has this button, with nothing filled in."""
        for form in FORM.findall(self.page):
            if re.search(rf"<button[^>]*>\s*{re.escape(button)}\s*</button>", form):
                action = re.search(r'<form[^>]* action="([^"]+)"', form)
                hidden = [one for one in INPUT.findall(form) if "hidden" in one]
                fields = dict(pair for one in hidden for pair in NAMED.findall(one))
                fields.pop("csrf_token", None)
                return self.post(action.group(1) if action else path, fields)
        raise RuntimeError(f"{path} has no form with the button “{button}”")

    def must(self, answer: Answer) -> Answer:
        """Stop where a step did not go well."""
        if answer.status != 200:
            raise RuntimeError(f"{answer.path}: {answer.status} {answer.text[-600:]}")
        return answer

    def cookies(self, path: str) -> str:
        """The header that a browser sends to this page."""
        asked = urllib.request.Request(self.base + path)
        self.jar.add_cookie_header(asked)
        return asked.get_header("Cookie", "")

    def _ask(self, asked: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar),
            urllib.request.HTTPSHandler(context=self.trust),
        )
        try:
            found = opener.open(asked, timeout=60)
        except urllib.error.HTTPError as error:
            found = error
        with found:
            text = found.read().decode(errors="replace")
            path = found.url.removeprefix(self.base)
            kind = found.headers.get_content_type()
            self.page = text if kind == "text/html" else self.page
            return Answer(found.status, path, kind, dict(found.headers.items()), text)


@dataclass(slots=True)
class Site:
    """The running demonstration."""

    base: str
    visitors: dict[str, Visitor] = field(default_factory=dict)  # by the name of who is signed in
    values: dict[str, str] = field(default_factory=dict)  # what stands in addresses
    trust: ssl.SSLContext | None = None

    def newcomer(self) -> Visitor:
        """A browser that has never been here."""
        return Visitor(self.base, trust=self.trust)

    def visitor(self, name: str) -> Visitor:
        """The browser of somebody; of a guest, a new one each time."""
        return self.visitors.get(name) or self.newcomer()


@contextlib.contextmanager
def standing(*, https: bool = False) -> Iterator[Site]:
    """A demonstration with everybody signed in, ended at the end."""
    with TemporaryDirectory() as folder:
        port = free_port()
        site = Site(f"http://{HERE}:{port}")
        command, data = COMMAND, f"{folder}/demo"
        if https:
            site = _with_a_front(Path(folder), port)
            command = [sys.executable, behind_https.__file__, data, str(port), site.base]
        kept = {name: each for name, each in os.environ.items() if not name.startswith("REFLECT_")}
        told = {"REFLECT_DATA": data, "REFLECT_PORT": str(port), "PYTHONPATH": str(ROOT)}
        with (Path(folder) / "log").open("w") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**kept, **told},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            wait(port, process, "/health", PREPARING)
            _sign_in(site)
            yield site
        finally:
            process.terminate()
            process.wait(20)


def _with_a_front(folder: Path, behind: int) -> Site:
    file, https, http = behind_https.certificate(folder), free_port(), free_port()
    behind_https.front(file, https, http, behind)
    ports = {"https": str(https), "http": str(http), "certificate": str(file)}
    trust = ssl.create_default_context(cafile=str(file))
    return Site(f"https://{behind_https.NAME}:{https}", values=ports, trust=trust)


def _sign_in(site: Site) -> None:
    for name in STEPPED:
        one = site.visitors[name] = site.newcomer()
        one.get("/demo")
        one.must(one.post(f"/demo/be/{name}"))
    _find_values(site)
    _rooms(site)
    _newcomers(site)


def _find_values(site: Site) -> None:
    priya, olu = site.visitors["priya"], site.visitors["olu"]
    today = date.today()  # noqa: DTZ011  # as the server on this machine sees it
    week, last = (
        f"{year}-W{number:02}"
        for year, number, _day in (day.isocalendar() for day in (today, today - timedelta(weeks=1)))
    )
    plan = {"words": "Two days at base", "scale": "connection", "direction": "higher"}
    priya.get("/my-picture/experiment")
    priya.must(priya.post("/my-picture/experiment", {**plan, "weeks": "24", "action": "start"}))
    site.values |= {"week": week, "last": last, "month": f"{today:%Y-%m}"}
    for name, visitor, path, pattern in (
        ("team", site.visitors["helen"], "/teams", r"/teams/([0-9a-f]{32})"),
        ("other", site.visitors["tom"], "/teams", r"/teams/([0-9a-f]{32})"),
        ("entry", priya, "/notebook/cpd", r"/cpd/entry/([0-9a-f]{16})\""),
        ("year", priya, "/notebook/cpd", r"/cpd/(\d{4}-\d\d)/text"),
        ("mark", priya, "/my-picture/changes", r"/changes/(\d{4}-W\d\d)"),
        ("experiment", priya, "/my-picture/experiment", r"/experiment/(\d{4}-W\d\d)"),
        ("asked", priya, "/notebook/months", r"/months/families/(\d{4}-W\d\d)"),
        ("written", priya, "/notebook/journal", r"/journal/(\d{4}-W\d\d)/weekly-check-in\""),
        ("looked", priya, "/notebook/journal", r"/month/(\d{4}-\d\d)/delete"),
        ("account", olu, "/organise/people", r"/organise/people/([0-9a-f]{32})"),
    ):
        found = re.search(pattern, visitor.get(path).text)
        if found is None:
            raise RuntimeError(f"{path} has no {name}")
        site.values[name] = found.group(1)


def _rooms(site: Site) -> None:
    """One room that waits for answers, and one in which the result is shown."""
    nell = site.visitors["nell"]
    for name in ("open", "shown"):
        nell.get("/workshops")
        plan = {"instrument": "workshop-week", "title": "Where we work"}
        room = nell.must(nell.post("/workshops", {**plan, "running_order": "running-order-60"}))
        found = re.search(r'class="code-small">([^<]+)<', room.text)
        if found is None:
            raise RuntimeError("the room has no code")
        code = found.group(1).replace(" ", "")
        site.values |= {f"{name}_room": room.path.rpartition("/")[2], f"{name}_code": code}
    for number, each in enumerate(ANSWERS):
        phone = _join(site, site.values["shown_code"])
        answers = dict.fromkeys(QUESTIONS, str(each))
        phone.must(phone.post(f"/room/{site.values['shown_code']}", {"round": "1", **answers}))
        if number == 0:
            site.visitors["phone"] = phone
    nell.get(room.path)
    nell.must(nell.post(f"{room.path}/reveal"))
    site.visitors["new phone"] = _join(site, site.values["open_code"])


def _join(site: Site, code: str) -> Visitor:
    phone = site.newcomer()
    phone.get("/join")
    phone.must(phone.post(f"/room/{code}/join", {"code": code}))
    return phone


def _newcomers(site: Site) -> None:
    """Who has just chosen a password, who is asked to join a team, whose account was ended."""
    olu = site.visitors["olu"]
    for name in ("noor", "asked", "ended"):
        before = set(_accounts(olu))
        olu.get("/organise/invitations")
        asked = {"team": site.values["team"]} if name == "asked" else {}
        link = {"names": f"{name}@example.org", **asked}
        told = olu.must(olu.post("/organise/invitations", link))
        found = re.search(r"/invitation#([0-9A-Z-]{19})", told.text)
        if found is None:
            raise RuntimeError("no link was made")
        one = site.visitors[name] = site.newcomer()
        one.get("/invitation")
        one.must(one.post("/invitation", {"code": found.group(1)}))
        chosen = {"code": found.group(1), "step": "password", "password": PASSWORD}
        safe = one.must(one.post("/invitation", chosen))
        if name == "asked":
            code = re.search(r"(?:[0-9A-Z]{4}-){6}([0-9A-Z]{4})", safe.text)
            one.must(one.post("/recovery-code", {"last_group": code.group(1) if code else ""}))
        (account,) = set(_accounts(olu)) - before
    olu.get(f"/organise/people/{account}")
    olu.must(olu.post(f"/organise/people/{account}", {"action": "end"}))


def _accounts(olu: Visitor) -> list[str]:
    return re.findall(r"/organise/people/([0-9a-f]{32})", olu.get("/organise/people").text)
