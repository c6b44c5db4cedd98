"""Our own guides: what they promise to statements, sources and readers."""

import re
from collections import Counter

import pytest

from reflect.config import packaged_data_dir
from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.content.guides.model import GUIDE_THEMES
from reflect.content.reading_age import reading_age, split_sentences, split_words
from reflect.core.instruments.library import load_library

GUIDES = load_guides(PACKAGE_FOLDER / "no-such-folder")
INSTRUMENTS = load_library(packaged_data_dir("instruments"))
ASKED = ("weekly-check-in", "data-security", "families", "self-care", "first-year")
STATEMENTS = [
    (name, item.id)
    for name in ASKED
    for item in INSTRUMENTS.latest(name).items
    if item.responses == "how-true"
]
EVERY = pytest.mark.parametrize("name", GUIDES.by_id)
OLDEST, LONGEST = 11, 25  # reading age in years; words in a sentence
WORDS = range(700, 1201)
PARTS = (
    *("You may know this", "What research found", "Try this week", "Ask for this"),
    *("In your first year", "If you supervise", "To think about"),
)
IN_A_MINUTE = 200  # words: a tired reader
NEVER = ["!", "should", "must ", "please", "decline", "improve", "caused", "poor"]


def body(name: str) -> str:
    return (PACKAGE_FOLDER / "texts" / f"{name}.md").read_text(encoding="utf-8").split("+++\n")[2]


def count(text: str) -> int:
    """Its words, as they are spoken."""
    return sum(len(split_words(said)) for said in split_sentences(text))


def test_there_is_a_guide_for_each_theme():
    assert Counter(guide.theme for guide in GUIDES.by_id.values()) == dict.fromkeys(GUIDE_THEMES, 1)
    assert [guide.theme for guide in GUIDES.by_id.values()] == list(GUIDE_THEMES)
    assert GUIDES.faults == ()


@pytest.mark.parametrize(("instrument", "item"), STATEMENTS)
def test_every_statement_leads_to_a_section_with_its_pair(instrument, item):
    lead = GUIDES.statements[instrument, item]
    section = GUIDES.get_guide(lead.guide).find_section(lead.anchor)
    assert lead.anchor == item
    assert section.heading in lead.label
    assert lead.pair.to_try in re.sub(r"<[^>]+>", "", section.html)
    assert lead.pair.to_ask in re.sub(r"<[^>]+>", "", section.html)


def test_nothing_else_is_promised_and_nothing_twice():
    named = [
        (instrument, item)
        for guide in GUIDES.by_id.values()
        for instrument, items in guide.statements.items()
        for item in items
    ]
    assert sorted(named) == sorted(STATEMENTS)


@pytest.mark.parametrize("instrument", ASKED)
def test_every_scale_leads_to_a_guide(instrument):
    scales = [scale.id for scale in INSTRUMENTS.latest(instrument).scales]
    leads = GUIDES.links_by_scale(instrument)
    assert sorted(leads) == sorted(scales)
    for lead in leads.values():
        assert lead.label == str(GUIDES.get_guide(lead.guide).theme_title)
        assert not lead.anchor


@EVERY
def test_each_thing_to_try_has_its_twin(name):
    text = body(name)
    assert text.count("**Try this:**") == text.count("**Ask for this:**")
    assert text.count("**Try this:**") == len(GUIDES.get_guide(name).pairs)


@EVERY
def test_every_finding_in_the_sixty_seconds_names_its_source(name):
    lines = body(name).split("\n## ")[1].split("\n")
    found = [line for line in lines if line.startswith("- ") and not line.startswith("- **")]
    assert len(found) >= 3
    for line in found:
        assert "](source:" in line, line


@EVERY
def test_a_guide_is_read_at_eleven(name):
    text = body(name)
    assert reading_age(text) <= OLDEST
    assert [said for said in split_sentences(text) if len(split_words(said)) > LONGEST] == []


@EVERY
def test_a_guide_is_short_and_its_top_takes_a_minute(name):
    """Beside the top and the sections for single statements, which one comes to from there."""
    _before, top, *parts = body(name).partition("\n## One statement at a time")[0].split("\n## ")
    whole = "".join(f"\n## {part}" for part in parts)
    assert count(whole) in WORDS
    assert count(f"## {top}") <= IN_A_MINUTE


@EVERY
def test_a_guide_is_whole(name):
    headings = [section.heading for section in GUIDES.get_guide(name).sections]
    assert [each for each in PARTS if each not in headings] == []


@EVERY
def test_a_guide_keeps_the_voice(name):
    spoken = " ".join(split_sentences(body(name))).lower()
    allowed = spoken.replace("employers should", "").replace("breach at home should", "")
    assert [word for word in NEVER if word in allowed] == []


def claims(instrument) -> list[str]:
    """What an instrument says of where its ideas come from, source by source."""
    ideas = [item.idea for item in instrument.items if item.idea[:1].isupper()]
    passport = instrument.source.partition("Ideas: ")[2]
    if not passport.startswith("the sources named"):
        ideas.append(passport)
    ideas += [prompt.text for prompt in instrument.prompts if re.search(r"20\d\d", prompt.text)]
    return [claim for idea in ideas for claim in idea.split("; ") if claim]


def test_everything_that_an_instrument_names_is_a_source():
    names = [source.named for source in GUIDES.sources.values() if source.named]
    found = [claim for instrument in INSTRUMENTS.list_offered() for claim in claims(instrument)]
    assert len(found) > 15
    assert [claim for claim in found if not any(name in claim for name in names)] == []


def test_how_certain_we_are_is_said_of_each():
    for source in GUIDES.sources.values():
        assert source.certainty_text.endswith(".")
        assert source.url.startswith("https://") or not source.url
