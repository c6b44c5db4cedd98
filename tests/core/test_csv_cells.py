"""Cells of CSV files: no spreadsheet runs what somebody wrote."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reflect
from reflect.core.csv_cells import FORMULA_PREFIXES, escape_csv_cell


@given(st.text())
def test_whatever_is_written_no_cell_begins_like_a_formula(text):
    shown = escape_csv_cell(text)
    assert not str(shown).startswith(FORMULA_PREFIXES)
    assert str(shown).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("prefix", FORMULA_PREFIXES)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(prefix):
    assert escape_csv_cell(f"{prefix}1+2") == f"'{prefix}1+2"
    assert escape_csv_cell([f"{prefix}1", 2]) == f"'{prefix}1 2"


@pytest.mark.parametrize("value", [None, 0, -1, 2.5, True, "", "a=b", "'=1"])
def test_other_values_stay_as_they_are(value):
    assert escape_csv_cell(value) == value


def test_a_list_is_one_cell():
    assert escape_csv_cell([1, 3]) == escape_csv_cell((1, 3)) == "1 3"


def test_every_module_that_writes_csv_takes_its_cells_from_here():
    package = Path(reflect.__file__).parent
    writers = []
    for path in sorted(package.rglob("*.py")):
        imported = {
            name.name if isinstance(node, ast.Import) else node.module
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in node.names
        }
        if "csv" in imported:
            writers.append(path.relative_to(package).as_posix())
            assert "reflect.core.csv_cells" in imported, path
    assert {"admin/http.py", "mydata/csv_export.py"} <= set(writers)
