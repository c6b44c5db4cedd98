"""The demo folder: one click in, one click back, and no such door on a real site."""

import os
import re
import shutil
import sqlite3
import stat
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from reflect import cli, servers, vaults
from reflect.accounts import invitations
from reflect.accounts import repository as account_repository
from reflect.accounts.settings import preferences
from reflect.checkins import actions
from reflect.checkins.history import load_week_entries
from reflect.checkins.monthly import services as monthly_services
from reflect.config import DATABASE_NAME, DEMO_MARK, Misconfigured, packaged_data_dir, read_settings
from reflect.core.crypto.codes import new_recovery_code
from reflect.core.crypto.password_hash import Kdf, stretch_new_password, stretch_password
from reflect.core.crypto.vault import Vault, create_vault, unlock_with_password
from reflect.core.instruments.library import DEFAULT_ROTATION, load_library
from reflect.core.instruments.scoring import score
from reflect.core.organisation import model as organisation_model
from reflect.core.weeks import Week, weeks_between
from reflect.db import ENGINE_EXTENSION_KEY, open_engine, reading, writing
from reflect.demo.seed import prepare
from reflect.demo.seed.colleagues import ROLE_HOLDERS
from reflect.demo.seed.notebooks import NOTEBOOKS
from reflect.demo.seed.people import PEOPLE
from reflect.demo.seed.week_generator import generate_weeks
from reflect.models import sessions
from reflect.notebook.cpd import services as cpd_services
from reflect.operations import site_setup
from reflect.trends.change_markers import services as change_marker_services
from reflect.web import assets
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID
from tests.support.client import CSRF_TOKEN_PATTERN, Client
from tests.support.database import all_rows
from tests.support.demo_site import copy_demo, ignore_line, impersonate, make_demo_folder
from tests.support.routes import URL_VALUES, app_routes
from tests.support.site_fixture import WEAK_KDF
from tests.support.weeks import FRIDAY

BANNER = "Demonstration. Everyone here is invented."
EXERCISE = ("/demo/find-the-person", "/demo/find-the-person/without")
CANARY = "lantern-by-the-weir-2203"
EVERY = pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)


@pytest.fixture
def real(tmp_path, static):
    """A real site with somebody on it who has written something."""
    shutil.copytree(static, assets.assets_dir(tmp_path / "real"))
    found = read_settings({}, data=tmp_path / "real", kdf=WEAK_KDF, testing=True)
    site_setup.set_up_site(found, ignore_line)
    engine = open_engine(found.database_url)
    password = stretch_new_password(
        "four small boats adrift", site_setup.load_site_keys(found), Kdf.parse(WEAK_KDF)
    )
    vault, record = create_vault("", password, new_recovery_code())
    with writing(engine) as db:
        code = invitations.create_invitation(db, "ana@example.org", frozenset(), FRIDAY)
        invitations.accept_invitation(db, code, record, FRIDAY)
        vaults.save(db, vault, "settings", (), {"shown": CANARY}, read=0)
    engine.dispose()
    return found


def vault_of(app, settings, name):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        record = account_repository.find_account_by_username(db, name).record
    key = site_setup.load_site_keys(settings)[record.site_key_number]
    password = prepare.load_demo_password(settings, name)
    return unlock_with_password(record, stretch_password(password, record.salt, record.kdf, key))


def count(source, table=sessions):
    with reading(source) as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


# --- one click in


@EVERY
def test_one_click_signs_in(demo, person):
    browser = impersonate(demo, person)
    assert browser.status == 200
    assert browser.path.startswith("/check-in" if person.name == "sam" else "/my-picture")
    browser.get("/settings")
    assert browser.status == 200
    assert f'value="{person.shown}"' in browser.html
    assert f'value="{person.interval}"' in browser.html


def test_the_front_page_shows_whom_one_can_be(demo):
    browser = Client(demo)
    browser.get("/")
    assert browser.path == "/demo"
    assert re.findall(r"<button[^>]*>(Be [^<]+)</button>", browser.html) == [
        f"Be {person.shown}" for person in (*PEOPLE, *ROLE_HOLDERS)
    ]
    for person in (*PEOPLE, *ROLE_HOLDERS):
        assert str(person.about) in browser.words


def test_the_front_page_of_somebody_is_their_week(demo):
    browser = impersonate(demo, PEOPLE[0])
    browser.get("/")
    assert browser.path.startswith("/check-in")


@pytest.mark.parametrize("path", ["/demo", "/settings", "/weeks", "/check-in", "/nothing-here"])
def test_every_page_says_that_all_is_invented(demo, path):
    browser = impersonate(demo, PEOPLE[0])
    browser.get(path)
    assert BANNER in browser.words


