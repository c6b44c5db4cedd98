import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.accounts.credentials import MAX_USERNAME_LENGTH, normalise_username, validate_username
from reflect.core.errors import Invalid


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name):
    assert normalise_username(normalise_username(name)) == normalise_username(name)


@given(st.text(max_size=40))
def test_a_kept_name_has_no_hidden_signs_and_no_blanks_around(name):
    kept = normalise_username(name)
    assert kept == kept.strip()
    assert kept.isprintable()


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L"]), min_size=1))
def test_capitals_do_not_matter(name):
    assert normalise_username(name.upper()) == normalise_username(name.lower())


def test_blanks_and_the_spelling_of_an_accent_do_not_matter():
    assert normalise_username("  Ren\u00e9e@Example.org ") == normalise_username(
        "RENE\u0301E@example.org"
    )


@pytest.mark.parametrize(
    "name",
    ["", "   ", "a\x00b", "a\u202eb", "a\u1680b", "a\u2028b", "x" * (MAX_USERNAME_LENGTH + 1)],
)
def test_what_nobody_can_be_called_is_refused(name):
    assert normalise_username(name) == ""
    with pytest.raises(Invalid):
        validate_username(name)
