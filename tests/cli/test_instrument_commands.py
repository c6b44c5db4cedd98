"""`reflect instruments check` and `score`, as a person runs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reflect.cli.instruments import instruments

FOLDER = Path(__file__).parents[2] / "instruments"
WEEKLY = FOLDER / "weekly-check-in.v1.toml"


def run(*words: object) -> Result:
    return CliRunner().invoke(instruments, [str(word) for word in words])


def test_check_counts_what_a_good_file_holds() -> None:
    done = run("check", WEEKLY, FOLDER / "workshop-week.v1.toml")
    assert done.exit_code == 0
    weekly, workshop = done.stdout.splitlines()
    assert weekly == (
        f"{WEEKLY}: ok, weekly-check-in version 1, 27 questions, 3 scales, 3 pages, 3 examples"
    )
    assert workshop.endswith("version 1, 5 questions, 0 scales, 1 page, 0 examples")


def test_check_says_one_line_a_file_and_fails_if_one_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('"a\\nb" = 1\n' + WEEKLY.read_text())
    done = run("check", wrong, WEEKLY, tmp_path / "none.toml")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{wrong}, top of the file: ")
    assert ": ok, " in lines[1]
    assert "cannot be read" in lines[2]


def test_check_wants_a_file() -> None:
    assert run("check").exit_code == 2


def test_score_prints_sorted_json(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"finish": 3, "time": 4, "reach": 5, "sense": 4, "care": "n/a"}')
    done = run("score", WEEKLY, answers)
    assert done.exit_code == 0
    assert done.stdout == '{"balance": 62.5, "connection": 87.5}\n'
    answers.write_text("{}")
    assert json.loads(run("score", WEEKLY, answers).stdout) == {}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('{"reach": 6}', '"reach": answer with a whole number from 1 to 5'),
        ('{"nobody": 1}', 'no question "nobody"'),
        ('{"reach": 5', "is not JSON: "),
        ("\xff", "is not JSON: "),
        ("[" * 100_000, "is not JSON: "),
        ("[5]", 'has to hold one object. Write it like {"reach": 5}.'),
    ],
)
def test_score_says_what_is_wrong_with_the_answers(tmp_path: Path, written: str, told: str) -> None:
    answers = tmp_path / "answers.json"
    answers.write_bytes(written.encode("latin-1"))
    done = run("score", WEEKLY, answers)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert told in done.stderr


def test_score_says_which_file_is_missing(tmp_path: Path) -> None:
    for words in ((WEEKLY, tmp_path / "none.json"), (tmp_path / "none.toml", WEEKLY)):
        done = run("score", *words)
        assert done.exit_code == 1
        assert "cannot be read" in done.stderr
