"""A week and a picture, taken in Welsh on a phone, from the door on."""

import re

import pytest
from playwright.sync_api import expect

from reflect.config import packaged_data_dir
from reflect.core.i18n import _, use_locale
from reflect.core.instruments.library import load_library
from reflect.core.weeks import Week
from reflect.operations import translations
from tests.support.browser.accessibility import expect_accessible
from tests.support.browser.request_gate import serve_app
from tests.support.browser.scenario import Scenario
from tests.support.client import Client
from tests.support.pseudo_locale import VisibleText
from tests.support.site_fixture import open_site

STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
PASSWORD = "four small boats adrift"
CORE = {**dict.fromkeys(STATEMENTS, 4), "place": 3}
HAPPENED = "Tri ohonom wrth yr un bwrdd"
# Words that stand in nearly every English sentence, and in no Welsh one.
ENGLISH = re.compile(r"\b(the|and|you|your|this|that|with|what|of|was|are|not|it)\b", re.IGNORECASE)


def cy(sentence: str) -> str:
    with use_locale("cy"):
        return _(sentence)


@pytest.fixture(scope="module")
def two(tmp_path_factory, static):
    """A site in English and Welsh, and its address."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "data").mkdir()
    (folder / "data" / "organisation.toml").write_text('languages = ["en", "cy"]\n')
    with open_site(folder, static) as (app, clock), serve_app(app) as address:
        yield app, clock, address


@pytest.fixture(scope="module")
def english() -> set[str]:
    """Every sentence and every word of a questionnaire that says something else in Welsh."""
    library = load_library(packaged_data_dir("instruments"))
    told = {item.text for one in library.list_offered() for item in one.items}
    told |= {label for one in library.list_offered() for item in one.items for label in item.labels}
    kept = {item.text for one in library.in_language("cy").list_offered() for item in one.items}
    sentences = [
        one.id if isinstance(one.id, str) else one.id[0] for one in translations.extract_sentences()
    ]
    return {one for one in sentences if one and cy(one) != one} | (told - kept)


@pytest.fixture
def enter(two, visit):
    """Somebody with some weeks, who signs in at a page in Welsh."""
    app, clock, address = two

    def entered(name: str, weeks: int = 0, **more):
        scenario = Scenario(app, clock, None, lambda name: Client(app).sign_up(name, PASSWORD))
        scenario.user_with_weeks(weeks, Week.parse("2026-W47"), name)
        one = visit(base=address, size=(360, 740), locale="cy-GB", **more).go("/sign-in")
        one.write("name", name)
        one.write("password", PASSWORD)
        one.press(cy("Sign in"))
        return one

    return entered


def is_welsh(one, english: set[str]) -> None:
    """The page says so, and no text on it is English."""
    assert one.page.locator("html").get_attribute("lang") == "cy"
    for text in VisibleText(one.html).found:
        assert text not in english, text
        found = ENGLISH.search(re.sub("“[^”]*”", "", text))  # what somebody wrote is quoted
        assert not found, (found, text)


def test_a_week_and_a_picture_in_welsh(enter, english):
    one = enter("sam@example.org", weeks=14)
    one.expect_text("gweithio?")
    is_welsh(one, english)
    expect_accessible(one)
    one.choose({"home": 4, "base": 3, "contact": 1})
    one.press(cy("Save and go on"))
    one.expect_heading("Sut oedd eich wythnos?")
    is_welsh(one, english)
    expect_accessible(one)
    one.choose(CORE)
    one.press(cy("Save and go on"))
    one.expect_heading("Goruchwyliaeth a myfyrio")
    one.write("happened", HAPPENED)
    is_welsh(one, english)
    expect_accessible(one)
    one.press(cy("Save this week"))
    one.expect_text("23 Tachwedd")
    is_welsh(one, english)
    one.go("/my-picture")
    one.expect_text(cy("No lasting change was found"))
    is_welsh(one, english)
    expect_accessible(one)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_language_is_changed_in_the_midst_of_a_form_and_what_was_typed_stays(enter, script):
    one = enter(f"ana-{script}@example.org".lower(), script=script)
    one.choose({"home": 4, "contact": 1})
    one.press("English")
    one.expect_heading("Where did you work?")
    assert (one.chosen("home"), one.chosen("contact")) == ("4", "1")
    one.press("Save and go on")
    one.press("Save and go on")
    one.write("happened", HAPPENED)
    one.press("Cymraeg")
    one.expect_heading("Goruchwyliaeth a myfyrio")
    assert one.written("happened") == HAPPENED


def test_a_form_that_is_no_draft_comes_along_with_the_script(enter):
    one = enter("non@example.org").go("/notebook/cpd/new")
    one.write("description", HAPPENED)
    one.press("English")
    one.expect_heading("CPD entry")
    assert one.written("description") == HAPPENED
    expect(one.page.locator("html")).to_have_attribute("lang", "en-GB")
