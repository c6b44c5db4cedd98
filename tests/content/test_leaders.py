"""For leaders: what is written for them, and finding words in all that can be read."""

import pytest

from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.content.search import MAX_SEARCH_RESULTS, search_content
from reflect.content.teaching.library import load_resources
from reflect.core.text_search import fold_text, parse_search_words

GUIDES = load_guides(PACKAGE_FOLDER / "no-such-folder")
ALL = load_resources(PACKAGE_FOLDER / "no-such-folder", GUIDES)


def look(words: str):
    return search_content(GUIDES, ALL, parse_search_words(words))


def test_leaders_find_evidence_cases_and_papers(client):
    client.get("/leaders")
    assert client.status == 200
    kinds = [one.kind for one in ALL.by_id.values()]
    assert kinds.count("case-study") >= 4
    assert kinds.count("template") == 4
    for title in ("Putting agile working into practice", "Desks first", "Draft impact assessment"):
        assert title in client.words


@pytest.mark.parametrize("words", ["kettle", "KETTLE", "smart speaker", "café"])
def test_all_words_stand_in_what_is_found_whatever_their_case(words):
    found = look(words)
    assert found
    for one in found:
        whole = fold_text(
            f"{one.title} {one.heading} {''.join(piece.text for piece in one.pieces)}"
        )
        assert any(word in whole for word in parse_search_words(words))


def test_what_names_the_word_comes_first():
    found = look("supervision")
    named = ["supervision" in f"{one.title} {one.heading}".lower() for one in found]
    assert named == sorted(named, reverse=True)
    assert any(named)


@pytest.mark.parametrize("words", ["", "   ", "zzyzx", "kettle zzyzx"])
def test_what_stands_nowhere_is_not_found(words):
    assert look(words) == []


def test_somebody_looks_for_words_and_nothing_of_it_is_in_the_address(client):
    client.get("/find")
    client.post("/find", {"words": "hard visit <b>"})
    assert "Nothing has all of these words in it." in client.words
    client.post("/find", {"words": "hard visit"})
    assert client.page.request.query_string == b""
    assert f"The first {MAX_SEARCH_RESULTS} of" in client.words
    assert "<mark>hard visit</mark>" in client.html or "<mark>visit</mark>" in client.html
    assert 'value="hard visit"' in client.html


def test_every_place_that_is_found_is_there(client):
    for one in look("supervision"):
        where, _hash, anchor = one.path.partition("#")
        client.get(where)
        assert client.status == 200
        assert not anchor or f'id="{anchor}"' in client.html


def test_a_very_long_search_is_cut_and_answered(client):
    client.get("/find")
    client.post("/find", {"words": "a" * 5000})
    assert client.status == 200


def test_the_reading_list_has_all_that_guides_draw_on(client):
    client.get("/reading-list")
    cited = {name for guide in GUIDES.by_id.values() for name in guide.sources}
    for name in cited:
        assert GUIDES.sources[name].citation[:20] in client.words
