"""`reflect demo --public`: address and host are the operator's, unlike in a demo at home."""

import os

import pytest
from click.testing import CliRunner

from reflect import cli, servers
from reflect.demo.seed import prepare


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Run the command with settings, and return how it would serve and what it said."""
    served = []
    monkeypatch.setattr(
        servers, "serve", lambda create, settings: served.append((create, settings))
    )
    monkeypatch.setattr(servers, "refuse_taken_port", lambda _settings: None)
    monkeypatch.setattr(prepare, "prepare_demo", lambda *_given, **_named: ["Priya Nair"])

    def started(*options, **given):
        umask = os.umask(0o077)
        env = {f"REFLECT_{name}": value for name, value in given.items()}
        env = {"REFLECT_DATA": str(tmp_path / "demo"), **env}
        done = CliRunner().invoke(cli.main, ["demo", *options], env=env)
        os.umask(umask)
        return served, done

    return started


PROXIED = {"URL": "https://demo.example.org", "HOST": "0.0.0.0", "PROXIES": "1"}


def test_it_takes_the_address_it_is_given(start):
    served, done = start("--public", **PROXIED)
    create, settings = served[0]
    assert (settings.url, settings.host) == ("https://demo.example.org", "0.0.0.0")
    assert settings.public
    assert create.keywords["public"] is True
    assert "Open to visitors at https://demo.example.org." in done.output


def test_a_demo_at_home_does_not(start):
    served, _done = start(**PROXIED)
    create, settings = served[0]
    assert (settings.url, settings.host) == ("http://127.0.0.1:8000", "127.0.0.1")
    assert not settings.public
    assert not create.keywords["public"]


def test_it_can_be_tried_on_this_machine(start):
    served, _done = start("--public")
    assert served[0][1].url == "http://127.0.0.1:8000"


def test_what_is_half_set_is_a_sentence(start):
    served, done = start("--public", URL="https://demo.example.org")
    assert done.exit_code == 1
    assert "REFLECT_PROXIES" in done.output
    assert served == []
