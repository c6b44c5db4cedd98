"""`reflect organisation check`, and what a site's operator does with the file."""

from pathlib import Path

import pytest

from reflect.core.organisation.model import ORGANISATION_FILE
from reflect.operations import site_setup
from tests.support.operator_site import OperatorSite
from tests.support.sample_organisation import ORGANISATION_TOML


@pytest.fixture
def operator(tmp_path, static, monkeypatch) -> OperatorSite:
    found = OperatorSite(tmp_path / "site", static, monkeypatch)
    found.init()
    return found


def test_init_lays_the_file_down_once_and_says_where(operator):
    path = operator.data / ORGANISATION_FILE
    assert path.read_bytes() == (Path(site_setup.__file__).parent / ORGANISATION_FILE).read_bytes()
    path.write_text('name = "Vale"\n', encoding="utf-8")
    done = operator.run("init", "--url", operator.url)
    assert str(path) in done.output
    assert path.read_text(encoding="utf-8") == 'name = "Vale"\n'


def test_a_file_that_fits_is_said_to_be_fine_and_what_it_sets(operator):
    (operator.data / ORGANISATION_FILE).write_text(ORGANISATION_TOML, encoding="utf-8")
    done = operator.run("organisation", "check")
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [
            f"{operator.data / ORGANISATION_FILE}: ok, Vale & <b>Fells</b> Social Care",
            "  languages: en",
            "  contacts: reflect, data-protection, wellbeing, union, out-of-hours, accessibility",
            "  regulator: Care Board of the Vale",
        ],
    )


@pytest.mark.parametrize("text", ["[defaults]\nleast = 4\n", '[switched_off]\nguides = ["x"]\n'])
def test_a_file_that_does_not_fit_ends_each_command_with_a_sentence(operator, text):
    (operator.data / ORGANISATION_FILE).write_text(text, encoding="utf-8")
    for words in (["organisation", "check"], ["check"]):
        done = operator.run(*words)
        assert done.exit_code == 1
        assert ORGANISATION_FILE in done.output
        assert "Traceback" not in done.output


def test_any_file_can_be_tried_without_a_site(tmp_path, operator):
    path = tmp_path / "tried.toml"
    done = operator.run("organisation", "check", path)
    assert (done.exit_code, "is no file" in done.output) == (1, True)
    path.write_text("nam = 3\n", encoding="utf-8")
    done = operator.run("organisation", "check", path)
    assert done.exit_code == 1
    assert f'{path}, top of the file: the key "nam" is not known. Did you mean' in done.output
    path.write_text("", encoding="utf-8")
    assert f"{path}: ok, no name of its own" in operator.run("organisation", "check", path).output


def test_a_backup_carries_the_file_to_another_folder(operator, tmp_path, static, monkeypatch):
    (operator.data / ORGANISATION_FILE).write_text(ORGANISATION_TOML, encoding="utf-8")
    assert operator.run("backup", tmp_path / "kept.backup").exit_code == 0
    other = OperatorSite(tmp_path / "other", static, monkeypatch)
    done = other.run("restore", tmp_path / "kept.backup")
    assert done.exit_code == 0, done.output
    assert (other.data / ORGANISATION_FILE).read_text(encoding="utf-8") == ORGANISATION_TOML
