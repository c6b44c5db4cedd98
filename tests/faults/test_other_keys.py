"""A key file that is damaged stops the start; another site's opens nothing and destroys nothing."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from reflect.app import create_app
from reflect.cli import main
from reflect.config import Misconfigured
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import boxes, teams
from reflect.teams import contributions
from tests.support.client import Client
from tests.support.site_fixture import open_site

NAME, PASSWORD = "sam@example.org", "four small boats adrift"


@pytest.fixture(scope="module")
def lived(tmp_path_factory, static):
    """A site on SQLite with somebody in it and two boxes."""
    with open_site(tmp_path_factory.mktemp("keys"), static) as (app, _clock):
        Client(app).sign_up(NAME, PASSWORD)
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            db.execute(teams.insert(), {"id": "f" * 32, "name": "East", "made": 0})
            for window in (37, 38):
                place = ("f" * 32, "weekly-check-in", window)
                contributions.create_tallies(
                    db, app.extensions["reflect.keys"], app.extensions["reflect.library"], place
                )
        yield app


@pytest.fixture
def key_file(lived):
    """It is put back afterwards."""
    path = lived.extensions["reflect.settings"].key_file
    whole = path.read_bytes()
    yield path
    path.write_bytes(whole)


def asked(app, *command: str):
    """The command on this site, as an operator runs it."""
    data = str(app.extensions["reflect.settings"].data)
    return CliRunner().invoke(main, [*command], env={"REFLECT_DATA": data})


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda whole: whole[:-20], "Line 1 of the key file is not a number and 64 hex digits."),
        (lambda _whole: b"", "The key file is empty."),
        (lambda whole: whole.replace(whole[5:6], b"x"), "is not a number and 64 hex digits."),
        (lambda _whole: bytes(range(256)), "cannot be used"),
    ],
    ids=["cut", "empty", "wrong hex", "another file"],
)
def test_a_damaged_key_file_stops_the_start_with_a_sentence(lived, key_file, harm, says):
    key_file.write_bytes(harm(key_file.read_bytes()))
    for command in ("run", "close-windows", "check"):
        done = asked(lived, command)
        assert (done.exit_code, done.exception.__class__) == (1, SystemExit), command
        assert says in done.output
        assert str(key_file) in done.output


@pytest.mark.parametrize("command", ["run", "close-windows"])
def test_another_sites_key_stops_what_would_withhold_every_figure(lived, key_file, command):
    """Closing a window destroys its boxes: with another key, none of them could be counted."""
    key_file.write_text(f"1 {'ab' * 32}\n")
    with reading(lived.extensions[ENGINE_EXTENSION_KEY]) as db:
        before = db.execute(select(boxes)).all()
    done = asked(lived, command)
    assert done.exit_code == 1
    assert "is not the one of this database" in done.output
    with reading(lived.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert db.execute(select(boxes)).all() == before


def test_nor_does_another_server_start_with_it(lived, key_file):
    """Whoever asks for `wsgi:app` comes by no command of ours."""
    key_file.write_text(f"1 {'ab' * 32}\n")
    with pytest.raises(Misconfigured, match="is not the one of this database"):
        create_app(data=lived.extensions["reflect.settings"].data, testing=True)


def test_one_damaged_box_is_no_sign_of_another_key(lived):
    with writing(lived.extensions[ENGINE_EXTENSION_KEY]) as db:
        whole = db.execute(select(boxes.c.blob).where(boxes.c.window == 37)).scalar_one()
        one = update(boxes).where(boxes.c.window == 37)
        db.execute(one.values(blob=whole[:-1] + bytes([whole[-1] ^ 1])))
    done = asked(lived, "close-windows")
    assert "is not the one of this database" not in done.output


def test_with_another_key_nobody_gets_in_and_with_the_right_one_everybody_again(lived, key_file):
    """Without boxes nothing tells of the other key, and nothing is lost by it."""
    settings = lived.extensions["reflect.settings"]
    with writing(lived.extensions[ENGINE_EXTENSION_KEY]) as db:
        db.execute(boxes.delete())
    key_file.write_text(f"1 {'ab' * 32}\n")
    other = create_app(
        clock_=lived.extensions["reflect.clock"],
        data=settings.data,
        kdf=settings.kdf,
        testing=True,
    )
    sam = Client(other).sign_in(NAME, PASSWORD)
    other.extensions[ENGINE_EXTENSION_KEY].dispose()
    assert sam.path == "/sign-in"
    assert "do not go together. Try again, or use your recovery code." in sam.words
    assert Client(lived).sign_in(NAME, PASSWORD).path == "/check-in/2026-W48/places"
