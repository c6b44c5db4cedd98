"""`reflect demo --lan`: other machines get the pages of a workshop, and nothing else at all."""

import re
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner
from flask import render_template_string

from reflect import cli, servers
from reflect.app import create_app
from reflect.config import DATABASE_NAME, Misconfigured, read_settings
from reflect.db import ENGINE_EXTENSION_KEY
from reflect.demo.seed.colleagues import ROLE_HOLDERS
from reflect.demo.seed.people import PEOPLE
from reflect.policy import anyone
from reflect.web import access_control, assets
from reflect.web.current_site import join_address
from reflect.web.lan_access import JOIN_PATH
from tests.support.client import Client
from tests.support.demo_site import impersonate
from tests.support.routes import URL_VALUES
from tests.support.site_fixture import WEAK_KDF, open_site

OWN, PHONE = "192.0.2.7", "192.0.2.44"
HEADING = "Only on the trainer's own machine"
SAID = "The machine it runs on shows others the pages of a workshop, and nothing else."
HERE = ("127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1")
ELSEWHERE = (PHONE, OWN, "::ffff:192.0.2.44", "fd00::44", "fe80::44%3", "10.0.0.1", "")
PAGE = """{% extends "base.html" %}{% block title %}Nearby{% endblock %}
{% block main %}<form method="post">{{ csrf() }}</form>{% endblock %}"""
HOSTS = ("127.0.0.1:8000", "localhost:8000", f"{OWN}:8000", OWN)


def open_to_others(settings, clock):
    """The demo with `--lan`, and a page of a workshop as workshops mark theirs."""
    app = create_app(
        clock_=clock, data=settings.data, host="0.0.0.0", lan=OWN, kdf=WEAK_KDF, testing=True
    )

    @app.route("/nearby", methods=["GET", "POST"])
    @access_control.allow(anyone, nearby=True)
    def nearby():
        return render_template_string(PAGE)

    return app


@pytest.fixture(scope="module")
def opened(demo_site):
    _app, settings, clock = demo_site
    app = open_to_others(settings, clock)
    yield app
    app.extensions[ENGINE_EXTENSION_KEY].dispose()


@pytest.fixture
def lan(opened, demo):
    """It as it was at first."""
    return opened


def at(app, peer=PHONE) -> Client:
    """A browser on the machine with this address."""
    browser = Client(app)
    browser.client.environ_base["REMOTE_ADDR"] = peer
    return browser


def path_of(rule) -> str:
    return rule.build({name: URL_VALUES[name] for name in rule.arguments}, append_unknown=False)[1]


def is_turned_away(browser) -> bool:
    return browser.status == 403 and HEADING in browser.words


# --- what other machines get


def test_another_machine_opens_nothing_but_what_is_marked(lan):
    marked = set()
    for rule in lan.url_map.iter_rules():
        if vars(lan.view_functions[rule.endpoint]).get(access_control.LAN_ATTRIBUTE, False):
            marked |= {(path_of(rule), method) for method in rule.methods}
    for path in {path_of(rule) for rule in lan.url_map.iter_rules()}:
        for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"):
            phone = at(lan)
            phone.page = phone.client.open(path, method=method, data={"csrf_token": "x"})
            if method == "HEAD":
                assert (phone.status == 403) != ((path, method) in marked), path
            else:
                assert is_turned_away(phone) != ((path, method) in marked), (path, method)
            assert phone.status != 403 or "Set-Cookie" not in phone.page.headers


@pytest.mark.parametrize("path", ["/nothing-here", "/static/nothing.css", "/demo/be/x/y"])
def test_what_is_not_there_looks_the_same_to_it(lan, path):
    phone = at(lan)
    phone.get(path)
    assert is_turned_away(phone)


def test_it_opens_the_pages_of_a_workshop_and_sends_their_forms(lan):
    phone = at(lan)
    phone.get("/nearby")
    assert phone.status == 200
    phone.post("/nearby", fresh=False)
    assert phone.status == 200
    assert phone.client.post("/nearby").status_code == 400  # without its token


def test_it_gets_the_static_files(lan):
    with at(lan).get(assets.asset_url("reflect.css")) as answer:
        assert answer.status_code == 200


def test_it_can_step_into_nobody(lan, settings):
    form = impersonate(lan, PEOPLE[0])
    form.get("/demo")
    phone = at(lan)
    phone.client.set_cookie("reflect-8000", form.cookie)  # even with a cookie of the trainer's own
    token = re.search(r'name="csrf_token"(?: type="hidden")? value="([0-9a-f]+)"', form.html).group(
        1
    )
    for path in ("/demo/be/sam", "/demo/reset", "/sign-in", "/settings"):
        phone.page = phone.client.post(path, data={"csrf_token": token})
        assert is_turned_away(phone), path
    with closing(sqlite3.connect(settings.data / DATABASE_NAME)) as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchone() == (1,)  # the trainer's


# --- the other end of the connection decides


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("peer", HERE)
def test_this_machine_opens_everything_under_each_of_its_names(lan, peer, host):
    browser = at(lan, peer)
    browser.get("/demo", headers={"Host": host})
    assert browser.status == 200
    assert "Be Priya Nair" in browser.words


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("peer", ELSEWHERE)
def test_another_machine_is_turned_away_under_each_of_its_names(lan, peer, host):
    browser = at(lan, peer)
    browser.get("/demo", headers={"Host": host})
    assert is_turned_away(browser)
    browser.get("/nearby", headers={"Host": host})
    assert browser.status == 200


