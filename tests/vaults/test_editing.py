"""Optimistic editing: when an edit follows what its page showed, and when it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.vaults.editing import Conflict, edition_of, find_conflict, row_edition
from reflect.vaults.repository import EMPTY, StoredRow

PARTS = st.lists(st.one_of(st.text(max_size=8), st.integers(0, 2**40)), max_size=4)


@given(PARTS, PARTS)
def test_an_edition_names_one_state(one, other):
    assert (edition_of(*one) == edition_of(*other)) == (
        list(map(str, one)) == list(map(str, other))
    )
    assert len(edition_of(*one).split()) == 1


def test_a_row_that_was_deleted_and_written_again_is_another_edition():
    first = StoredRow(1, {"saved": "2026-03-02T10:00Z"})
    again = StoredRow(1, {"saved": "2026-03-02T10:05Z"})
    assert row_edition(first) != row_edition(again)
    assert row_edition(StoredRow(2, first.value)) != row_edition(first)
    assert row_edition(EMPTY) == ""


@pytest.mark.parametrize(
    ("current", "read", "conflicts"),
    [
        ("a", "a", False),
        ("a", "b", True),
        ("a", "b a", False),  # saves without an answer
        ("a", "", True),  # a page of a time when nothing was stored
        ("", "", False),
        ("", "a", True),  # deleted since
        ("a", None, False),  # whatever is there
        ("ab", "a b", True),
    ],
)
def test_an_edit_follows_what_its_page_showed(current, read, conflicts):
    found = find_conflict("what is stored", current, read)
    assert found == (Conflict("what is stored") if conflicts else None)
    assert find_conflict("what is stored", current, read, is_same=True) is None
