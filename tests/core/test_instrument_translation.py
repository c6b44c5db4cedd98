"""Questionnaires in other words: nothing but the words differs, and every one is there."""

import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.config import packaged_data_dir
from reflect.core.errors import Invalid
from reflect.core.i18n import use_locale
from reflect.core.instruments.library import load_library
from reflect.core.instruments.loader import describe_instrument, load, load_translation
from reflect.core.instruments.scoring import score
from reflect.core.instruments.translation import translation_source

FOLDER = packaged_data_dir("instruments")
SAID = sorted(FOLDER.glob("cy/*.toml"))
VERSION = (FOLDER / "team-check.v1.toml").read_text(encoding="utf-8")
WORDS = (FOLDER / "cy" / "team-check.v1.toml").read_text(encoding="utf-8")


@pytest.fixture
def words(tmp_path):
    """A file of words beside its version, with something replaced."""

    def made(before: str = "", after: str = "") -> Path:
        assert before in WORDS
        (tmp_path / "cy").mkdir(exist_ok=True)
        (tmp_path / "team-check.v1.toml").write_text(VERSION, encoding="utf-8")
        path = tmp_path / "cy" / "team-check.v1.toml"
        path.write_text(WORDS.replace(before, after, 1), encoding="utf-8")
        return path

    return made


def test_all_that_come_with_reflect_are_said_in_welsh():
    assert [path.name for path in SAID] == sorted(path.name for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", SAID, ids=lambda path: path.stem)
def test_only_words_differ(path):
    own, said = load(translation_source(path)), load_translation(path)
    assert said.language == "cy"
    assert [item.id for item in said.items] == [item.id for item in own.items]
    for ours_, theirs in zip(own.items, said.items, strict=True):
        words = {"text": "", "hint": "", "labels": (), "does_not_apply": ""}
        words |= {"idea": "", "to_try": "", "ask": ""}
        assert replace(ours_, **words) == replace(theirs, **words)
        assert len(ours_.labels) == len(theirs.labels)
        assert ours_.text != theirs.text
    for example in own.examples:
        assert score(said, example.answers) == score(own, example.answers)


def test_the_version_itself_holds_no_word_of_another_language():
    for path in FOLDER.glob("*.toml"):
        assert "read-by" not in tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('title = "Ein tîm fel sylfaen"\n', "", "title: its words are missing."),
        ('title = "Ein tîm', 'heading_ = "x"\ntitle = "Ein tîm', "heading_: the questionnaire"),
        ('"Gan fwyaf", ', "", "responses.how-true.labels: write as many answers"),
        ('"Gan fwyaf", ', '" ", ', "responses.how-true.labels: write a text"),
        ("[items.there]", "[items.elsewhere]", "items.there.text: its words are missing."),
        ('read-by = ""\n', "", 'the key "read-by" is missing'),
        ("[items.there]", "[items.there]\npoints = [1]", "items.there.points: the questionnaire"),
    ],
)
def test_a_mistake_names_the_file_and_the_place(words, before, after, place):
    path = words(before, after)
    with pytest.raises(Invalid) as told:
        load_translation(path)
    assert str(told.value).startswith(str(path))
    assert place in str(told.value)


def test_words_without_their_questionnaire_are_refused(words):
    path = words()
    translation_source(path).unlink()
    with pytest.raises(Invalid, match="there is no"):
        load_translation(path)


def test_an_organisations_own_questionnaire_has_words_of_its_own(words):
    path = words()
    own = translation_source(path)
    own.write_text(VERSION.replace('"team-check"', '"our-own"'), encoding="utf-8")
    own.rename(own.with_name("our-own.v1.toml"))
    path.rename(path.with_name("our-own.v1.toml"))
    found = load_library(FOLDER, own.parent)
    assert found.in_language("cy").latest("our-own").title == "Ein tîm fel sylfaen"
    assert found.latest("our-own").title == "Our team as a base"
    assert found.in_language("fr") is found


def test_the_passport_says_that_the_wording_was_translated_and_not_tried_out(words):
    own, said = load(translation_source(words())), load_translation(words())
    assert "Language" not in dict(describe_instrument(own))
    with use_locale("cy"):
        told = dict(describe_instrument(said))["Iaith"]
        assert told.startswith("Cymraeg, wedi")
        assert "fesur arall" in told
        assert told.endswith("ddarllen eto.")
        assert "Saesneg" in dict(describe_instrument(own))["Iaith"]
        read = load_translation(words('read-by = ""', 'read-by = "Non Parry"'))
        assert not dict(describe_instrument(read))["Iaith"].endswith("ddarllen eto.")
