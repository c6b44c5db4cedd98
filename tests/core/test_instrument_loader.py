"""Instrument files: what they carry, and what is said when one is wrong."""

import math
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.core.errors import Invalid
from reflect.core.instruments.loader import (
    describe_instrument,
    load,
    parse_instrument,
    prompt_for_week,
    prompt_number,
)
from reflect.core.instruments.model import Instrument
from reflect.core.weeks import Week
from tests.support.content_samples import SMALL_INSTRUMENT, read_changed_instrument

FOLDER = Path(__file__).parents[2] / "instruments"
WEEKLY = FOLDER / "weekly-check-in.v1.toml"


def loads_or_says(raw: bytes) -> bool:
    try:
        return bool(parse_instrument(raw).items)
    except Invalid as error:
        return str(error).endswith((".", "?"))


def scale_of(items: str, scale: str, examples: str = "") -> Instrument:
    top = SMALL_INSTRUMENT[: SMALL_INSTRUMENT.index("[responses")]
    return parse_instrument(
        f"{top}{items}\n[[scales]]\nid = 's'\ntitle = 'S'\n{scale}\n{examples}".encode()
    )


def choices(count: int, points: str) -> str:
    return "".join(
        f"[[items]]\nid = 'i{n}'\ntext = 'I'\nlabels = ['a', 'b', 'c', 'd']\npoints = {points}\n"
        for n in range(count)
    )


@settings(deadline=None)  # the machine may be shared
@given(st.binary(max_size=400))
def test_random_bytes_are_a_sentence_never_a_crash(raw: bytes) -> None:
    with pytest.raises(Invalid):
        parse_instrument(raw)


