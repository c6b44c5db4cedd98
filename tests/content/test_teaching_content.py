"""Our own teaching resources: each file that is found keeps what it promises to its readers.

A file that is put into the folder is looked at here without being named anywhere.
"""

import re
from datetime import date

import pytest

from reflect.config import packaged_data_dir
from reflect.content.front_matter import load_content_file
from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.content.reading_age import reading_age, split_words
from reflect.content.sources import find_named_sources
from reflect.content.teaching import library as teaching_library
from reflect.content.teaching.library import collect_link_targets
from reflect.core.instruments.library import load_library
from tests.support.content_text import (
    RESOURCE_FILES,
    count_words,
    files_of_kind,
    narrator_text,
    resource_text,
    text_sentences,
)

GUIDES = load_guides(PACKAGE_FOLDER / "no-such-folder")
KNOWN = collect_link_targets(GUIDES, RESOURCE_FILES)


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


EVERY = each(RESOURCE_FILES)
OLDEST, LONGEST = 11, 25  # reading age in years; words in a sentence
NEVER = ["!", "should", "must ", "please", "decline", "improve", "caused", "poor"]
ALLOWED = [  # where the word is none of ours, or does not tell the reader what to do
    "supervision should last",  # the standard's
    "should have been said",
    "as it should be",
    "the sound is poor",
]
# Sources for texts that are still being written. Whoever puts the last one in empties this.
WAITING = {
    *("dejonckheere-2024", "disney-2019", "ferguson-2022", "gibbs", "kolb"),
    *("making-data-count", "ono-2019", "ruch", "schon"),
}
ON_A_WALL = 45  # words on one page; more stand there only in a table
ON_A_SHEET = 420  # words that fit on one side of A4 beside headings and sources


def resource(path):
    return load_content_file(path, teaching_library.parse_resource, KNOWN)


@EVERY
def test_a_file_is_whole(path):
    found = resource(path)
    assert found.review > date(2027, 1, 1)
    assert found.licence == "CC BY 4.0"
    assert found.about.endswith((".", "?"))
    assert not found.title.endswith(".")
    assert len(found.about) <= 120


@EVERY
def test_a_resource_is_read_at_eleven(path):
    text = resource_text(path)
    assert [one for one in text_sentences(text) if len(split_words(one)) > LONGEST] == []
    assert reading_age(text) <= OLDEST


@EVERY
def test_a_resource_keeps_the_voice(path):
    own = narrator_text(resource_text(path))
    for words in ALLOWED:
        own = own.replace(words, "")
    assert [word for word in NEVER if word in own] == []
    assert "!" not in resource_text(path).replace("![", "")


@each([*files_of_kind("vignette"), *files_of_kind("case-study")])
def test_fiction_says_first_that_it_is_fiction(path):
    assert resource(path).is_fiction
    assert resource_text(path).lstrip().startswith("*Fictional.")


@EVERY
def test_sources_stand_where_the_claim_stands_and_nowhere_else(path):
    text = resource_text(path)
    assert "## Sources" not in text
    assert not re.search(r"\(doi:|doi\.org", text)
    assert re.findall(r"\([A-Z][\w&]+,? (?:[\w&]+,? )*20\d\d[;,)]", text) == []  # (Author 2020)


@each(files_of_kind("wall"))
def test_a_page_for_the_wall_holds_little(path):
    found = resource(path)
    assert found.wall
    for section in resource_text(path).split("\n## ")[1:]:
        words = re.sub(r"^\|.*$", "", section.partition("\n")[2], flags=re.MULTILINE)
        assert count_words(words) <= ON_A_WALL, section


@each(files_of_kind("handout"))
def test_a_handout_fits_on_a_sheet(path):
    assert count_words(resource_text(path)) <= 2 * ON_A_SHEET


@each(files_of_kind("vignette"))
def test_a_vignette_has_what_is_asked_and_what_to_listen_for(path):
    found = resource(path)
    headings = [section.heading for section in found.sections]
    for needed in ("Read it out", "Ask", "Listen for", "What is known", "Two lists", "For you"):
        assert [one for one in headings if one.startswith(needed)], needed
    assert found.wall


def test_there_is_something_to_run_a_session_by():
    orders = [one for one in map(resource, RESOURCE_FILES) if one.kind == "running-order"]
    assert 60 in [one.minutes for one in orders]
    for one in orders:
        assert sum(part.minutes for part in one.parts) == one.minutes


def test_every_source_is_drawn_on():
    texts = [*GUIDES.by_id.values(), *map(resource, RESOURCE_FILES)]
    cited = {name for text in texts for name in text.sources}
    instruments = load_library(packaged_data_dir("instruments")).list_offered()
    named = {name for one in instruments for name in find_named_sources(one, GUIDES.sources)}
    assert set(GUIDES.sources) - cited - named <= WAITING
