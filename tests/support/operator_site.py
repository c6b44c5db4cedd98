"""Somebody who keeps a site, and somebody who lived on it."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

from click.testing import CliRunner, Result

from reflect.app import create_app
from reflect.cli import main
from reflect.config import read_settings
from reflect.web import assets
from tests.support.checkin_forms import checkin_url
from tests.support.client import Client
from tests.support.page_parsing import form_values
from tests.support.site_fixture import WEAK_KDF, Clock

CANARY = "the kettle in the hub corridor"
PASSWORD = "four small boats adrift"
NAME = "sam@example.org"
ANSWERS = {"reach": "4", "sense": "2", "belong": "3"}


def sign_up_with_note(app) -> Client:
    """Somebody with a check-in and a note, signed in."""
    sam = Client(app)
    sam.sign_up(NAME, PASSWORD)
    for page, typed in (
        ("places", {"home": "4", "base": "2"}),
        ("statements", ANSWERS),
        ("reflection", {"happened": CANARY}),
    ):
        sam.get(checkin_url(page))
        fields = {name: values[0] for name, values in form_values(sam.html).items()}
        sam.post(checkin_url(page), {**fields, **typed}, fresh=False)
    sam.get("/notebook/journal")
    assert CANARY in sam.words
    return sam


class OperatorSite:
    """An operator with a site in a folder."""

    here = "http://127.0.0.1:8000"

    def __init__(self, folder: Path, static: Path, monkeypatch) -> None:
        self.data, self.monkeypatch = folder, monkeypatch
        folder.mkdir()
        shutil.copytree(static, assets.assets_dir(folder))

    def run(self, *words: object) -> Result:
        self.monkeypatch.setenv("REFLECT_DATA", str(self.data))
        self.monkeypatch.setattr("reflect.cli.maintenance.system_clock", Clock())
        return CliRunner().invoke(main, [str(word) for word in words])

    def init(self) -> None:
        """A site with its key file apart, as it should be."""
        self.monkeypatch.setenv("REFLECT_KEY_FILE", str(self.data.with_suffix(".keys")))
        self.data.chmod(0o700)
        done = self.run("init", "--url", self.here)
        assert done.exit_code == 0, done.output

    def change(self, *statements: str) -> None:
        """What happens to a database behind Reflect's back."""
        with contextlib.closing(sqlite3.connect(self.data / "reflect.sqlite")) as db:
            for each in statements:
                db.execute(each)
            db.commit()

    def app(self):
        settings = read_settings({}, data=self.data, kdf=WEAK_KDF, testing=True)
        return create_app(clock_=Clock(), data=settings.data, kdf=WEAK_KDF, testing=True)
