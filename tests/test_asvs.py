"""docs/asvs.md (OWASP ASVS): every test that it names exists, and every row names evidence."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TABLE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+) \|$", TABLE, re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


@pytest.mark.parametrize("number", [number for number, *_rest in ROWS])
def test_each_test_that_a_row_names_is_there(number):
    (shown,) = (shown for found, _level, _what, shown in ROWS if found == number)
    named = NAMED.findall(shown)
    assert named or "*Deviates*" in shown
    for file, name in named:
        assert name in names_in(ROOT / file), (file, name)


def test_every_row_was_read():
    assert len(ROWS) == len(re.findall(r"^\| \d", TABLE, re.MULTILINE)) > 100
