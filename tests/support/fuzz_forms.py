"""Fuzz tests of forms: random requests, each from a seed, and what must hold after each.

No 5xx but 503 and 507, no error in the log, no typed text in a log or a URL, no typed tag in a
page. Cases run in batches, and each batch begins with the users as they were at first: so a case
is repeated by its seed and number alone, after those before it in its batch.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote_from_bytes

from reflect.core.crypto.session_keys import derive_csrf_token, mask_csrf_token
from tests.support.client import SESSION_COOKIE
from tests.support.fuzz_data import CANARY, CANARY_TAG, FuzzData, encode_text, quote_value
from tests.support.fuzz_users import FuzzUsers

BATCH_SIZE = 100
BATCH_DELAYS = (*[0] * 14, 20, 40, 700)  # minutes by which the clock moves before a batch


@dataclass(frozen=True)
class FuzzCase:
    """A request."""

    number: int
    who: str
    method: str
    path: str  # and query, quoted
    fields: list[tuple[str, bytes]] = field(default_factory=list)
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = [(name[:80], value[:200]) for name, value in self.fields]
        return f"case {self.number}: {self.who} {self.method} {self.path[:500]} {shown}"


@dataclass(frozen=True)
class FuzzFailure:
    """A case, and what went wrong."""

    case: FuzzCase
    seed: int
    what: str

    def __str__(self) -> str:
        again = f"--seed {self.seed} --only {self.case.number}"
        return f"FAILED ({again}) {self.what}\n  {self.case}"


@contextmanager
def capture_logs() -> Iterator[io.StringIO]:
    """The output of all loggers in the block."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    loggers = [logging.getLogger(), logging.getLogger("reflect")]
    handlers = loggers[1].handlers[:]
    loggers[1].handlers = [handler]
    loggers[0].addHandler(handler)
    try:
        yield log
    finally:
        loggers[1].handlers = handlers
        loggers[0].removeHandler(handler)


class FormFuzzer:
    """Makes and sends the cases for the users of one site."""

    def __init__(self, crowd: FuzzUsers, seed: int) -> None:
        self.crowd, self.seed = crowd, seed
        if not crowd.forms:
            crowd.read_forms()
        self.statuses: dict[int, int] = {}
        posts = [rule for rule in crowd.rules if "POST" in rule.methods]
        self.rules = sorted(posts, key=lambda rule: rule.rule)
        self.read = sorted(
            (rule for rule in crowd.rules if "GET" in rule.methods), key=lambda rule: rule.rule
        )

    def batch(self, first: int, last: int) -> list[FuzzFailure]:
        """Send the cases from `first` up to `last` (excluded), to a site that was reset."""
        self.crowd.reset()
        rng = Random(f"{self.seed}/{first // BATCH_SIZE}")
        self.crowd.clock.forward(minutes=rng.choice(BATCH_DELAYS))
        with capture_logs() as log:
            found = [self.send(self.case(number), log) for number in range(first, last)]
        return [failure for failure in found if failure]

    def case(self, number: int) -> FuzzCase:
        """The case with this number; its CSRF token is valid."""
        data = FuzzData(f"{self.seed}:{number}", self.crowd.words)
        rng = data.rng
        who = rng.choice(list(self.crowd.people))
        if rng.random() < 0.08:
            return FuzzCase(number, who, "GET", self._path(rng.choice(self.read), data))
        rule = rng.choice(self.rules)
        path = self._path(rule, data)
        shown = self.crowd.shown(rule.endpoint) or [(who, [])]
        shown_to, form = rng.choice(shown)
        who = shown_to if rng.random() < 0.9 else who  # or one to whom it is not shown
        fields = data.fields(form, self.crowd.names)
        token = mask_csrf_token(derive_csrf_token(self._token(who))).encode()
        headers = {"X-Reflect-Token": token.decode()} if rng.random() < 0.05 else {}
        fields.insert(0, ("csrf_token", token))
        takes_file = "archive" if rule.endpoint == "mydata.bring_in" else ""
        body, kind = data.body(fields, as_file=takes_file)
        if rng.random() < 0.02:  # the token is in the header only
            headers, body = {"X-Reflect-Token": token.decode()}, rng.randbytes(300)
            kind = rng.choice((kind, "application/json", "text/plain", "multipart/form-data"))
        return FuzzCase(number, who, "POST", path, fields[1:], body, kind, headers)

    def send(self, case: FuzzCase, log: io.StringIO) -> FuzzFailure | None:
        """Send a case; None if everything holds."""
        browser = self.crowd.people[case.who]
        log.seek(0)
        log.truncate()
        query = {"data": case.body, "content_type": case.content_type} if case.body else {}
        try:
            answer = browser.client.open(
                case.path, method=case.method, headers=case.headers, **query
            )
            page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        except Exception as error:  # raised by the app: no response
            return FuzzFailure(case, self.seed, f"raised {error!r}")
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        if answer.status_code == 401 and case.who in self.crowd.signed_in:
            self.crowd.reset()  # an earlier case ended the session
        what = find_violation(
            answer.status_code, page, answer.headers.get("Location", ""), log.getvalue()
        )
        if CANARY in case.path and what == "an address tells":
            what = ""  # it was in the URL before
        return FuzzFailure(case, self.seed, what) if what else None

    def _path(self, rule, data: FuzzData) -> str:
        """A path, perhaps with a query, in which something may be wrong."""
        rng, values = data.rng, {}
        for name in sorted(rule.arguments):
            known = self.crowd.values[name]
            values[name] = known[0] if rng.random() < 0.5 else rng.choice(known)
        path = rule.build(values, append_unknown=False)[1]
        for value in values.values():
            if rng.random() < 0.06:
                typed = quote_from_bytes(data.text()[:300], safe="") or "%20"
                path = path.replace(quote_from_bytes(encode_text(value)), typed, 1)
        if rng.random() < 0.15:
            more = [
                quote_value(encode_text(rng.choice(self.crowd.words)))
                + b"="
                + quote_value(data.text()[:500])
                for _n in range(rng.randint(1, 4))
            ]
            path += "?" + b"&".join(more).decode()
        return path

    def _token(self, who: str) -> bytes:
        client = self.crowd.people[who].client
        cookie = client.get_cookie(SESSION_COOKIE)
        if cookie is None:
            client.get("/")
            cookie = client.get_cookie(SESSION_COOKIE)
        return bytes.fromhex(cookie.value)


def find_violation(status: int, page: str, location: str, log: str) -> str:
    """The first rule that a response or the log breaks, or ""."""
    if status >= 500 and status not in {503, 507}:
        return f"status {status}: {log.strip()}"
    if CANARY in log:
        return f"the log tells: {log.strip()}"
    if "error type=" in log or "Traceback" in log:
        return f"an error in the log: {log.strip()}"
    if CANARY_TAG in page:
        return "a tag of theirs in the page"
    return "an address tells" if CANARY in location else ""
