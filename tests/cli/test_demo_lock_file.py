"""A data folder belongs to one demo at a time, and to none once that is gone."""

import subprocess
import sys
from pathlib import Path

import pytest

from reflect.cli.demo import lock_demo_folder
from reflect.config import Misconfigured, read_settings
from tests.support.processes import ROOT, child_environment

HOLDING = """
import sys
from reflect.config import read_settings
from reflect.cli.demo import lock_demo_folder
with lock_demo_folder(read_settings({}, data=sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def settings(tmp_path):
    return read_settings({}, data=tmp_path / "demo")


def held_by_another(data: Path) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(data)],
        env=child_environment(data, PYTHONPATH=str(ROOT)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline().strip() == b"held"
    return process


def test_a_second_demo_on_the_same_folder_is_refused_in_a_sentence(settings):
    with (
        lock_demo_folder(settings),
        pytest.raises(Misconfigured, match=r"is running on .* already.*REFLECT_DATA"),
        lock_demo_folder(settings),
    ):
        pytest.fail("both have it")


def test_folders_do_not_disturb_each_other(settings, tmp_path):
    with lock_demo_folder(settings), lock_demo_folder(read_settings({}, data=tmp_path / "other")):
        assert settings.is_demo


def test_the_folder_is_free_once_its_process_is_gone_however_it_went(settings):
    other = held_by_another(settings.data)
    with pytest.raises(Misconfigured), lock_demo_folder(settings):
        pytest.fail("both have it")
    other.kill()
    other.communicate()
    with lock_demo_folder(settings):
        pass
    with lock_demo_folder(settings):
        pass


def test_a_folder_of_something_else_is_not_held(tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    with (
        pytest.raises(Misconfigured, match=r"is not a demo folder"),
        lock_demo_folder(read_settings({}, data=tmp_path)),
    ):
        pytest.fail("it was held")
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
