"""Beginning again gives the very same state, in every row of every table, and says so."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from reflect.config import DATABASE_NAME, read_settings
from reflect.db import ENGINE_EXTENSION_KEY, writing
from reflect.demo.seed import prepare
from reflect.demo.seed.colleagues import ROLE_HOLDERS
from reflect.demo.seed.people import PEOPLE
from reflect.models import metadata
from tests.support.client import Client
from tests.support.demo_site import copy_demo, ignore_line, impersonate
from tests.support.site_fixture import WEAK_KDF
from tests.support.weeks import FRIDAY

SAM = PEOPLE[3]
AS_AT_FIRST = "the same as at the start"


def shown(browser) -> str:
    return re.search(r"State <code>(\w{8})</code>", browser.html).group(1)


def change_things(app) -> None:
    """Through pages, as several people."""
    impersonate(app, SAM).post("/check-in/2026-W48/places", {"home": "3", "contact": "1"})
    impersonate(app, PEOPLE[0]).post("/settings", {"shown": "Somebody else", "interval": "9"})
    organiser = impersonate(app, next(one for one in ROLE_HOLDERS if one.name == "olu"))
    organiser.post("/organise/teams", {"name": "Quayside"})
    assert "Quayside" in organiser.words
    organiser.post("/sign-in", {"name": "nobody", "password": "x"})


def test_beginning_again_gives_the_same_hash(demo, settings):
    before = prepare.hash_database(settings)
    assert before == prepare.hash_snapshot(settings)
    change_things(demo)
    assert prepare.hash_database(settings) != before
    browser = Client(demo)
    browser.get("/demo")
    browser.post("/demo/reset", fresh=False)
    assert prepare.hash_database(settings) == before


def test_the_command_gives_the_same_hash_and_the_same_passwords(tmp_path, finished_demo):
    found = read_settings(
        {}, data=copy_demo(finished_demo, tmp_path / "demo"), kdf=WEAK_KDF, testing=True
    )
    before = prepare.hash_database(found), (found.data / prepare.PASSWORDS_FILE).read_text()
    with closing(sqlite3.connect(found.data / DATABASE_NAME)) as db:
        db.execute("DELETE FROM rows")
        db.commit()
    assert prepare.hash_database(found) != before[0]
    prepare.prepare_demo(found, lambda: FRIDAY, ignore_line, reset=True)
    assert (
        prepare.hash_database(found),
        (found.data / prepare.PASSWORDS_FILE).read_text(),
    ) == before
    (found.data / DATABASE_NAME).write_bytes(b"no database at all")
    prepare.prepare_demo(found, lambda: FRIDAY, ignore_line, reset=True)
    assert prepare.hash_database(found) == before[0]


def test_opening_pages_without_stepping_into_anybody_changes_nothing(demo, settings):
    before = prepare.hash_database(settings)
    browser = Client(demo)
    for path in ("/", "/demo", "/sign-in", "/guides", "/nothing-here"):
        browser.get(path)
    assert prepare.hash_database(settings) == before


def test_the_front_page_shows_the_state_and_whether_it_is_the_first(demo, settings):
    browser = Client(demo)
    browser.get("/demo")
    assert shown(browser) == prepare.hash_database(settings)[:8]
    assert f"State {shown(browser)} , {AS_AT_FIRST}" in browser.words
    stepped = impersonate(demo, SAM)
    stepped.get("/demo")
    assert shown(stepped) == prepare.hash_database(settings)[:8]
    assert AS_AT_FIRST not in stepped.words
    assert "changed since the start" in stepped.words


def test_after_beginning_again_it_says_so_only_while_it_is_true(demo):
    browser = Client(demo)
    browser.get("/demo")
    first = shown(browser)
    browser.post("/demo/reset", fresh=False)
    assert f"Everything is as it was at first. The state is {first}, the same" in browser.words
    impersonate(demo, SAM)
    browser.get("/demo?again=1")
    assert "as it was at first" not in browser.words


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_table_escapes_the_hash(demo, settings, table):
    """A row more or less in any of them is seen, whoever adds the table."""
    before = prepare.hash_database(settings)
    values = {column.name: _any_value(column) for column in table.columns}
    with closing(sqlite3.connect(settings.data / DATABASE_NAME)) as db:  # without its constraints
        names, places = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        db.execute(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', [*values.values()])
        db.commit()
    assert prepare.hash_database(settings) != before
    prepare.reset_demo(settings)
    assert prepare.hash_database(settings) == before


def _any_value(column):
    return {int: 77, str: "77", bytes: b"77"}[column.type.python_type]


def content(path, *statements):
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
    return prepare._content_hash(path)


MADE, ONE, TWO = (
    "CREATE TABLE a (x, y)",
    "INSERT INTO a VALUES (1, 2)",
    "INSERT INTO a VALUES (3, 4)",
)


def test_the_hash_is_of_the_rows_not_of_the_file(tmp_path):
    found = content(tmp_path / "one.sqlite", MADE, ONE, TWO)
    gone = ("INSERT INTO a VALUES (5, 6)", "DELETE FROM a WHERE x = 5")
    assert content(tmp_path / "other.sqlite", MADE, *gone, TWO, ONE) == found


@pytest.mark.parametrize(
    "statements",
    [
        (MADE, ONE),
        (MADE, ONE, ONE, TWO),
        (MADE, ONE, "INSERT INTO a VALUES (4, 3)"),
        (MADE, ONE, "INSERT INTO a VALUES (3, '4')"),
        (MADE, ONE, "INSERT INTO a VALUES (3, NULL)"),
        (MADE, ONE, TWO, "CREATE TABLE b (z)"),
        ("CREATE TABLE b (x, y)", ONE.replace(" a ", " b "), TWO.replace(" a ", " b ")),
    ],
    ids=["less", "twice", "swapped", "text", "nothing", "a table more", "another table"],
)
def test_another_content_has_another_hash(tmp_path, statements):
    path = tmp_path / "one.sqlite"
    assert content(path, MADE, ONE, TWO) != content(path, *statements)


def test_beginning_again_in_the_middle_of_everything_breaks_nothing(demo, settings):
    first = prepare.hash_database(settings)

    def click(number):
        browser = impersonate(demo, PEOPLE[number % 4])
        seen = [browser.status]
        for path in ("/settings", "/my-picture", "/demo"):
            browser.get(path)
            seen.append(browser.status)
        browser.post("/demo/reset", fresh=False)
        return [*seen, browser.status]

    with ThreadPoolExecutor(4) as clicks:
        assert {status for seen in clicks.map(click, range(12)) for status in seen} == {200}
    with writing(demo.extensions[ENGINE_EXTENSION_KEY]):
        pass  # no lock was left behind
    prepare.reset_demo(settings)
    assert prepare.hash_database(settings) == first
