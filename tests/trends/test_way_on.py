"""From a week's answers, a way on, never for the person alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from weeks_lived import W48, WEEKLY

from reflect.trends.way_on import hard_statements, is_hard, ways_on

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


@given(ANSWERS, TWINS)
def test_no_tip_stands_without_its_twin(answers, twins):
    ways = ways_on(with_twins(twins), answers, W48)
    kinds = [way.kind for way in ways]
    assert kinds[1::2] == ["To ask of your organisation"] * (len(kinds) // 2)
    assert len(kinds) in {2, 4}
    if kinds[0] == "To try":
        assert [way.text.split()[1] for way in ways[::2]] == [
            way.text.split()[1] for way in ways[1::2]
        ]


@given(ANSWERS)
def test_hard_are_not_at_all_and_a_little(answers):
    found = [item.id for items in hard_statements(WEEKLY, answers).values() for item in items]
    assert found == [name for name in NAMES if answers.get(name) in {1, 2}]


@given(st.integers(1, 5))
def test_where_higher_is_worse_the_other_end_is_hard(answer):
    scale, item = WEEKLY.scale("connection"), WEEKLY.item("reach")
    worse = replace(scale, higher="worse")
    assert is_hard(worse, item, answer) == is_hard(scale, item, 6 - answer)


@pytest.mark.parametrize("answer", [None, "n/a", [1], "1"])
def test_what_is_no_answer_is_not_hard(answer):
    assert not is_hard(WEEKLY.scale("balance"), WEEKLY.item("time"), answer)


def test_without_twins_the_prompt_of_the_week_stands_there():
    prompt = WEEKLY.prompts[W48.number % 12]
    think, ask = ways_on(WEEKLY, {"reach": 1}, W48)
    assert (think.kind, think.text) == ("To think about", prompt.text)
    assert prompt.ask == "a morning without meetings"
    assert ask.text == "A morning without meetings."


def test_an_instrument_without_prompts_has_no_way_on():
    assert ways_on(replace(WEEKLY, prompts=()), {"reach": 1}, W48) == []
