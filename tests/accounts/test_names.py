import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.accounts.credentials import LONGEST, fold, new_name
from reflect.core.errors import Invalid


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=40))
def test_a_kept_name_has_no_hidden_signs_and_no_blanks_around(name):
    kept = fold(name)
    assert kept == kept.strip()
    assert kept.isprintable()


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L"]), min_size=1))
def test_capitals_do_not_matter(name):
    assert fold(name.upper()) == fold(name.lower())


def test_blanks_and_the_spelling_of_an_accent_do_not_matter():
    assert fold("  Ren\u00e9e@Example.org ") == fold("RENE\u0301E@example.org")


@pytest.mark.parametrize(
    "name", ["", "   ", "a\x00b", "a\u202eb", "a\u1680b", "a\u2028b", "x" * (LONGEST + 1)]
)
def test_what_nobody_can_be_called_is_refused(name):
    assert fold(name) == ""
    with pytest.raises(Invalid):
        new_name(name)
