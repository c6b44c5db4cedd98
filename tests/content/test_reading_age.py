"""The measure of the measure: what it hears, and worked examples."""

import pytest

from reflect.content.reading_age import (
    count_syllables,
    reading_age,
    split_sentences,
    strip_markdown,
)

SPOKEN = {
    **dict.fromkeys(["the", "time", "worked", "hours", "one", "change", "reached", "rules"], 1),
    **dict.fromkeys(["table", "little", "colleague", "wanted", "places", "answered", "being"], 2),
    **dict.fromkeys(["supervise", "privacy", "employers"], 3),
    **dict.fromkeys(["supervision", "information", "mediation"], 4),
    "organisation": 5,
    "families": 3,
}


@pytest.mark.parametrize("word", SPOKEN)
def test_syllables_are_counted_as_they_are_spoken(word):
    assert count_syllables(word) == SPOKEN[word]


def test_headings_and_sources_are_left_out():
    text = "## One *two*\n\nIt is so ([A and B 2020](source:a); [C](source:c), page 3). Go on."
    assert strip_markdown(text).split() == ["It", "is", "so.", "Go", "on."]


def test_a_line_of_a_list_is_a_sentence_and_a_colon_does_not_end_one():
    text = "- **Try this:** say when.\n- Ask\n  twice\n\n“Who?” asked [Anna](https://a.example)"
    assert split_sentences(text) == ["- Try this: say when.", "- Ask twice", "“Who?", "asked Anna"]


def test_an_age_worked_by_hand():
    # 6 words in 1 sentence, 7 syllables: 0.39 * 6 + 11.8 * 7 / 6 - 15.59 + 5
    assert reading_age("The cat sat on the table.") == pytest.approx(5.5167, abs=0.001)


def test_longer_words_and_longer_sentences_are_harder():
    easy = "You can ask. You can wait."
    assert reading_age(easy) < reading_age("You can ask and you can wait.")
    assert reading_age(easy) < reading_age("You can negotiate. You can procrastinate.")
