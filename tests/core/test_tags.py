"""What is sorted by, for all who sort."""

from hypothesis import given
from hypothesis import strategies as st

from reflect.core.tags import SUPERVISION_FUNCTIONS, THEMES, filter_known

IDS = [known for known, _label in THEMES]


def test_there_are_five_themes_and_four_functions():
    assert IDS == ["communication", "relationships", "supervision", "security", "self-care"]
    assert [known for known, _label in SUPERVISION_FUNCTIONS] == [
        "management",
        "development",
        "support",
        "mediation",
    ]


def test_no_id_stands_for_two_things():
    both = THEMES + SUPERVISION_FUNCTIONS
    assert len(dict(both)) == len(both)


@given(st.lists(st.sampled_from(IDS) | st.text(max_size=4)))
def test_of_what_was_sent_only_what_is_on_offer_counts_and_once(sent):
    found = filter_known(THEMES, sent)
    assert set(found) == set(sent) & set(IDS)
    assert list(found) == [known for known in IDS if known in found]
