"""Ours and theirs: their page stands in the place of ours, and a broken one costs itself."""

import logging

import pytest

from reflect.content.guides.library import OWN_GUIDES_FOLDER, PACKAGE_FOLDER, load_guides
from reflect.content.guides.model import SuggestionPair
from reflect.core.errors import NotFound
from reflect.operations import health_checks
from tests.support.content_samples import SMALL_GUIDE

OURS = load_guides(PACKAGE_FOLDER / "no-such-folder")


@pytest.fixture
def own(tmp_path):
    """Put a file of the organisation's there; gives all guides."""

    def written(name: str, text: str):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load_guides(tmp_path)

    return written


def test_a_page_of_theirs_with_our_name_stands_in_our_place(own):
    guides = own("supervision.md", SMALL_GUIDE)
    assert guides.get_guide("supervision").title == "Small"
    assert list(guides.by_id) == list(OURS.by_id)
    assert guides.faults == ()


def test_ways_to_a_page_of_theirs_lead_to_what_it_has(own):
    guides = own("supervision.md", SMALL_GUIDE)
    answer = guides.statements["weekly-check-in", "answer"]
    assert (answer.guide, answer.anchor) == ("supervision", "answer")
    assert answer.label == "Supervision: When an answer came late"
    assert answer.pair == SuggestionPair("say when.", "a second person.")
    think = guides.statements["weekly-check-in", "think"]
    assert (think.guide, think.anchor, think.label) == ("supervision", "", "Supervision")
    assert think.pair == OURS.statements["weekly-check-in", "think"].pair
    assert guides.scales["weekly-check-in", "supervision"].pair == SuggestionPair(
        "one thing.", "its twin."
    )


def test_a_page_of_theirs_that_names_nothing_is_reached_all_the_same(own):
    bare = (
        SMALL_GUIDE[: SMALL_GUIDE.index("[scales]")] + SMALL_GUIDE[SMALL_GUIDE.index("+++\n\n##") :]
    )
    guides = own("supervision.md", bare)
    assert guides.scales["weekly-check-in", "supervision"].guide == "supervision"
    assert guides.statements["weekly-check-in", "answer"].anchor == "answer"


def test_a_page_of_theirs_with_another_name_joins_ours(own):
    guides = own("our-rota.md", SMALL_GUIDE)
    assert list(guides.by_id) == [*list(OURS.by_id)[:3], "our-rota", *list(OURS.by_id)[3:]]
    assert guides.statements["weekly-check-in", "answer"].guide == "our-rota"


def test_a_page_of_theirs_may_cite_sources_of_theirs(own):
    text = SMALL_GUIDE.replace("gregory-2024", "our-survey")
    assert "our-survey" in own("our-rota.md", text).faults[0].sentence
    guides = own(
        "sources.toml",
        '[our-survey]\ncitation = "Ours"\nused_for = "a claim"\ncertain = "second-hand"\n',
    )
    assert guides.faults == ()
    assert guides.get_guide("our-rota").sources == ("our-survey",)
    assert guides.sources.keys() - OURS.sources.keys() == {"our-survey"}


@pytest.mark.parametrize("name", ["supervision.md", "sources.toml", "README.md"])
def test_a_broken_file_of_theirs_costs_that_file_alone(own, name):
    guides = own(name, "<script>alert(1)</script>")
    assert guides.by_id == OURS.by_id
    assert guides.sources == OURS.sources
    (fault,) = guides.faults
    assert fault.file == name
    assert name in fault.sentence


def test_reflect_check_says_what_is_wrong_and_the_log_only_where(own, tmp_path, caplog, app):
    from reflect.content import http as content_http  # noqa: PLC0415

    settings = app.extensions["reflect.settings"]
    path = settings.data / OWN_GUIDES_FOLDER / "broken.md"
    before = list(health_checks.check_organisation_texts(settings))
    path.write_text(SMALL_GUIDE.replace("supervision", "gardening"), encoding="utf-8")
    try:
        (found,) = [
            said for said in health_checks.check_organisation_texts(settings) if said not in before
        ]
        with caplog.at_level(logging.WARNING, "reflect"):
            content_http.init_app(app, settings)
    finally:
        path.unlink()
        content_http.init_app(app, settings)
    assert found.startswith(f"A guide of your own was left out. {path}, top of the file: ")
    assert "gardening" not in caplog.text
    assert 'event="a guide was left out: reflect check says why" file=broken.md' in caplog.text


def test_another_name_is_no_guide():
    with pytest.raises(NotFound):
        OURS.get_guide("gardening")