def test_stepping_into_another_ends_being_the_first(demo):
    browser = impersonate(demo, PEOPLE[0])
    browser.get("/demo")
    browser.post(f"/demo/be/{PEOPLE[1].name}", fresh=False)
    assert count(demo.extensions[ENGINE_EXTENSION_KEY]) == 1
    browser.get("/settings")
    assert f'value="{PEOPLE[1].shown}"' in browser.html


def test_nobody_is_asked_about_a_recovery_code_they_never_saw(demo):
    for person in PEOPLE:
        browser = impersonate(demo, person)
        browser.get("/settings")
        assert "recovery code." not in browser.words


def test_a_click_without_its_token_does_nothing(demo):
    answer = demo.test_client().post("/demo/be/priya")
    assert answer.status_code == 400
    assert count(demo.extensions[ENGINE_EXTENSION_KEY]) == 0


@pytest.mark.parametrize("name", ["nobody", "PRIYA", "priya%00", "ana@example.org"])
def test_nobody_else_can_be_stepped_into(demo, name):
    browser = Client(demo)
    browser.get("/demo")
    browser.post(f"/demo/be/{name}", fresh=False)
    assert browser.status == 404
    assert count(demo.extensions[ENGINE_EXTENSION_KEY]) == 0


def test_a_password_changed_in_the_demo_is_said_and_mended_by_beginning_again(demo, settings):
    browser = impersonate(demo, PEOPLE[0])
    old = prepare.load_demo_password(settings, "priya")
    browser.post("/settings/password", {"password": old, "new_password": "seven green lamps at 9"})
    browser.get("/demo")
    browser.post("/demo/be/priya", fresh=False)
    assert browser.status == 422
    assert "The password of Priya Nair was changed in this demo." in browser.words
    browser.post("/demo/reset", fresh=False)
    browser.post("/demo/be/priya", fresh=False)
    assert browser.status == 200
    assert count(demo.extensions[ENGINE_EXTENSION_KEY]) == 1


# --- what the people hold


@EVERY
def test_their_records_are_the_weeks_that_were_written_down(demo, settings, person):
    vault, library = (
        vault_of(demo, settings, person.name),
        load_library(packaged_data_dir("instruments")),
    )
    this_week = Week.of(FRIDAY)
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        kept, _closed = load_week_entries(
            db, vault, library, WEEKLY_INSTRUMENT_ID, (this_week + -60, this_week)
        )
    told = generate_weeks(person)
    assert [(entry.week, entry.away) for entry in kept] == [
        (this_week + -week.ago, week.away) for week in told
    ]
    weekly = library.latest(WEEKLY_INSTRUMENT_ID)
    for entry, week in zip(kept, told, strict=True):
        assert entry.scores == ({} if week.away else score(weekly, week.answers))


@EVERY
def test_their_texts_lie_sealed_beside_their_weeks(demo, settings, person):
    vault = vault_of(demo, settings, person.name)
    for ago, told in person.notes.items():
        week = Week.of(FRIDAY) + -ago
        with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
            kept = vaults.load(db, vault, "notes", WEEKLY_INSTRUMENT_ID, str(week)).value
        assert kept["texts"]["happened"] == told.happened
        assert kept["saved"].startswith(week.days[4].isoformat())


@EVERY
def test_their_actions_ended_as_they_were_told(demo, settings, person):
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        kept = actions.load_actions(db, vault_of(demo, settings, person.name))
    told = [person.notes[ago] for ago in sorted(person.notes, reverse=True)]
    assert [(a.text, a.whose, a.supervision, a.outcome) for a in kept] == [
        (one.action, one.whose, one.supervision, one.outcome) for one in told
    ]


@EVERY
def test_their_notebooks_hold_what_was_told(demo, settings, person):
    vault, told = vault_of(demo, settings, person.name), NOTEBOOKS[person.name]
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        own = preferences.load_settings(db, vault)
        kinds = Counter(kind for kind, _key, _row in vaults.load_all(db, vault))
        pieces = [
            e for year in cpd_services.load_cpd_years(db, vault, FRIDAY)[0].values() for e in year
        ]
    assert (own["stage"], own["first_year"]) == (told.stage, told.first_year)
    assert [each.kind for each in change_marker_services.parse_change_markers(own)] == [
        mark.kind for mark in told.marks
    ]
    written = {piece.description for piece in told.pieces.values()}
    assert {entry.description for entry in pieces} == written
    assert kinds["journal"] == len(told.months)


