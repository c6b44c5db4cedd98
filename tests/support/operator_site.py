"""An operator who runs `reflect` commands on a site, and a user with a check-in on it."""

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
    """A user with a check-in and a note, signed in."""
    sam = Client(app)
    sam.sign_up(NAME, PASSWORD)
    for page, answers in (
        ("places", {"home": "4", "base": "2"}),
        ("statements", ANSWERS),
        ("reflection", {"happened": CANARY}),
    ):
        sam.get(checkin_url(page))
        fields = {name: values[0] for name, values in form_values(sam.html).items()}
        sam.post(checkin_url(page), {**fields, **answers}, fresh=False)
    sam.get("/notebook/journal")
    assert CANARY in sam.words
    return sam


class OperatorSite:
    """An operator with a site in a folder."""

    url = "http://127.0.0.1:8000"

    def __init__(self, folder: Path, static: Path, monkeypatch) -> None:
        self.data, self.monkeypatch = folder, monkeypatch
        folder.mkdir()
        shutil.copytree(static, assets.assets_dir(folder))

    def run(self, *words: object) -> Result:
        """Run a `reflect` command in this process, at the time of the tests."""
        self.monkeypatch.setenv("REFLECT_DATA", str(self.data))
        self.monkeypatch.setattr("reflect.cli.maintenance.system_clock", Clock())
        return CliRunner().invoke(main, [str(word) for word in words])

    def init(self) -> None:
        """Set up a site, with the key file outside of its data folder."""
        self.monkeypatch.setenv("REFLECT_KEY_FILE", str(self.data.with_suffix(".keys")))
        self.data.chmod(0o700)
        result = self.run("init", "--url", self.url)
        assert result.exit_code == 0, result.output

    def execute_sql(self, *statements: str) -> None:
        """Change the SQLite database without Reflect."""
        with contextlib.closing(sqlite3.connect(self.data / "reflect.sqlite")) as db:
            for each in statements:
                db.execute(each)
            db.commit()

    def app(self):
        settings = read_settings({}, data=self.data, kdf=WEAK_KDF, testing=True)
        return create_app(clock_=Clock(), data=settings.data, kdf=WEAK_KDF, testing=True)
