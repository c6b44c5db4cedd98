"""`reflect demo`: where it listens, what it says, and that it needs no other machine."""

import http.cookiejar
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from reflect import cli, servers
from reflect.cli import demo as cli_demo
from reflect.cli.demo import find_lan_address
from reflect.config import Misconfigured, read_settings
from reflect.demo.seed import prepare
from reflect.demo.seed.colleagues import ROLE_HOLDERS
from reflect.demo.seed.people import PEOPLE
from reflect.web.clock import system_clock
from tests.support.client import CSRF_TOKEN_PATTERN
from tests.support.demo_site import ignore_line, make_demo_folder
from tests.support.processes import REFLECT_COMMAND, ROOT, child_environment, run_server_process
from tests.support.site_fixture import WEAK_KDF

NO_NETWORK = str(Path(__file__).parents[1] / "support" / "no_network")
LOADED = re.compile(r"""<(?!a\b)[^>]*\b(?:src|href|action|data-[\w-]+)=["']?(?:https?:)?//""")
LINK = re.compile(r'<a\b[^>]*href="(/[^"#?]*)')


@pytest.fixture
def started(tmp_path, monkeypatch):
    """`reflect demo` with these words, as far as the moment in which it would serve."""
    seen = []
    monkeypatch.setattr(servers, "serve", lambda _create, found: seen.append(found))
    monkeypatch.setattr(servers, "refuse_taken_port", lambda _settings: None)
    monkeypatch.setattr(prepare, "prepare_demo", lambda *_given, **_more: ["Priya"])
    monkeypatch.setattr(cli_demo, "find_lan_address", lambda given: given or "192.0.2.7")

    def start(*words, **more):
        env = {"REFLECT_DATA": str(tmp_path / "demo"), **more}
        done = CliRunner().invoke(cli.main, ["demo", *words], env=env)
        return done, seen[-1] if seen else None

    return start


def test_without_a_word_it_listens_on_this_machine_alone(started):
    done, settings = started(REFLECT_HOST="0.0.0.0", REFLECT_URL="http://192.0.2.7:8000")
    assert (settings.host, settings.lan, settings.url) == ("127.0.0.1", "", "http://127.0.0.1:8000")
    assert "Other machines" not in done.output


def test_with_lan_it_listens_to_the_room_and_says_what_that_means(started):
    done, settings = started("--lan", REFLECT_PORT="8009")
    assert (settings.host, settings.lan) == ("0.0.0.0", "192.0.2.7")
    assert settings.url == "http://127.0.0.1:8009"
    for words in (
        "Open http://127.0.0.1:8009 and click one of: Priya.",
        "Other machines on this network reach this one at http://192.0.2.7:8009",
        "They can open: the pages of a workshop, from http://192.0.2.7:8009/join on.",
        "They cannot open: anything else.",
        "unencrypted",
        "--address",
    ):
        assert words in " ".join(done.output.split())


def test_another_address_is_taken_at_its_word(started):
    assert started("--lan", "--address", "192.0.2.9")[1].lan == "192.0.2.9"


def test_an_address_without_lan_is_refused(started):
    done, settings = started("--address", "192.0.2.9")
    assert (done.exit_code, settings) == (1, None)
    assert "--address goes with --lan" in done.output


def test_without_a_network_it_does_not_start(started, monkeypatch, tmp_path):
    def none(_given):
        raise Misconfigured("This machine is on no network.")

    monkeypatch.setattr(cli_demo, "find_lan_address", none)
    done, settings = started("--lan")
    assert (done.exit_code, settings) == (1, None)
    assert "on no network" in done.output
    assert not (tmp_path / "demo").exists()


# --- as a process of its own, on a machine whose every way out is watched