def test_their_monthly_sets_are_answered_in_turn(demo, settings):
    library = load_library(packaged_data_dir("instruments"))
    vault, first = vault_of(demo, settings, "priya"), Week.of(FRIDAY) + -52
    weeks = weeks_between(first, Week.of(FRIDAY))
    with reading(demo.extensions[ENGINE_EXTENSION_KEY]) as db:
        kept = monthly_services.load_months(db, vault, DEFAULT_ROTATION, weeks)
    for name, months in kept.items():
        assert len(months) >= 3
        assert all(monthly_services.find_set_in_turn(library, month).id == name for month in months)


# --- begin again


def test_head_on_the_pages_of_a_demonstration_changes_nothing(demo):
    browser, opened = impersonate(demo, PEOPLE[0]), 0
    for rule in app_routes(demo):
        if "GET" in rule.methods and rule.endpoint.partition(".")[0] in {
            "demo",
            "tour",
            "exercise",
        }:
            path = rule.build({name: URL_VALUES[name] for name in rule.arguments})[1]
            before = all_rows(demo)
            opened += browser.client.head(path).status_code == 200
            assert all_rows(demo) == before, path
    assert opened > 3


def test_beginning_again_signs_everyone_out(demo):
    one, other = impersonate(demo, PEOPLE[0]), impersonate(demo, PEOPLE[1])
    one.get("/demo")
    one.post("/demo/reset", fresh=False)
    assert count(demo.extensions[ENGINE_EXTENSION_KEY]) == 0
    for browser in (one, other):
        browser.get("/settings")
        assert browser.path == "/sign-in"


# --- the folder


@pytest.fixture
def lived_in(tmp_path, finished_demo):
    """The settings of a finished demo."""
    return read_settings(
        {}, data=copy_demo(finished_demo, tmp_path / "copy"), kdf=WEAK_KDF, testing=True
    )


def test_a_second_start_leaves_everything_as_it_is(lived_in):
    before = prepare.hash_database(lived_in), (lived_in.data / prepare.PASSWORDS_FILE).read_text()
    prepare.prepare_demo(lived_in, lambda: FRIDAY + timedelta(days=2), pytest.fail, reset=False)
    assert (
        prepare.hash_database(lived_in),
        (lived_in.data / prepare.PASSWORDS_FILE).read_text(),
    ) == before


@pytest.mark.parametrize(
    ("days", "reset", "broken"),
    [
        (3, False, ""),
        (3, True, ""),
        (0, False, prepare.PASSWORDS_FILE),
        (0, True, prepare.SNAPSHOT_FILE),
    ],
    ids=["the week moved on", "begun again in another week", "no passwords", "no copy"],
)
def test_the_folder_is_made_anew_when(lived_in, one_person_demo, days, reset, broken):
    before = (lived_in.data / prepare.PASSWORDS_FILE).read_text()
    if broken:
        (lived_in.data / broken).unlink()
    later = FRIDAY + timedelta(days=days)
    prepare.prepare_demo(lived_in, lambda: later, ignore_line, reset=reset)
    assert (lived_in.data / prepare.PASSWORDS_FILE).read_text() != before
    assert (lived_in.data / DEMO_MARK).read_text() == str(Week.of(later))
    assert lived_in.is_demo


