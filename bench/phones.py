"""Phones of a workshop for `polling.py`: browsers as they come from a shop, 200 in a process.

Each keeps up to three connections open, as a browser does after a page with a style and scripts; it
sends its cookies where they belong, takes pages compressed, and asks as `room.js` does: every two
seconds, give or take a quarter.
"""

import asyncio
import gzip
import json
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from servers import HERE

EVERY = 2.0  # seconds
STATEMENTS = ("sense", "think", "face", "calls", "switch")
_TOKEN = re.compile(rb'name="csrf_token" value="([0-9a-f]+)"')
_FILE = re.compile(rb'(?:src|href)="(/static/[^"]+)"')
_USUAL = (
    f"Host: {HERE}:{{port}}",
    "User-Agent: Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/130.0 Mobile",
    "Accept-Encoding: gzip, deflate, br",
    "Accept-Language: en-GB",
    "Sec-Fetch-Site: same-origin",
)
Headers = dict[str, list[str]]


@dataclass(slots=True)
class Waits:
    """Seconds that phones waited, by what they asked for."""

    joining: list[float] = field(default_factory=list)  # from the door to the questions
    answering: list[float] = field(default_factory=list)  # from the answers to the next page
    state: list[float] = field(default_factory=list)
    result: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)  # when the result stood there, by the clock


@dataclass(slots=True)
class Link:
    """A connection that stays open."""

    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> tuple[int, Headers, bytes]:
        """One request; where the server has hung up in between, over a new connection."""
        is_old = self.writer is not None
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(HERE, self.port)
        self.writer.write(request)
        try:
            return await _read(self.reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.hang_up()
            if not is_old:
                raise
        return await self.ask(request)

    def hang_up(self) -> None:
        """Close it."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def _read(reader: asyncio.StreamReader) -> tuple[int, Headers, bytes]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
    headers: Headers = {}
    for name, _colon, value in (line.partition(": ") for line in lines):
        headers.setdefault(name.lower(), []).append(value)
    body = await reader.readexactly(int(headers["content-length"][0]))
    return int(first.split()[1]), headers, body


@dataclass(slots=True)
class Phone:
    """A browser in a room, or the wall: `place` is its page, `at` which page that is now."""

    port: int
    place: str
    at: str = "1.0"
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)  # name: path, value
    page: bytes = b""
    links: list[Link] = field(init=False)

    def __post_init__(self) -> None:
        self.links = [Link(self.port) for _link in range(3)]

    async def open(self, path: str) -> None:
        """A page that must be there."""
        status, headers, body = await self._ask("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")
        self.page = gzip.decompress(body) if "content-encoding" in headers else body

    async def send(self, path: str, form: Mapping[str, str], status: int = 303) -> str:
        """A form that must be taken, with the token of the page that is open; where it leads."""
        found = _TOKEN.search(self.page)
        token = found.group(1).decode() if found else ""
        got, headers, _page = await self._ask("POST", path, {"csrf_token": token, **form})
        if got != status:
            raise RuntimeError(f"POST {path}: {got}")
        return headers["location"][0]

    async def come_in(self, code: str, waits: Waits) -> None:
        """Open the door and all that belongs to it, join, and have the questions."""
        began = time.perf_counter()
        await self.open(f"/join/{code}")
        files = [found.decode() for found in _FILE.findall(self.page)]
        await asyncio.gather(*(self._ask("GET", each, link=n % 3) for n, each in enumerate(files)))
        way = await self.send("/join", {"code": code}, 307)
        await self.open(await self.send(way, {"code": code}))
        waits.joining.append(time.perf_counter() - began)

    async def answer(self, waits: Waits) -> None:
        """Choose, send, and see that the answers are in."""
        chosen = {name: str(random.randint(1, 5)) for name in STATEMENTS}
        began = time.perf_counter()
        await self.open(await self.send(self.place, {"round": "1", **chosen}))
        waits.answering.append(time.perf_counter() - began)

    async def poll(self, until: float, waits: Waits) -> None:
        """Ask again and again which page it is, and open that one."""
        await asyncio.sleep(random.random() * EVERY)
        while (began := time.perf_counter()) < until:
            status, _headers, body = await self._ask("GET", f"{self.place}/state")
            waits.state.append(time.perf_counter() - began)
            if status != 200:
                raise RuntimeError(f"GET {self.place}/state: {status}")
            if (at := json.loads(body)["at"]) != self.at:
                self.at = at
                await self.look(waits)
            await asyncio.sleep(EVERY * (0.75 + random.random() / 2))

    async def look(self, waits: Waits) -> None:
        """Open the page."""
        began = time.perf_counter()
        await self.open(self.place)
        waits.seen.append(time.perf_counter())
        waits.result.append(waits.seen[-1] - began)

    def hang_up(self) -> None:
        """Close all connections."""
        for link in self.links:
            link.hang_up()

    async def _ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None, link: int = 0
    ) -> tuple[int, Headers, bytes]:
        body = urlencode(form or {})
        lines = [f"{method} {path} HTTP/1.1", *_USUAL, f"Content-Length: {len(body)}"]
        if form is not None:
            lines.append("Content-Type: application/x-www-form-urlencoded")
        jar = [f"{n}={value}" for n, (p, value) in self.cookies.items() if path.startswith(p)]
        if jar:
            lines.append(f"Cookie: {'; '.join(jar)}")
        request = "\r\n".join(lines).format(port=self.port) + f"\r\n\r\n{body}"
        found = await self.links[link].ask(request.encode())
        for given in found[1].get("set-cookie", []):
            name, _is, value = given.split(";")[0].partition("=")
            reach = re.search(r"; Path=([^;]+)", given)
            self.cookies[name] = (reach.group(1) if reach else "/", value)
        return found
