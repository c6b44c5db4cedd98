"""An app may select another database, other settings and other timers for a request."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from reflect import db
from reflect.db import ENGINE_EXTENSION_KEY, SELECTOR_EXTENSION_KEY
from reflect.web import periodic_tasks
from reflect.web.current_site import SETTINGS_EXTENSION_KEY, current_settings
from reflect.web.periodic_tasks import PERIODIC_TASKS_EXTENSION, PeriodicTaskState


def ignore(*_given):
    return None


@pytest.fixture
def selected(app, monkeypatch, tmp_path):
    """What every request of the app uses instead of its own."""
    settings = replace(app.extensions[SETTINGS_EXTENSION_KEY], data=tmp_path)
    engine = db.open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    chosen = {
        ENGINE_EXTENSION_KEY: engine,
        SETTINGS_EXTENSION_KEY: settings,
        PERIODIC_TASKS_EXTENSION: PeriodicTaskState(),
    }
    monkeypatch.setitem(app.extensions, SELECTOR_EXTENSION_KEY, lambda: chosen)
    yield chosen
    engine.dispose()


def test_without_a_selector_a_request_has_what_the_app_has(app):
    assert SELECTOR_EXTENSION_KEY not in app.extensions
    with app.app_context():
        assert db.current_engine() is app.extensions[ENGINE_EXTENSION_KEY]
        assert current_settings() is app.extensions[SETTINGS_EXTENSION_KEY]


def test_a_request_has_what_the_selector_gives(app, selected):
    with app.app_context():
        assert db.current_engine() is selected[ENGINE_EXTENSION_KEY]
        assert current_settings() is selected[SETTINGS_EXTENSION_KEY]
        periodic_tasks.run_periodic_tasks(ignore, ignore)
    assert selected[PERIODIC_TASKS_EXTENSION].cleaned_at
    assert not app.extensions[PERIODIC_TASKS_EXTENSION].cleaned_at


def test_what_the_selector_leaves_out_is_the_apps(app, selected):
    del selected[ENGINE_EXTENSION_KEY]
    with app.app_context():
        assert db.current_engine() is app.extensions[ENGINE_EXTENSION_KEY]
        assert current_settings() is selected[SETTINGS_EXTENSION_KEY]


def test_the_database_knows_nothing_that_one_request_has_set():
    tree = ast.parse(Path(db.__file__).read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not {"g", "request", "session"} & names