def test_what_broke_off_is_made_anew_and_its_passwords_cost_what_they_cost_elsewhere(
    tmp_path, static, one_person_demo, monkeypatch
):
    cheap = read_settings({}, data=make_demo_folder(tmp_path / "demo", static))
    with monkeypatch.context() as patched:
        patched.setattr(prepare, "seed_notebook", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            prepare.prepare_demo(cheap, lambda: FRIDAY, ignore_line, reset=False)
    prepare.prepare_demo(cheap, lambda: FRIDAY, ignore_line, reset=False)
    assert (cheap.data / DEMO_MARK).read_text() == "2026-W48"
    with closing(sqlite3.connect(cheap.data / DATABASE_NAME)) as db:
        costs = {kdf for (kdf,) in db.execute("SELECT DISTINCT kdf FROM vaults")}
    assert str(Kdf.current) in costs


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_passwords_are_for_the_owner_only(settings):
    mode = (settings.data / prepare.PASSWORDS_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_next_start_may_take_another_port(settings):
    assert read_settings({"REFLECT_PORT": "8001"}, data=settings.data).url.endswith(":8001")


def test_a_folder_of_something_else_is_not_touched(tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    found = read_settings({}, data=tmp_path)
    for again in (False, True):
        with pytest.raises(Misconfigured, match="is not a demo folder"):
            prepare.prepare_demo(found, lambda: FRIDAY, ignore_line, reset=again)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.parametrize(
    "foreign",
    [
        {"database_url": "postgresql:///reflect"},
        {"database_url": "sqlite:////srv/reflect/reflect.sqlite"},
        {"key_file": "/srv/reflect-key"},
    ],
    ids=str,
)
def test_the_demo_takes_no_database_and_no_key_of_a_real_site(tmp_path, foreign):
    found = read_settings({}, data=tmp_path / "demo", **foreign)
    with pytest.raises(Misconfigured, match="of its own"):
        prepare.prepare_demo(found, lambda: FRIDAY, ignore_line, reset=False)
    assert not (tmp_path / "demo").exists()


# --- a real site


def test_a_real_site_has_no_demo_route(app, client):
    assert not [rule for rule in app.url_map.iter_rules() if "demo" in rule.rule + rule.endpoint]
    for path in ("/demo", "/demo/be/priya", "/demo/reset", *EXERCISE):
        client.get("/")
        client.post(path, fresh=False)
        assert client.status == 404
    client.get("/")
    assert client.path == "/"
    assert BANNER not in client.words


FORMS = [
    {},
    {"name": "ana@example.org", "password": "", "digits": "", "code": "", "person": "ana"},
    {"name": "ana@example.org", "password": "demo", "code": "0000-0000", "last_group": "0000"},
    {"code": "demo", "password": "four small boats adrift", "step": "password", "answer": "yes"},
    {"name": "priya", "password": "priya", "new_password": "priya priya priya", "next": "/weeks"},
]


@pytest.mark.parametrize("fields", FORMS, ids=["none", "empty", "guesses", "step", "people"])
def test_no_route_of_a_real_site_opens_a_vault_without_password_or_code(app, sign_up, fields):
    sign_up("ana@example.org").sign_out()
    source = app.extensions[ENGINE_EXTENSION_KEY]
    values = {**URL_VALUES, "person": "ana@example.org"}
    assert count(source) == 0
    tried = 0
    for rule in app.url_map.iter_rules():
        path = rule.build({k: values[k] for k in rule.arguments}, append_unknown=False)[1]
        visitor = Client(app)
        for method in sorted(rule.methods & {"GET", "POST"}):
            visitor.get("/")
            token = {"csrf_token": CSRF_TOKEN_PATTERN.search(visitor.html).group(1)}
            form = {"data": {**fields, **token}} if method == "POST" else {"query_string": fields}
            answer = visitor.client.open(path, method=method, **form)
            assert answer.status_code not in {400, 405}, "the form was not even looked at"
            assert count(source) == 0, (method, path)
            tried += 1
        visitor.get("/settings")
        assert visitor.path == "/sign-in", path
    assert tried > 20


def commands(group, before=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name)


def arguments(tmp_path):
    """Every command that there is, with something to do."""
    weekly, answers = (
        packaged_data_dir("instruments") / "weekly-check-in.v1.toml",
        tmp_path / "answers.json",
    )
    answers.write_text('{"reach": 5, "sense": 4}')
    words = Path(site_setup.__file__).parent / organisation_model.ORGANISATION_FILE
    return {
        ("init",): [["--url", "http://127.0.0.1:8000"]],
        ("run",): [[]],
        ("invite",): [["ben@example.org"], ["ana@example.org", "--reset"]],
        ("upgrade",): [[]],
        ("check",): [[], ["--dump-vault", "ana@example.org"]],
        ("close-windows",): [[]],
        ("demo",): [[], ["--reset"], ["--public"]],
        ("instruments", "check"): [[str(weekly)]],
        ("instruments", "score"): [[str(weekly), str(answers)]],
        ("languages", "check"): [["cy"]],
        ("languages", "update"): [["xx"]],  # there is no such language: refused
        ("guides", "check"): [[]],
        ("guides", "due"): [[]],
        ("backup",): [[str(tmp_path / "made.backup")]],
        ("restore",): [[str(tmp_path / "made.backup")]],  # into a site that is there: refused
        ("keys", "add"): [[]],
        ("organisation", "check"): [[], [str(words)]],
        ("figures",): [[]],
    }


def test_no_command_opens_a_vault(real, tmp_path, monkeypatch):
    def opened(*_given, **_named):
        raise AssertionError("a vault was opened")

    umask = os.umask(0o077)
    given, served = arguments(tmp_path), []
    monkeypatch.setattr(servers, "serve", lambda *_given: served.append("run"))
    monkeypatch.setattr(Vault, "__init__", opened)
    assert set(commands(cli.main)) == set(given)
    env = {"REFLECT_DATA": str(real.data), "REFLECT_PORT": "0"}
    for command, runs in given.items():
        for run in runs:
            done = CliRunner().invoke(cli.main, [*command, *run], env=env)
            assert done.exit_code in {0, 1}, done.output
            assert not isinstance(done.exception, AssertionError), command
            assert CANARY not in done.output
            if command == ("demo",):
                assert "is not a demo folder" in done.output
    os.umask(umask)
    assert served == ["run"]
    source = open_engine(real.database_url)
    assert count(source) == 0
    source.dispose()