@pytest.mark.parametrize(
    "name", ["X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded"]
)
def test_no_header_makes_another_machine_this_one(lan, name):
    browser = at(lan)
    for value in ("127.0.0.1", "127.0.0.1, 127.0.0.1", "for=127.0.0.1"):
        browser.get("/demo", headers={name: value})
        assert is_turned_away(browser)


def test_not_even_where_proxies_are_set(demo_site, monkeypatch):
    _app, settings, clock = demo_site
    monkeypatch.setenv("REFLECT_PROXIES", "1")
    app = open_to_others(settings, clock)
    browser = at(app)
    browser.get("/demo", headers={"X-Forwarded-For": "127.0.0.1"})
    assert is_turned_away(browser)
    here = at(app, "127.0.0.1")
    here.get("/demo", headers={"X-Forwarded-For": PHONE})
    assert here.status == 200
    app.extensions[ENGINE_EXTENSION_KEY].dispose()


def test_a_foreign_name_is_answered_to_nobody(lan):
    """As a page elsewhere would ask that has its name lead here."""
    for peer, status in (("127.0.0.1", 400), (PHONE, 403)):
        for path in ("/demo", "/nearby"):
            browser = at(lan, peer)
            browser.get(path, headers={"Host": "evil.example.org"})
            assert browser.status == status
            assert "evil" not in browser.html


# --- what the pages say


def test_who_is_turned_away_reads_what_happened_and_what_to_do(lan):
    phone = at(lan)
    phone.get("/demo")
    assert "This page opens on the machine that runs the demonstration" in phone.words
    assert f"To join a workshop, go to http://{OWN}:8000{JOIN_PATH}" in phone.words
    assert "Open http://127.0.0.1:8000 instead." in phone.words


def test_no_link_on_a_page_for_another_machine_leads_to_a_closed_door(lan):
    phone = at(lan)
    for path in ("/demo", "/nearby"):
        phone.get(path)
        links = re.findall(r'<a\b[^>]*href="([^"]*)"', phone.html)
        own = [link for link in links if not link.startswith(("#", "https://www.bbc.co.uk/"))]
        assert set(own) <= {f"http://{OWN}:8000{JOIN_PATH}"}
    here = Client(lan)
    here.get("/nearby")
    assert "Who can read what" in here.words


@pytest.mark.parametrize("path", ["/demo", "/settings", "/nothing-here", "/sign-in", "/guides"])
def test_every_page_says_who_is_answered(lan, demo, path):
    for browser in (impersonate(lan, PEOPLE[0]), at(lan)):
        browser.get(path)
        assert "Demonstration. Everyone here is invented. " + SAID in browser.words
    for browser in (impersonate(demo, PEOPLE[0]), Client(demo)):
        browser.get(path)
        assert SAID not in browser.words


def test_a_cookie_over_plain_http_carries_the_port_and_no_prefix(lan):
    given = at(lan).get("/nearby").headers["Set-Cookie"]
    assert given.startswith("reflect-8000=")
    assert "Secure" not in given
    assert "HttpOnly" in given


def test_two_demos_on_one_machine_do_not_sign_each_other_out(demo_site, demo):
    """A browser sends what it got on one port of a host to every other."""
    _app, settings, clock = demo_site
    other = create_app(clock_=clock, data=settings.data, port=8001, kdf=WEAK_KDF, testing=True)
    one, two = impersonate(demo, PEOPLE[0]), Client(other)
    two.client._cookies = one.client._cookies
    two.get("/demo")
    two.post(f"/demo/be/{PEOPLE[1].name}", fresh=False)
    one.get("/settings")
    two.get("/settings")
    assert f'value="{PEOPLE[0].shown}"' in one.html
    assert f'value="{PEOPLE[1].shown}"' in two.html
    assert len(one.client._cookies) == 2
    other.extensions[ENGINE_EXTENSION_KEY].dispose()


def test_phones_are_told_the_address_that_they_reach(lan, demo):
    for app, address in ((lan, f"http://{OWN}:8000"), (demo, "http://127.0.0.1:8000")):
        with app.test_request_context():
            assert join_address() == address
    assert read_settings({"REFLECT_URL": "https://a.org"}).join_address == "https://a.org"


def test_a_trainer_can_be_stepped_into(demo):
    trainer = next(one for one in ROLE_HOLDERS if one.roles == ("trainer",))
    browser = impersonate(demo, trainer)
    assert browser.status == 200
    assert browser.path == trainer.lands_on
    browser.get("/settings")
    assert browser.path == "/settings"


# --- where it cannot happen


def test_a_real_site_answers_no_neighbours(tmp_path, static):
    with (
        open_site(tmp_path, static) as (app, _clock),
        pytest.raises(Misconfigured, match="Only a demo"),
    ):
        create_app(data=app.extensions["reflect.settings"].data, host="0.0.0.0", lan=OWN)


def test_run_never_answers_neighbours_not_even_from_a_demos_folder(demo, settings, monkeypatch):
    served = []
    monkeypatch.setattr(servers, "serve", lambda _create, found: served.append(found))
    monkeypatch.setattr(servers, "refuse_taken_port", lambda _settings: None)
    env = {"REFLECT_DATA": str(settings.data), "REFLECT_LAN": OWN}
    done = CliRunner().invoke(cli.main, ["run"], env=env)
    assert (done.exit_code, [(one.host, one.lan) for one in served]) == (0, [("127.0.0.1", "")])
    for more in ({"REFLECT_HOST": "0.0.0.0"}, {"REFLECT_URL": f"http://{OWN}:8000"}):
        done = CliRunner().invoke(cli.main, ["run"], env={**env, **more})
        assert done.exit_code == 1
        assert "Without HTTPS" in done.output
    assert CliRunner().invoke(cli.main, ["run", "--lan"], env=env).exit_code == 2
    assert len(served) == 1
