"""A word that stands in a text is found and marked where it stands; nothing else is."""

from unicodedata import combining, normalize

from hypothesis import example, given
from hypothesis import strategies as st

from reflect.core.text_search import (
    excerpt,
    find_matches,
    fold_text,
    has_all_words,
    parse_search_words,
)

ODD = st.sampled_from(
    [
        *"aAbe \n-'½ÿßẞéÉİ\u017fŒﬁǅΣς가",
        "\u0301",
        "\u0308",
        "\u0345",
        "\u0131",
        "\u03c3",
        "\u13a0",
        "\uab70",
        "\u2019",
        "\u201c",
    ]
)
TEXTS = st.text(st.characters(codec="utf-8") | ODD, max_size=60)


def cut(pieces, *, marked: bool) -> list[str]:
    return [piece.text for piece in pieces if piece.is_marked == marked]


# Folding


@given(TEXTS, TEXTS)
def test_a_text_folds_character_by_character(one, other):
    assert fold_text(one + other) == fold_text(one) + fold_text(other)


@given(TEXTS)
def test_how_an_accent_was_typed_does_not_matter(text):
    assert fold_text(normalize("NFC", text)) == fold_text(normalize("NFD", text))


@given(TEXTS)
@example("İSTANBUL ΣΊΣΥΦΟΣ")
def test_folded_once_is_folded_for_good(text):
    assert fold_text(fold_text(text)) == fold_text(text)


@given(TEXTS)
def test_no_accent_is_left(text):
    assert not any(combining(character) for character in fold_text(text))


# Finding


@given(TEXTS, TEXTS, TEXTS)
def test_what_stands_there_is_found_and_marked(before, there, after):
    words = parse_search_words(there)
    assert has_all_words([before, there, after], words)
    text = f"{before} {there} {after}"
    assert bool(find_matches(text, words)) == bool(words)


@given(st.text("abcdefß éÉ", max_size=40), st.text("xyzXYZ", min_size=1, max_size=3))
def test_what_does_not_stand_there_is_never_found(text, word):
    words = parse_search_words(word)
    assert not has_all_words([text], words)
    assert find_matches(text, words) == []
    assert excerpt(text, words) == ()


@given(TEXTS, TEXTS)
def test_case_and_accents_change_nothing_that_is_found(text, typed):
    plain = has_all_words([text], parse_search_words(typed))
    assert (
        has_all_words([normalize("NFD", text)], parse_search_words(normalize("NFC", typed)))
        == plain
    )
    assert has_all_words([fold_text(text)], parse_search_words(fold_text(typed))) == plain


@given(TEXTS, TEXTS, TEXTS)
def test_of_several_words_all_must_be_there_each_in_any_text(text, one, other):
    found = [has_all_words([text], parse_search_words(each)) for each in (one, other)]
    assert has_all_words([text], parse_search_words(f"{one} {other}")) == all(found)
    assert has_all_words([one, other], parse_search_words(f"{one} {other}"))


# Marking


@given(TEXTS, TEXTS)
def test_each_mark_holds_a_word_and_the_rest_holds_none(text, typed):
    words, end = parse_search_words(typed), 0
    for first, last in find_matches(text, words):
        assert end <= first < last <= len(text)
        assert any(word in fold_text(text[first:last]) for word in words)
        assert not any(word in fold_text(text[end:first]) for word in words)
        end = last
    assert not any(word in fold_text(text[end:]) for word in words)


@given(TEXTS, TEXTS)
def test_a_mark_never_takes_an_accent_from_its_letter(text, typed):
    for first, last in find_matches(text, parse_search_words(typed)):
        assert fold_text(text[last : last + 1]) or last == len(text)
        assert fold_text(text[first])


@given(TEXTS, TEXTS)
def test_a_text_with_its_marks_is_still_the_text(text, typed):
    found = excerpt(text, parse_search_words(typed), around=len(text))
    if found:
        assert "".join(piece.text for piece in found) == text
        assert cut(found, marked=True) == [
            text[a:b] for a, b in find_matches(text, parse_search_words(typed))
        ]


@given(TEXTS, TEXTS, st.integers(0, 10))
def test_a_shortened_text_has_all_marks_and_invents_nothing(text, typed, around):
    words = parse_search_words(typed)
    found = excerpt(text, words, around)
    assert cut(found, marked=True) == [text[a:b] for a, b in find_matches(text, words)]
    for plain in cut(found, marked=False):
        for part in plain.split(" … "):
            assert part.removeprefix("… ").removesuffix(" …") in text


# Worked by hand


def marked(text: str, typed: str) -> list[str]:
    return cut(excerpt(text, parse_search_words(typed)), marked=True)


def test_an_accent_is_found_however_it_was_typed():
    for text in ("In the café.", "In the CAFÉ.", "In the cafe\u0301."):
        for typed in ("cafe", "Café", "CAFE\u0301"):
            assert [fold_text(found) for found in marked(text, typed)] == ["cafe"]
    assert marked("In the cafe\u0301s.", "cafe") == ["cafe\u0301"]


def test_letters_that_stand_for_two():
    assert marked("Straße", "strasse") == ["Straße"]
    assert marked("Straße", "s") == ["S", "ß"]
    assert marked("oﬃce", "ffi") == ["ﬃ"]


def test_a_phones_apostrophe_is_a_keyboards():
    assert marked("I didn\u2019t say it.", "didn't") == ["didn\u2019t"]
    assert marked("The \u201chub\u201d day", '"hub"') == ["\u201chub\u201d"]


def test_words_may_stand_inside_others_and_overlap():
    assert marked("The desks at the desk-share", "desk share") == ["desk", "desk", "share"]
    assert marked("together", "toget gethe") == ["togethe"]


def test_blanks_alone_look_for_nothing():
    assert parse_search_words(" \n\t\u00a0") == ()
    assert parse_search_words("desk Desk DESK lamp") == ("desk", "lamp")


def test_a_long_text_is_shortened_at_blanks():
    text = "one two three four five six seven eight nine ten"
    found = excerpt(text, ("five",), around=8)
    assert [piece.text for piece in found] == ["… ", "three four ", "five", " six seven …"]
