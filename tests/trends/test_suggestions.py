"""From a week's answers, a way on, never for the person alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect.content.guides.library import PACKAGE_FOLDER, Guides, load_guides
from reflect.trends.suggestions import (
    find_hard_statements,
    is_hard_answer,
    is_hard_week,
    suggest_for_week,
)
from tests.support.weeks import LIBRARY, W48, WEEKLY

GUIDES, NONE = load_guides(PACKAGE_FOLDER / "no-such-folder"), Guides()
NAMES = [name for scale in WEEKLY.scales for name in scale.items]
ANSWERS = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 5) | st.just("n/a"))
TWINS = st.fixed_dictionaries(
    {name: st.tuples(st.sampled_from(["", "try"]), st.sampled_from(["", "ask"])) for name in NAMES}
)


def with_twins(twins):
    """The weekly check-in with something to try and to ask beside its statements."""
    items = tuple(
        replace(
            item,
            to_try=f"{twins[item.id][0]} {item.id}" if twins[item.id][0] else "",
            ask=f"{twins[item.id][1]} {item.id}" if twins[item.id][1] else "",
        )
        if item.id in twins
        else item
        for item in WEEKLY.items
    )
    return replace(WEEKLY, items=items)


def kinds_of(ways) -> list[str]:
    return [way.kind for way in ways]


@given(ANSWERS, TWINS, st.sampled_from([GUIDES, NONE]))
def test_no_tip_stands_without_its_twin(answers, twins, guides):
    ways = suggest_for_week(with_twins(twins), answers, W48, guides)
    kinds = [kind for kind in kinds_of(ways) if kind != "To read"]
    assert kinds[1::2] == ["To ask of your organisation"] * (len(kinds) // 2)
    assert len(kinds) in {2, 4}
    for way, twin in pairwise(ways):
        if way.kind == "To try" and way.text.startswith("Try "):
            assert twin.text.split()[1] == way.text.split()[1]


@given(ANSWERS)
def test_every_hard_statement_of_the_week_has_a_pair_and_a_place_to_read_on(answers):
    ways = suggest_for_week(WEEKLY, answers, W48, GUIDES)
    hard = [item.id for items in find_hard_statements(WEEKLY, answers).values() for item in items]
    read = [way.lead.anchor for way in ways if way.kind == "To read"]
    assert set(read) <= set(hard)
    assert len(read) == min(len(hard), 2)
    assert ("To think about" in kinds_of(ways)) == (not hard)
    assert all(way.lead is None for way in ways if way.kind != "To read")


@given(ANSWERS)
def test_two_scales_come_before_two_statements_of_one(answers):
    hard = find_hard_statements(WEEKLY, answers)
    of = {item.id: scale for scale, items in hard.items() for item in items}
    ways = suggest_for_week(WEEKLY, answers, W48, GUIDES)
    scales = [of[way.lead.anchor] for way in ways if way.lead]
    assert len(set(scales)) == min(len(hard), 2)


@pytest.mark.parametrize("name", ["data-security", "families", "self-care", "first-year"])
def test_a_module_keeps_its_own_words_and_leads_to_a_section(name):
    module = LIBRARY.latest(name)
    for item in module.items:
        ways = suggest_for_week(module, {item.id: 1}, W48, GUIDES)
        assert kinds_of(ways) == ["To try", "To ask of your organisation", "To read"]
        assert ways[2].lead == GUIDES.statements[name, item.id]
        own = item.to_try or ways[2].lead.pair.to_try
        assert ways[0].text.rstrip(".").lower() == own.rstrip(".").lower()


@given(ANSWERS)
def test_hard_are_not_at_all_and_a_little(answers):
    found = [item.id for items in find_hard_statements(WEEKLY, answers).values() for item in items]
    assert found == [name for name in NAMES if answers.get(name) in {1, 2}]


@given(ANSWERS)
def test_a_week_is_hard_from_three_or_from_two_of_a_scale(answers):
    hard = find_hard_statements(WEEKLY, answers)
    low = [name for name in NAMES if answers.get(name) in {1, 2}]
    together = any(len(set(low) & set(scale.items)) >= 2 for scale in WEEKLY.scales)
    assert is_hard_week(WEEKLY, hard) == (len(low) >= 3 or together)


def test_a_month_of_which_a_module_asks_is_no_hard_week():
    module = LIBRARY.latest("data-security")
    hard = find_hard_statements(module, {item.id: 1 for item in module.items})
    assert len(hard["secure"]) == 5
    assert not is_hard_week(module, hard)


@given(st.integers(1, 5))
def test_where_higher_is_worse_the_other_end_is_hard(answer):
    item = WEEKLY.item("reach")
    assert is_hard_answer(item, answer, higher="worse") == is_hard_answer(item, 6 - answer)


@pytest.mark.parametrize("answer", [None, "n/a", [1], "1"])
def test_what_is_no_answer_is_not_hard(answer):
    assert not is_hard_answer(WEEKLY.item("time"), answer)


@pytest.mark.parametrize(("answers", "guides"), [({"reach": 1}, NONE), ({"reach": 3}, GUIDES)])
def test_without_twins_the_prompt_of_the_week_stands_there(answers, guides):
    prompt = WEEKLY.prompts[W48.number % 12]
    think, ask = suggest_for_week(WEEKLY, answers, W48, guides)
    assert (think.kind, think.text) == ("To think about", prompt.text)
    assert prompt.ask == "a morning without meetings"
    assert ask.text == "A morning without meetings."


def test_an_instrument_without_prompts_has_no_way_on():
    assert suggest_for_week(replace(WEEKLY, prompts=()), {"reach": 1}, W48, NONE) == []
