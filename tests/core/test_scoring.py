"""Scores: laws first, then examples worked by hand."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.core.errors import Invalid
from reflect.core.instruments.loader import load, parse_instrument
from reflect.core.instruments.model import Instrument
from reflect.core.instruments.scoring import (
    check_answers,
    describe_valid_answers,
    score,
)

FOLDER = Path(__file__).parents[2] / "instruments"
WEEKLY = load(FOLDER / "weekly-check-in.v1.toml")
STATEMENTS = [item.id for item in WEEKLY.items if item.responses == "how-true"]
ALL = [load(path) for path in sorted(FOLDER.glob("*.toml"))]
RATED = parse_instrument(b"""
id = "rated"
version = 1
title = "Rated"
recall = "today"
standing = "A test."
source = "here"
licence = "free"
[[items]]
id = "pain"
kind = "number"
text = "From 0 to 10?"
low = 0
high = 10
points = [0, 0, 0, 0, 0, 0, 0, 50, 50, 100, 100]
required = true
[[items]]
id = "days"
kind = "number"
text = "On how many days?"
low = -7
high = 7
does_not_apply = "I do not know"
required = true
[[items]]
id = "which"
kind = "choices"
text = "Which?"
labels = ["a", "b", "c"]
required = true
follows = { item = "days", is = 3 }
[[items]]
id = "more"
kind = "text"
text = "More?"
required = true
follows = { item = "pain", is = 10 }
[[scales]]
id = "both"
title = "Both"
items = ["pain", "days"]
combine = "sum"
minimum = 1
factor = 2
range = [-14, 214]
higher = "worse"
""")

statement_answers = st.dictionaries(
    st.sampled_from(STATEMENTS), st.integers(1, 5) | st.just("n/a"), max_size=len(STATEMENTS)
)


@st.composite
def any_answers(draw: st.DrawFn) -> tuple[Instrument, dict[str, object]]:
    instrument = draw(st.sampled_from([*ALL, RATED]))
    answers: dict[str, object] = {}
    for item in instrument.items:
        on_offer: list[st.SearchStrategy[object]] = [
            {
                "choice": st.integers(1, max(len(item.labels), 1)),
                "choices": st.lists(st.integers(1, max(len(item.labels), 1)), unique=True),
                "number": st.integers(item.low, item.high),
                "date": st.dates().map(str),
                "text": st.text(),
            }[item.kind],
            st.none(),
        ]
        if item.does_not_apply:
            on_offer.append(st.just("n/a"))
        answer = draw(st.one_of(on_offer))
        if answer is not None:
            answers[item.id] = answer
    return instrument, answers


@settings(deadline=None)  # the machine may be shared
@given(any_answers())
def test_a_score_lies_within_its_range_and_is_there_if_enough_was_answered(
    drawn: tuple[Instrument, dict[str, object]],
) -> None:
    instrument, answers = drawn
    found = score(instrument, answers)
    for scale in instrument.scales:
        answered = sum(isinstance(answers.get(name), int) for name in scale.items)
        assert (scale.id in found) == (answered >= scale.minimum)
        if scale.id in found:
            assert scale.low <= found[scale.id] <= scale.high


@settings(deadline=None)  # the machine may be shared
@given(statement_answers)
def test_a_mean_never_falls_when_an_answer_rises(answers: dict[str, object]) -> None:
    before = score(WEEKLY, answers)
    for name, answer in answers.items():
        if isinstance(answer, int) and answer < 5:
            after = score(WEEKLY, {**answers, name: answer + 1})
            assert before.keys() == after.keys()
            assert all(after[scale] >= before[scale] for scale in before)
            moved = [
                scale.id for scale in WEEKLY.scales if name in scale.items and scale.id in before
            ]
            assert all(after[scale] > before[scale] for scale in moved)


@settings(deadline=None)  # the machine may be shared
@given(statement_answers)
def test_does_not_apply_counts_like_not_answered(answers: dict[str, object]) -> None:
    answered = {name: answer for name, answer in answers.items() if answer != "n/a"}
    assert score(WEEKLY, answers) == score(WEEKLY, answered)


@settings(deadline=None)  # the machine may be shared
@given(statement_answers, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(
    answers: dict[str, object], rng: random.Random
) -> None:
    turned = list(answers.items())
    rng.shuffle(turned)
    assert score(WEEKLY, dict(turned)) == score(WEEKLY, answers)


@settings(deadline=None)  # the machine may be shared
@given(st.integers(1, 5), st.sampled_from([scale.id for scale in WEEKLY.scales]))
def test_the_same_answer_throughout_is_its_own_points(answer: int, name: str) -> None:
    scale = WEEKLY.scale(name)
    assert score(WEEKLY, dict.fromkeys(scale.items, answer)) == {name: (answer - 1) * 25.0}


@settings(deadline=None)  # the machine may be shared
@given(any_answers())
def test_keeping_twice_is_keeping_once(drawn: tuple[Instrument, dict[str, object]]) -> None:
    instrument, answers = drawn
    once = instrument.drop_unasked(answers)
    assert instrument.drop_unasked(once) == once
    assert all(instrument.is_asked(instrument.item(name), answers) for name in once)
    assert score(instrument, once) == score(instrument, answers)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {}),
        ({"reach": 5, "sense": 4}, {"connection": 87.5}),
        ({"reach": 5, "sense": "n/a"}, {}),
        ({"answer": 2, "think": 3, "care": 5}, {"supervision": 175 / 3}),
        ({"finish": 1, "place": 5, "missing": [1, 7], "home": 10, "contact": 1}, {}),
        ({"reach": 1, "sense": 1, "belong": 1, "happened": "n/a"}, {"connection": 0}),
    ],
)
def test_weeks_worked_by_hand(answers: dict[str, object], expected: dict[str, float]) -> None:
    assert score(WEEKLY, answers) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"pain": 8, "days": 3}, {"both": 106}),
        ({"pain": 6}, {"both": 0}),
        ({"days": -7}, {"both": -14}),
        ({"days": "n/a"}, {}),
        ({"pain": 10, "days": "n/a", "more": "yes"}, {"both": 200}),
    ],
)
def test_ratings_worked_by_hand(answers: dict[str, object], expected: dict[str, float]) -> None:
    assert score(RATED, answers) == expected


@pytest.mark.parametrize(
    "answers",
    [
        {"nothing": 1},
        {"reach": 0},
        {"reach": 6},
        {"reach": True},
        {"reach": 3.0},
        {"reach": "3"},
        {"reach": None},
        {"reach": [3]},
        {"reach": "N/A"},
        {"contact": "n/a"},
        {"home": 11},
        {"home": -1},
        {"home": "n/a"},
        {"missing": 1},
        {"missing": [0]},
        {"missing": [8]},
        {"missing": [1, 1]},
        {"missing": [True]},
        {"missing": [[1]]},
        {"date": "2026-02-30"},
        {"date": "20260302"},
        {"date": "2026-W10-1"},
        {"date": 1},
        {"happened": 1},
        {"minutes": 4, "held": 2},
    ],
    ids=str,
)
def test_an_answer_that_is_not_on_offer_is_refused_by_name(answers: dict[str, object]) -> None:
    with pytest.raises(Invalid, match=f'"{next(iter(answers))}"'):
        check_answers(WEEKLY, answers)
    with pytest.raises(Invalid):
        score(WEEKLY, answers)


def test_answers_to_questions_that_were_not_asked_are_dropped() -> None:
    event = {"date": "2026-03-02", "minutes": 60, "how": 2, "who": 1, "free": 1, "reflect": 1}
    assert WEEKLY.drop_unasked({"held": 1, **event}) == {"held": 1, **event}
    assert WEEKLY.drop_unasked({"held": 3, **event, "reach": 2}) == {"held": 3, "reach": 2}
    assert WEEKLY.drop_unasked(event) == {}


def test_required_questions_are_named_only_where_they_come_up() -> None:
    assert RATED.find_missing_required({}) == ("pain", "days")
    assert RATED.find_missing_required({"pain": 10, "days": "n/a", "more": ""}) == ("more",)
    assert RATED.find_missing_required({"pain": 0, "days": 3, "which": []}) == ("which",)
    assert RATED.find_missing_required({"pain": 0, "days": 3, "which": [2]}) == ()
    assert WEEKLY.find_missing_required({}) == ()


def test_what_is_on_offer_is_said_with_its_ends() -> None:
    assert describe_valid_answers(WEEKLY.item("home")) == "use a whole number from 0 to 10."
    assert "from 1 to 5" in describe_valid_answers(WEEKLY.item("reach"))
    assert "from 1 to 7" in describe_valid_answers(WEEKLY.item("missing"))