class Caller:
    """A browser that asks over the network, from the address that leads to where it asks."""

    def __init__(self, base: str) -> None:
        self.base, self.html = base, ""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def get(self, path: str, form: bytes | None = None, **headers: str) -> int:
        asked = urllib.request.Request(self.base + path, form, headers)
        try:
            with self.opener.open(asked, timeout=60) as answer:
                self.html = answer.read().decode(errors="replace")
                return answer.status
        except urllib.error.HTTPError as answer:
            self.html = answer.read().decode(errors="replace")
            return answer.code

    def post(self, path: str, **headers: str) -> int:
        token = CSRF_TOKEN_PATTERN.search(self.html)
        return self.get(path, f"csrf_token={token[1] if token else ''}".encode(), **headers)


@pytest.fixture(scope="module")
def data(tmp_path_factory, static):
    """A folder of this very week, so that the process need not make it."""
    data = make_demo_folder(tmp_path_factory.mktemp("command") / "data", static)
    settings = read_settings({}, data=data, kdf=WEAK_KDF, testing=True)
    prepare.prepare_demo(settings, system_clock, ignore_line, reset=False)
    return data


def on_its_own() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join((NO_NETWORK, str(ROOT)))}


def walk(caller: Caller, most: int = 40) -> int:
    """Follow the links of the page from one to the next; how many pages that were."""
    seen, ahead = set(), LINK.findall(caller.html)
    while ahead and len(seen) < most:
        path = ahead.pop(0)
        if path in seen:
            continue
        seen.add(path)
        assert caller.get(path) == 200, path
        assert not LOADED.search(caller.html), path
        ahead += LINK.findall(caller.html)
    return len(seen)


def test_starting_and_using_it_turns_to_no_other_machine(data):
    with run_server_process(data, "demo", **on_its_own()) as url:
        caller = Caller(url)
        for person in (*PEOPLE, *ROLE_HOLDERS):
            assert caller.get("/demo") == 200
            assert not LOADED.search(caller.html)
            assert caller.post(f"/demo/be/{person.name}") == 200
            assert walk(caller) >= 10
        caller.get("/demo")
        assert caller.post("/demo/reset") == 200
        assert "Everything is as it was at first" in caller.html


def test_the_watch_would_have_noticed(tmp_path):
    for asking in (
        "socket.create_connection(('192.0.2.1', 9), 0.1)",
        "socket.getaddrinfo('example.org', 80)",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    ):
        done = subprocess.run(
            [sys.executable, "-c", f"import socket; {asking}"],
            env=child_environment(tmp_path, **on_its_own()),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 70
        assert "turned to another machine" in done.stderr


def test_a_second_demo_on_the_folder_ends_with_a_sentence(data):
    with run_server_process(data, "demo", **on_its_own()):
        for words in (["demo"], ["demo", "--reset"]):
            done = subprocess.run(
                [*REFLECT_COMMAND, *words],
                env=child_environment(data, REFLECT_PORT="0", **on_its_own()),
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 1
            assert "is running on" in done.stderr
            assert "Traceback" not in done.stderr


def test_other_machines_get_a_kind_page_and_files_and_nothing_else(data):
    try:
        own = find_lan_address()
    except Misconfigured:
        pytest.skip("This machine is on no network.")
    with run_server_process(data, "demo", "--lan", **on_its_own()) as url:
        near = Caller(url.replace("127.0.0.1", own))  # so that it comes from there too
        host = url.removeprefix("http://")
        for more in ({}, {"Host": host}, {"X-Forwarded-For": "127.0.0.1"}):
            for path in ("/demo", "/", "/sign-in", "/health", "/my-picture", "/nothing-here"):
                assert near.get(path, **more) == 403, (path, more)
                assert "This page opens on the machine that runs" in near.html
        assert near.post("/demo/be/priya") == 403
        assert near.post("/demo/reset") == 403
        style = re.search(r'href="(/static/reflect\.\w+\.css)"', near.html)[1]
        assert near.get(style) == 200
        here = Caller(url)
        assert here.get("/demo", Host=f"{own}:{url.rsplit(':', 1)[1]}") == 200
        assert here.get("/demo") == 200
        assert here.post("/demo/be/priya") == 200
