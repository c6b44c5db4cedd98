"""What could tell who somebody is: found where it stands, and seldom where it does not."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.notebook import identifying_details
from reflect.notebook.identifying_details import (
    IdentifyingDetail,
    describe_identifying_details,
    find_identifying_details,
)
from tests.support.cpd_sentences import DEVELOPMENT_SET, FINAL_SET, HARD_CASES, HELD_OUT_SET

WORDS = Path(identifying_details.__file__).with_name("name_words.toml")


def measured(sentences: list[tuple[str, str]]) -> tuple[int, int, int]:
    """Found, missed, and falsely marked sentences. A wrong kind is both missed and false."""
    kinds = [
        ({one.kind for one in find_identifying_details(text)}, label) for text, label in sentences
    ]
    hits = sum(label in marked for marked, label in kinds if label)
    missed = sum(label not in marked for marked, label in kinds if label)
    return hits, missed, sum(bool(marked - {label}) for marked, label in kinds)


@pytest.mark.parametrize(
    ("sentences", "figures"),
    [
        (DEVELOPMENT_SET, (25, 0, 0)),
        (HELD_OUT_SET, (25, 0, 0)),
        (FINAL_SET, (13, 2, 2)),
        (HARD_CASES, (13, 12, 6)),
    ],
    ids=["tried", "held back", "last", "hard"],
)
def test_the_figures_of_the_module_are_these(sentences, figures):
    """Another rule moves them: then the module's docstring has to move as well."""
    assert measured(sentences) == figures


def test_half_of_the_sentences_are_clean():
    every = [*DEVELOPMENT_SET, *HELD_OUT_SET, *FINAL_SET, *HARD_CASES]
    assert len(every) == len(dict(every)) == 180
    assert sum(not label for _text, label in every) == 90


@given(st.text())
def test_what_is_found_stands_in_the_text(text):
    assert all(one.words in text for one in find_identifying_details(text))


@given(
    st.sampled_from([*DEVELOPMENT_SET, *FINAL_SET]), st.sampled_from([*DEVELOPMENT_SET, *FINAL_SET])
)
def test_one_sentence_does_not_hide_the_next(one, other):
    alone = {*find_identifying_details(one[0]), *find_identifying_details(other[0])}
    assert set(find_identifying_details(f"{one[0]}\n{other[0]}")) == alone


def test_each_thing_is_said_once_in_the_order_of_the_text():
    text = "Mrs Okafor met Tyler at 14 Mill Lane. Tyler said that Mrs Okafor was late."
    assert find_identifying_details(text) == [
        IdentifyingDetail("name", "Mrs Okafor"),
        IdentifyingDetail("name", "Tyler"),
        IdentifyingDetail("address", "14 Mill Lane"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tyler\u2019s mum", "Tyler"),
        ("seen by Dr. O'Brien today", "Dr. O'Brien"),
        ("with Mr T. Osei", "Mr T. Osei"),
        ("MRS BEGUM SIGNED", "MRS BEGUM SIGNED"),
        ("my stepfather Darnell", "Darnell"),
        ("her nan, Mary-Lou Ward, said", "Mary-Lou Ward"),
    ],
)
def test_a_name_is_shown_with_its_title_and_whole(text, words):
    assert find_identifying_details(text) == [IdentifyingDetail("name", words)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I",
        "Mr",
        "NHS, ASYE and CIN",
        "Child A told Ms B",
        "Smith 2019 and Jones et al. 2020",
        "Ruth (2019) writes so",
        "see https://example.org/Tyler-Smith/0123456789",
        "10.1016/j.childyouth.2017.10.031",
        "ES/T001097/1",
        "from 9.10-10.15 on 3 days",
        "the Children's home and the Family Court's view",
    ],
)
def test_references_initials_and_bodies_are_passed_over(text):
    assert find_identifying_details(text) == []


def test_the_sentence_names_what_was_found_and_blocks_nothing():
    assert describe_identifying_details(find_identifying_details("Mrs Okafor rang.")) == (
        "This looks like a name: “Mrs Okafor”. If it is one, take it out. It blocks nothing."
    )
    both = describe_identifying_details(
        find_identifying_details("Tyler and Mrs Okafor, tyler@example.net, 07700 900123")
    )
    assert both == (
        "This looks like a name: “Tyler”, “Mrs Okafor”. "
        "This looks like an e-mail address: “tyler@example.net”. "
        "This looks like a telephone number: “07700 900123”. "
        "If it is one, take it out. It blocks nothing."
    )


def test_the_word_lists_are_in_lower_case_and_have_each_word_once():
    """A capital would never be found; the file is edited by hand."""
    for name, words in tomllib.loads(WORDS.read_text(encoding="utf-8")).items():
        assert words == words.lower(), name
        assert len(words.split()) == len(set(words.split())), name


def test_the_word_lists_are_read_with_the_first_text_and_once():
    code = (
        "from reflect.notebook import identifying_details as found;"
        "before = found._load_word_lists.cache_info();"
        "found.find_identifying_details('Tyler rang.'); found.find_identifying_details('Ask Ian.');"
        "print(before.misses, found._load_word_lists.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]


def test_nothing_found_nothing_said():
    assert describe_identifying_details([]) == ""
