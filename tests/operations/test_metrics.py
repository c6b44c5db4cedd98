"""`reflect figures`: what a monitor needs, and nothing about people."""

import urllib.error
import urllib.request
from dataclasses import replace

import pytest

from reflect.cli.metrics import create_metrics_app
from reflect.core.windows import open_windows
from reflect.db import ENGINE_EXTENSION_KEY, open_engine
from reflect.operations import site_setup
from reflect.operations.metrics import collect_metrics, format_metrics
from tests.support.factories import make_team
from tests.support.live_server import serve_in_thread
from tests.support.operator_site import OperatorSite, sign_up_with_note

pytestmark = pytest.mark.both_databases

NAMES = {
    "reflect_site_answers",
    "reflect_site_seconds",
    "reflect_database_answers",
    "reflect_schema_fits",
    "reflect_windows_overdue",
    "reflect_database_bytes",
    "reflect_disk_free_bytes",
    "reflect_backup_age_seconds",
}


def told(app, moment, engine=None, **other) -> dict[str, float]:
    settings = replace(app.extensions["reflect.settings"], **other)
    library = app.extensions["reflect.library"]
    found = collect_metrics(
        settings, engine or app.extensions[ENGINE_EXTENSION_KEY], library, moment
    )
    return {name: value for name, _says, value in found}


def test_a_site_that_answers_has_every_figure(app, clock):
    site_setup.record_backup_time(app.extensions["reflect.settings"].data, clock.now)
    clock.forward(hours=3)
    with serve_in_thread(app) as port:
        found = told(app, clock.now, port=port)
    assert set(found) == NAMES
    assert found["reflect_site_answers"] == found["reflect_database_answers"] == 1
    assert found["reflect_schema_fits"] == 1
    assert found["reflect_windows_overdue"] == 0
    assert found["reflect_backup_age_seconds"] == 3 * 3600
    assert found["reflect_database_bytes"] > 0


def test_a_site_that_is_down_is_said_and_the_rest_still_told(app, clock):
    found = told(app, clock.now, port=1)
    assert found["reflect_site_answers"] == 0
    assert "reflect_site_seconds" not in found
    assert found["reflect_database_answers"] == 1


def test_a_database_that_is_away_is_said(app, clock):
    nowhere = open_engine("postgresql://reflect@127.0.0.1:1/reflect")
    found = told(app, clock.now, nowhere, port=1)
    assert found["reflect_database_answers"] == 0
    assert "reflect_windows_overdue" not in found
    assert found["reflect_disk_free_bytes"] > 0


def test_a_window_that_nobody_closed_is_counted(app, clock):
    make_team(app, 7, keys=app.extensions["reflect.keys"])
    later = open_windows(clock.now)[0].closes_at
    assert told(app, later, port=1)["reflect_windows_overdue"] >= 1


def test_nobody_who_signs_in_or_checks_in_changes_a_figure(app, clock):
    before = told(app, clock.now, port=1)
    sign_up_with_note(app)
    after = told(app, clock.now, port=1)
    for found in (before, after):
        found.pop("reflect_database_bytes")
        found.pop("reflect_disk_free_bytes")
    assert after == before


def test_they_stand_at_one_address():
    with serve_in_thread(create_metrics_app(lambda: "reflect_x 1\n")) as port:
        here = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{here}/metrics") as page:
            assert page.read() == b"reflect_x 1\n"
            assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(here)


def test_the_site_itself_has_no_page_of_them(client):
    client.get("/metrics")
    assert client.status == 404


def test_the_command_prints_lines_of_name_and_number(tmp_path, static, monkeypatch):
    operator = OperatorSite(tmp_path / "site", static, monkeypatch)
    operator.init()
    done = operator.run("figures")
    assert done.exit_code == 0
    lines = [line for line in done.output.splitlines() if not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= NAMES
    assert all(float(line.split()[1]) >= 0 for line in lines)
    assert format_metrics(iter([("a", "b", 2.0)])) == "# HELP a b\n# TYPE a gauge\na 2\n"