@settings(deadline=None)  # the machine may be shared
@given(st.data())
def test_a_file_with_a_slip_loads_or_says_what_is_wrong(data: st.DataObject) -> None:
    raw = WEEKLY.read_bytes() if data.draw(st.booleans()) else SMALL_INSTRUMENT.encode()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(start + 30, len(raw))))
    new = data.draw(
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from(
                [
                    b"",
                    b"nan",
                    b"-1",
                    b"1e400",
                    b"true",
                    b"[]",
                    b"{}",
                    b"'",
                    b"\n[[items]]\n",
                    b"1979-05-27",
                ]
            ),
        )
    )
    assert loads_or_says(raw[:start] + new + raw[end:])


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(deadline=None)  # the machine may be shared
@given(st.data())
def test_any_value_in_any_place_loads_or_says_what_is_wrong(data: st.DataObject) -> None:
    found: Any = tomllib.loads(SMALL_INSTRUMENT)
    spot = data.draw(st.sampled_from(["top", "items", "scales", "examples", "responses"]))
    table = {"top": found, "responses": found["responses"]["how-true"]}.get(spot) or found[spot][0]
    table[data.draw(st.sampled_from(sorted(table)))] = data.draw(values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", lambda _text: found)
        assert loads_or_says(b"")


def test_prompts_take_turns_from_the_first_monday_of_2024() -> None:
    weekly = load(WEEKLY)
    assert len(weekly.prompts) == 12
    first = Week(date(2024, 1, 1))
    numbers = [prompt_number(weekly, first + n) for n in range(-1, 14)]
    assert numbers == [12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2]
    assert prompt_for_week(load(FOLDER / "families.v1.toml"), first) is None


def test_a_passport_tells_direction_and_what_happens_to_missing_answers() -> None:
    lines = dict(describe_instrument(load(WEEKLY)))
    assert lines["It asks about"] == "the week named on the page"
    assert lines["Connection"] == (
        "Higher is better. Low means isolated. The mean of what was answered. "
        "2 of 3 answers are needed, or the scale is missing. Blank is not zero."
    )
    assert (
        "Report an incident"
        in dict(describe_instrument(load(FOLDER / "data-security.v1.toml")))["Note"]
    )
    assert dict(describe_instrument(load(FOLDER / "workshop-week.v1.toml")))["Score"].startswith(
        "None."
    )


def test_one_answer_moves_a_mean_of_three_by_a_third_of_its_step() -> None:
    assert math.isclose(load(WEEKLY).smallest_step("connection"), 25 / 3)


def test_a_file_without_pages_is_asked_on_one_in_its_own_order() -> None:
    (page,) = parse_instrument(SMALL_INSTRUMENT.encode()).pages
    assert [(s.layout, s.items) for s in page.sections] == [
        ("moons", ("reach", "sense")),
        ("plain", ("held", "minutes")),
    ]
    assert page.sections[0].stem == "How true?"


def test_licensed_questionnaires_fit_sum_factor_and_lookup() -> None:
    five = choices(5, "[0, 1, 2, 3]")
    all_needed = "items = ['i0', 'i1', 'i2', 'i3', 'i4']\nminimum = 5\n"
    by_four = scale_of(
        five,
        all_needed + "combine = 'sum'\nfactor = 4\nrange = [0, 60]",
        "[[examples]]\nanswers = { i0 = 4, i1 = 3, i2 = 2, i3 = 1, i4 = 1 }\nscores = { s = 24 }",
    )
    assert by_four.smallest_step("s") == 4
    rows = ", ".join(f"[{n}, {n * 1.5}]" for n in range(16))
    looked_up = scale_of(
        five,
        all_needed + f"combine = 'sum'\nlookup = [{rows}]\nrange = [0, 22.5]",
        "[[examples]]\nanswers = { i0 = 4, i1 = 4, i2 = 1, i3 = 1, i4 = 1 }\nscores = { s = 9 }\n"
        "[[examples]]\nanswers = { i0 = 4, i1 = 4, i2 = 1, i3 = 1 }\nmissing = ['s']",
    )
    assert looked_up.smallest_step("s") == 1.5


def test_a_table_of_conversion_fits_means_and_counts_too() -> None:
    items, two = choices(2, "[0, 0, 2, 2]"), "items = ['i0', 'i1']\nminimum = 1\n"
    table = "lookup = [[0, 5], [1, 6], [2, 9]]\nrange = [5, 9]\n"
    for combine in ("mean", "count"):
        found = scale_of(
            items,
            f"{two}combine = '{combine}'\n{table}higher = 'worse'",
            "[[examples]]\nanswers = { i0 = 4, i1 = 3 }\nscores = { s = 9 }",
        )
        assert found.smallest_step("s") == 1
        assert found.scale("s").direction == "Higher is worse."
    counted = scale_of(items, two + "combine = 'count'\nrange = [0, 2]")
    assert counted.scale("s").rule.startswith("How many answers count")


def test_licensed_questionnaires_fit_counts_and_ratings_with_points() -> None:
    items = choices(3, "[0, 0, 1, 1]")
    counted = scale_of(
        items,
        "items = ['i0', 'i1', 'i2']\nminimum = 2\ncombine = 'count'\nrange = [0, 3]",
        "[[examples]]\nanswers = { i0 = 3, i1 = 2 }\nscores = { s = 1 }",
    )
    assert counted.smallest_step("s") == 1
    rating = "[[items]]\nid = 'r'\nkind = 'number'\ntext = 'R'\nlow = 0\nhigh = 10\n"
    scale = "items = ['r']\nminimum = 1\ncombine = 'sum'\n"
    scale_of(
        rating + "points = [0, 0, 0, 0, 0, 0, 0, 50, 50, 100, 100]",
        scale + "range = [0, 100]",
        "[[examples]]\nanswers = { r = 8 }\nscores = { s = 50 }",
    )
    scale_of(
        rating, scale + "range = [0, 10]", "[[examples]]\nanswers = { r = 8 }\nscores = { s = 8 }"
    )


def test_an_item_may_carry_its_own_points_reversed() -> None:
    item = 'responses = "how-true"\n\n[[items]]\nid = "sense"'
    found = read_changed_instrument(
        item, "points = [100, 75, 50, 25, 0]\n" + item, SMALL_INSTRUMENT.replace("87.5", "37.5")
    )
    assert found.item("reach").points == (100, 75, 50, 25, 0)
    assert found.item("sense").points == (0, 25, 50, 75, 100)


def test_a_table_for_endless_values_is_refused_before_it_is_tried() -> None:
    items = "".join(
        f"[[items]]\nid = 'n{k}'\nkind = 'number'\ntext = 'N'\nlow = 0\nhigh = 1000000\n"
        for k in range(3)
    )
    with pytest.raises(Invalid, match="too many values"):
        scale_of(
            items, "items = ['n0', 'n1', 'n2']\nminimum = 3\nrange = [0, 1]\nlookup = [[0, 0]]"
        )


def test_an_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "small.v1.toml"
    path.write_text(SMALL_INSTRUMENT.replace("[0, 100]", "[0, 10]"))
    with pytest.raises(Invalid) as error:
        load(path)
    assert str(error.value).startswith(f'{path}, scales[1] "connection": ')


def test_a_file_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(Invalid, match="cannot be read"):
            load(path)


def test_another_encoding_is_named() -> None:
    with pytest.raises(Invalid, match="UTF-8"):
        parse_instrument(SMALL_INSTRUMENT.replace("A test", "Café").encode("latin-1"))


def test_an_unknown_id_is_a_slip_of_the_program() -> None:
    found = load(WEEKLY)
    lookups: tuple[Callable[[str], object], ...] = (found.item, found.scale, found.smallest_step)
    for look in lookups:
        with pytest.raises(KeyError):
            look("nothing")
    assert found.find_item("nothing") is None
