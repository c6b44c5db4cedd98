"""No cell of a CSV file begins like a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.csv_cells import FORMULA_PREFIXES, escape_csv_cell


@given(st.one_of(st.text(), st.lists(st.text())))
def test_no_text_begins_like_a_formula_and_none_loses_a_letter(value):
    text = " ".join(value) if isinstance(value, list) else value
    cell = escape_csv_cell(value)
    assert not cell.startswith(FORMULA_PREFIXES)
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@sam", "'@sam"),
        ("\t=1", "'\t=1"),
        ("a=1", "a=1"),
        (["-1", "b"], "'-1 b"),
        (None, ""),
        (-5, -5),  # a number of ours
        ((), ""),
    ],
)
def test_worked_examples(value, cell):
    assert escape_csv_cell(value) == cell
