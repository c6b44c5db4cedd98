"""What a regulator asks for, in words, whoever it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from reflect.core.organisation.model import Regulator
from reflect.notebook.cpd.entries import CpdRecordEntry, RegistrationYear
from reflect.notebook.cpd.presenters import (
    describe_cpd_requirement,
    describe_cpd_requirement_met,
    describe_cpd_shortfall,
)
from reflect.notebook.cpd.services import list_cpd_years

BOARD = Regulator(name="The Board", pieces=3, with_peers=2, year_begins="04-01")
ONE = CpdRecordEntry("a", type="x", draft=False)
PEER = replace(ONE, peer=True)


def asks(pieces: int, peers: int) -> Regulator:
    return msgspec.structs.replace(BOARD, pieces=pieces, with_peers=peers)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            BOARD,
            (
                "The Board asks for at least three different pieces of CPD in a registration "
                "year. At least two have peer reflection. They are to be recorded by 31 March."
            ),
        ),
        (
            asks(1, 0),
            (
                "The Board asks for at least one piece of CPD in a registration year. "
                "It is to be recorded by 31 March."
            ),
        ),
        (asks(0, 0), "The Board asks for no number of pieces."),
    ],
)
def test_the_rule_is_said_in_its_numbers(asked, said):
    assert describe_cpd_requirement(asked, RegistrationYear(2026, asked.year_start)) == said


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([], "Three more pieces. Peer reflection on two pieces."),
        ([ONE, PEER], "One more piece. Peer reflection on one piece."),
        ([ONE, ONE, ONE], "Peer reflection on two pieces."),
        ([PEER, PEER], "One more piece."),
        ([PEER, PEER, ONE], ""),
        ([replace(PEER, draft=True)] * 3, "Three more pieces. Peer reflection on two pieces."),
    ],
)
def test_what_is_still_needed_is_counted_by_their_rule(entries, said):
    assert describe_cpd_shortfall(entries, BOARD) == said


def test_where_no_number_is_asked_for_nothing_is_needed():
    assert describe_cpd_shortfall([], asks(0, 0)) == ""
    assert describe_cpd_requirement_met(asks(0, 0)) == "No number of pieces is asked for."
    assert describe_cpd_requirement_met(BOARD).startswith("All that is asked for is here.")


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2026, 3, 31), "2025-26"), (date(2026, 4, 1), "2026-27"), (date(2027, 3, 31), "2026-27")],
)
def test_a_year_begins_on_their_day(day, name):
    year = RegistrationYear.of(day, BOARD.year_start)
    assert str(year) == name
    assert year.first <= day <= year.last
    assert (year + 1).first.isoformat() == f"{year.begins + 1}-04-01"
    assert list_cpd_years(datetime(2026, 11, 27, tzinfo=UTC), BOARD.year_start)[name] == year
