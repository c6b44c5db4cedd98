"""CPD as text: every word comes out whole."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reflect.core.organisation.model import DEFAULT_ORGANISATION
from reflect.notebook.cpd import entries as cpd_entries
from tests.support.cpd_entries import COMPLETE_ENTRY, ENTRIES, PEER_ENTRY, TEXTS, YEAR_2025

SWE = DEFAULT_ORGANISATION.regulator  # Social Work England


def typed(entry):
    """What was typed into it and belongs to it."""
    texts = [entry.type, entry.description, entry.learnt, entry.impact]
    return [
        *texts,
        *([entry.peer_learnt] if entry.peer else []),
        *([] if entry.day else [entry.date]),
    ]


@given(ENTRIES)
def test_every_field_of_an_entry_comes_out_whole(entry):
    text = cpd_entries.format_cpd_entry(entry, SWE)
    assert all(field in text for field in typed(entry))


@given(st.lists(ENTRIES, max_size=4), TEXTS)
def test_every_field_of_a_year_comes_out_whole(entries, shown):
    text = cpd_entries.format_cpd_year(YEAR_2025, entries, shown, SWE)
    assert all(field in text for entry in entries for field in typed(entry))


def test_an_entry_reads_field_by_field():
    assert cpd_entries.format_cpd_entry(replace(COMPLETE_ENTRY, standards=("4.3",)), SWE) == (
        "Type of CPD\nReading\n\n"
        "Short description, and why it is relevant\nA study of hot desks, because I have one.\n\n"
        "Date\n20 November 2026\n\n"
        "What you learnt\nThat I ask less from afar.\n\n"
        "Positive impact, had or to come, on your practice and the people you work with\n"
        "I sit with the team on Wednesdays.\n\n"
        "Standard 4\n4.3 Research and theory\n"
    )


def test_a_draft_says_so_and_a_finished_entry_does_not():
    assert cpd_entries.format_cpd_entry(replace(COMPLETE_ENTRY, draft=True), SWE).startswith(
        "Draft\n\n"
    )
    assert "Draft" not in cpd_entries.format_cpd_entry(COMPLETE_ENTRY, SWE)


def test_a_year_has_its_span_and_the_name_that_was_set():
    text = cpd_entries.format_cpd_year(YEAR_2025, [COMPLETE_ENTRY, PEER_ENTRY], "Sam Adeyemi", SWE)
    assert text.startswith(
        "CPD, registration year 2025-26 (1 December 2025 to 30 November 2026)\nSam Adeyemi\n\n---"
    )
    assert text.count("Type of CPD") == 2


def test_without_a_name_none_is_made_up():
    lines = cpd_entries.format_cpd_year(YEAR_2025, [COMPLETE_ENTRY], "", SWE).split("\n")
    assert lines[1] == ""
