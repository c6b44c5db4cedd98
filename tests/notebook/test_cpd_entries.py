"""What an entry says, what it lacks, where it belongs, and what a year still needs."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.core.organisation.model import DEFAULT_ORGANISATION
from reflect.notebook.cpd.entries import (
    EARLIEST_CPD_YEAR,
    CpdRecordEntry,
    RegistrationYear,
    find_registration_year,
    get_cpd_field_labels,
    list_cpd_fields,
    parse_cpd_entries,
    serialise_cpd_entries,
    sort_cpd_entries,
    strip_save_metadata,
    validate_cpd_entry,
)
from reflect.notebook.cpd.presenters import describe_cpd_shortfall
from tests.support.cpd_entries import COMPLETE_ENTRY, ENTRIES, PEER_ENTRY, YEAR_2025

SWE = DEFAULT_ORGANISATION.regulator  # Social Work England
TODAY = dt.date(2026, 11, 27)


@given(st.lists(ENTRIES))
def test_what_is_kept_is_read_back(entries):
    assert parse_cpd_entries({"entries": serialise_cpd_entries(entries)}) == entries


@given(ENTRIES)
@example(CpdRecordEntry("d", date="0001-01-01"))
@example(CpdRecordEntry("d", date="9999-12-31"))
def test_an_entry_always_has_a_year_that_can_be_opened(entry):
    assert EARLIEST_CPD_YEAR <= find_registration_year(entry, YEAR_2025, TODAY) <= YEAR_2025 + 1


@given(ENTRIES)
def test_what_it_says_does_not_depend_on_when_it_was_saved(entry):
    assert strip_save_metadata(entry) == strip_save_metadata(
        replace(entry, saves=entry.saves + 1, saved="", from_week="")
    )


@given(ENTRIES)
def test_a_draft_lacks_nothing_and_a_finished_entry_lies_in_the_year_of_its_day(entry):
    draft = replace(entry, draft=True)
    assert validate_cpd_entry(draft, TODAY) == {} or set(validate_cpd_entry(draft, TODAY)) == {
        "type"
    }
    finished = replace(entry, draft=False)
    if not validate_cpd_entry(finished, TODAY):
        assert find_registration_year(finished, YEAR_2025 + -5, TODAY) == RegistrationYear.of(
            finished.day
        )


@given(st.lists(ENTRIES))
def test_sorting_loses_no_entry(entries):
    assert sorted(map(repr, sort_cpd_entries(entries))) == sorted(map(repr, entries))


def test_newest_first_and_undated_before_all():
    undated, old = replace(COMPLETE_ENTRY, date=""), replace(COMPLETE_ENTRY, date="2026-01-02")
    assert sort_cpd_entries([old, COMPLETE_ENTRY, undated]) == [undated, COMPLETE_ENTRY, old]


@pytest.mark.parametrize("name", ["type", "description", "date", "learnt", "impact"])
def test_a_finished_entry_needs_each_field_of_the_regulator(name):
    assert validate_cpd_entry(COMPLETE_ENTRY, TODAY) == {}
    assert list(validate_cpd_entry(replace(COMPLETE_ENTRY, **{name: ""}), TODAY)) == [name]


def test_peer_reflection_needs_its_words_once_it_is_ticked():
    assert list(validate_cpd_entry(replace(COMPLETE_ENTRY, peer=True), TODAY)) == ["peer_learnt"]
    assert validate_cpd_entry(PEER_ENTRY, TODAY) == {}


def test_no_standard_has_to_be_ticked():
    assert validate_cpd_entry(replace(COMPLETE_ENTRY, standards=()), TODAY) == {}


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("", "Choose the day."),
        ("last week", "Write the day as year, month and day, such as 2026-11-27."),
        ("2026-11-28", "This day is still to come. Save it as a draft until then."),
        ("2015-11-30", "Choose a day from 1 December 2015 on."),
        ("0026-11-27", "Choose a day from 1 December 2015 on."),
    ],
)
def test_a_day_of_no_use_is_said(date, words):
    assert validate_cpd_entry(replace(COMPLETE_ENTRY, date=date), TODAY) == {"date": words}


@pytest.mark.parametrize("date", ["2026-11-27", "2015-12-01"])
def test_the_days_at_the_edges_are_fine(date):
    assert validate_cpd_entry(replace(COMPLETE_ENTRY, date=date), TODAY) == {}


def test_problems_come_in_the_order_of_the_form():
    assert list(validate_cpd_entry(CpdRecordEntry("a", draft=False, peer=True), TODAY)) == list(
        get_cpd_field_labels(SWE)
    )


def test_an_empty_draft_is_not_kept_and_one_word_is_enough():
    assert validate_cpd_entry(CpdRecordEntry("a", date="2026-11-27"), TODAY) == {
        "type": "There is nothing in it yet."
    }
    assert validate_cpd_entry(CpdRecordEntry("a", impact="x"), TODAY) == {}
    assert validate_cpd_entry(CpdRecordEntry("a", standards=("4.1",)), TODAY) == {}


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([], "Two different pieces, one of them with a peer."),
        ([replace(PEER_ENTRY, draft=True)] * 3, "Two different pieces, one of them with a peer."),
        ([COMPLETE_ENTRY], "One more piece, and one of the two with a peer."),
        ([PEER_ENTRY], "One more piece."),
        ([COMPLETE_ENTRY, COMPLETE_ENTRY, COMPLETE_ENTRY], "Peer reflection on one of the pieces."),
        (
            [COMPLETE_ENTRY, COMPLETE_ENTRY, replace(PEER_ENTRY, draft=True)],
            "Peer reflection on one of the pieces.",
        ),
        ([COMPLETE_ENTRY, PEER_ENTRY], ""),
        ([PEER_ENTRY, PEER_ENTRY, COMPLETE_ENTRY], ""),
    ],
)
def test_a_year_needs_two_pieces_and_one_of_them_with_a_peer(entries, words):
    assert describe_cpd_shortfall(entries, SWE) == words


def test_the_fields_are_the_regulators_in_words():
    entry = replace(PEER_ENTRY, standards=("4.2", "4.6"))
    assert list_cpd_fields(entry, SWE) == [
        ("Type of CPD", "Reading"),
        ("Short description, and why it is relevant", COMPLETE_ENTRY.description),
        ("Date", "20 November 2026"),
        ("What you learnt", COMPLETE_ENTRY.learnt),
        (
            "Positive impact, had or to come, on your practice and the people you work with",
            COMPLETE_ENTRY.impact,
        ),
        ("Peer reflection: what you learnt from discussing it", PEER_ENTRY.peer_learnt),
        ("Standard 4", "4.2 Supervision, 4.6 Reflection"),
    ]


def test_without_a_peer_there_is_no_field_for_it():
    names = [label for label, _text in list_cpd_fields(replace(PEER_ENTRY, peer=False), SWE)]
    assert not any("Peer" in name or "Standard" in name for name in names)
