"""Names that other programs call: they stay importable, with the same arguments."""

import inspect
from dataclasses import fields
from pathlib import Path
from random import Random

import pytest

from reflect.core import disclosure, instruments, scoring, spc
from reflect.core.errors import Invalid

INSTRUMENTS = Path(__file__).parents[1] / "instruments"


def test_an_instrument_is_loaded_and_scored():
    weekly = instruments.load(INSTRUMENTS / "weekly-check-in.v1.toml")
    assert isinstance(weekly, instruments.Instrument)
    scores = scoring.score(weekly, {"reach": 4, "sense": 4, "belong": 4})
    assert set(scores) == {"connection"}
    for answers in ({"nothing-like-it": 1}, {"reach": 99}):
        with pytest.raises(Invalid):
            scoring.score(weekly, answers)


def test_a_process_chart_has_the_fields_of_the_field():
    assert list(inspect.signature(spc.process_chart).parameters) == [
        "values",
        "baseline",
        "least_range",
    ]
    chart = spc.process_chart([50.0, 60.0, 50.0, 60.0])
    assert {"mean", "lower", "upper", "signals"} <= {each.name for each in fields(chart)}


def test_a_release_is_shown_or_withheld():
    given = {"shared": 6, "eligible": 8, "disputed": False, "rng": Random(1)}
    shown = disclosure.release({"connection": 30000}, **given)
    assert isinstance(shown, disclosure.Shown)
    few = disclosure.release({"connection": 30000}, **given | {"shared": 4})
    assert isinstance(few, disclosure.Withheld)
    assert list(inspect.signature(disclosure.release).parameters)[-1] == "least"
