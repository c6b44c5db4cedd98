"""Each sentence of *who can read what* names its tests, and these exist; and the ones it lacked."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.accounts import privacy_promises
from reflect.accounts.privacy_promises import Limit, Promise
from tests.support.accounts import NAME
from tests.support.database import count_rows

ROOT = Path(__file__).parents[2]
CANARY = "heron-above-the-weir-5150"
OPENERS = {"opens", "open_with_code", "unwrap", "unseal_row", "open_any", "recognise"}
SECTIONS = (
    privacy_promises.ENCRYPTION_PROMISES,
    privacy_promises.LIMITS,
    privacy_promises.OWN_DATA,
    privacy_promises.OUTGOING_DATA,
    privacy_promises.NOT_CLAIMED,
    privacy_promises.BROWSER,
)


def everything() -> list[Promise | Limit]:
    readers = [one for said in privacy_promises.READERS.values() for one in said]
    return [*(one for said in SECTIONS for one in said), *readers]


@pytest.fixture(scope="module")
def tests_there_are() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found.update(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return found


@pytest.mark.parametrize("promise", [one for one in everything() if isinstance(one, Promise)])
def test_every_promise_names_tests_and_each_is_there(promise, tests_there_are):
    assert promise.tests
    for name in promise.tests:
        assert name in tests_there_are


def test_a_promise_that_no_test_holds_cannot_be_written():
    with pytest.raises(ValueError, match="Trust us"):
        privacy_promises.promise("Trust us.")


def test_the_page_says_every_sentence_and_how_it_is_tested(client):
    client.get("/who-can-read-what")
    for one in everything():
        assert str(one.text) in client.words
    details = client.html.split("<details")[1].replace("<wbr>", "")
    for _person, promise in privacy_promises.list_promises():
        for name in promise.tests:
            assert f"<code>{name}</code>" in details


def test_every_promise_of_the_page_is_in_the_list_of_what_is_tested():
    shown = [promise for _person, promise in privacy_promises.list_promises()]
    assert {one for one in everything() if isinstance(one, Promise)} == set(shown)


def test_no_sentence_has_more_than_twenty_five_words():
    for one in everything():
        for sentence in re.split(r"(?<=[.?])\s", str(one.text)):
            assert len(sentence.split()) <= 25, sentence


# tests that a promise lacked


def reflect(app, *arguments: str) -> str:
    """What a command prints."""
    settings = app.extensions["reflect.settings"]
    place = {"REFLECT_DATA": str(settings.data), "REFLECT_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-c", "from reflect.cli import main; main()", *arguments]
    done = subprocess.run(
        command, env={**os.environ, **place}, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    return done.stdout + done.stderr


def test_no_command_shows_what_was_written(app, signed_in):
    week = "/check-in/2026-W48"
    signed_in.post(f"{week}/reflection", {"happened": CANARY, "action": CANARY})
    assert count_rows(app, "rows") > 1
    dumped = reflect(app, "check", "--dump-vault", NAME)
    assert len(json.loads(dumped)["rows"]) == count_rows(app, "rows")
    for said in (dumped, reflect(app, "check"), reflect(app)):
        assert CANARY not in said
        assert CANARY.encode().hex() not in said


def test_nothing_that_a_command_runs_can_open_a_vault():
    paths = [ROOT / "reflect/cli/__init__.py", ROOT / "reflect/operations/vault_dump.py"]
    for path in [*paths, *(ROOT / "reflect/operations").glob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        named |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not named & OPENERS, path


def test_the_site_calls_no_other_machine(app, signed_in, monkeypatch):
    """Whatever one does, the server talks to its database and to nobody else."""
    called, really = [], socket.socket.connect

    def watched(self, address):
        if self.family != socket.AF_UNIX:
            called.append(address)
        return really(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    signed_in.post("/check-in/2026-W48/statements", {"reach": "5", "sense": "4"})
    signed_in.post("/check-in/2026-W48/reflection", {"happened": CANARY})
    for path in ("/my-picture", "/my-picture/look-closer/connection", "/my-data/stored"):
        signed_in.get(path)
    signed_in.post("/my-data/archive", {"password": signed_in.password})
    assert signed_in.page.mimetype == "application/zip"
    assert called == []


def test_there_is_one_cookie_and_it_goes_with_the_browser(client, signed_in):
    for browser in (client, signed_in):
        browser.client.get("/sign-in")
        (cookie,) = browser.client._cookies.values()
        assert re.fullmatch(r"[0-9a-f]{64}", cookie.value)
        assert cookie.expires is None
        assert cookie.max_age is None
