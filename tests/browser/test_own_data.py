"""Taking one's data along to another site, and leaving nothing behind, with a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.browser.request_gate import serve_app
from tests.support.browser.scenario import WEEK_TEXT
from tests.support.browser.visitor import Visitor
from tests.support.client import Client
from tests.support.site_fixture import open_site

BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
JOURNAL = "/notebook/journal"


@pytest.fixture(scope="module")
def other_site(tmp_path_factory, static) -> Iterator[tuple]:
    """A second site with keys of its own, and its address."""
    opened = open_site(tmp_path_factory.mktemp("elsewhere"), static)
    with opened as (app, _clock), serve_app(app) as address:
        yield app, address


def follow(one: Visitor, *links: str) -> None:
    for link in links:
        one.page.get_by_role("link", name=link, exact=True).first.click()


def picture(one: Visitor) -> tuple[str, list[str]]:
    """The main part of My picture, table included: its words, and its drawings."""
    one.page.get_by_text("The same as a table").click()
    one.expect_text("Week of")
    drawn = one.page.locator("main svg").evaluate_all("all => all.map(each => each.outerHTML)")
    return one.page.locator("main").inner_text(), drawn


@BOTH
def test_an_archive_brought_in_elsewhere_gives_the_same_words_and_drawings(
    scenario, visit, other_site, tmp_path, script
):
    sam = visit(scenario.user_with_notebook(), script=script).go("/notebook")
    follow(sam, "Take it along, bring it in, delete it", "Take it along")
    sam.write("password", "four small boats adrift")
    with sam.page.expect_download() as saving:
        sam.press("Save my archive")
    archive = tmp_path / saving.value.suggested_filename
    saving.value.save_as(archive)
    assert archive.name == "reflect-archive-2026-11-27.zip"
    follow(sam, "My picture")

    app, address = other_site
    name = f"sam-{script}@example.net".lower()
    arrived = Client(app).sign_up(name, "nine quiet lamps at noon")
    there = visit(arrived, base=address, script=script)
    there.go("/my-picture").expect_text("Your first check-in goes here.")
    follow(there, "Notebook", "Take it along, bring it in, delete it", "Bring it in")
    there.page.get_by_label("The archive").set_input_files(archive)
    there.press("Bring it in")
    there.expect_text("It is in, encrypted like the rest.")
    follow(there, "See my picture")
    words, drawn = picture(there)
    assert (words, drawn) == picture(sam)
    assert "52 weeks, from 1 December 2025 to 29 November 2026:" in words
    assert "No office of our own any more" in words
    assert len(drawn) > 2


def delete_everything(one: Visitor) -> None:
    one.go("/my-data")
    follow(one, "Delete it")
    one.write("password", "four small boats adrift")
    one.press("Delete everything now")
    one.expect_heading("It is gone")


@BOTH
def test_after_deleting_everything_the_back_button_shows_nothing_of_the_person(
    scenario, visit, script
):
    sam = visit(scenario.user_with_notebook(2), script=script).go("/my-picture").go(JOURNAL)
    sam.expect_text(WEEK_TEXT)
    delete_everything(sam)
    for _ in range(4):
        sam.page.go_back()
        sam.expect_heading("Sign in")
        assert WEEK_TEXT not in sam.html
        assert "sam@example.org" not in sam.html
    sam.expected.add(422)
    sam.go("/sign-in").sign_in()
    expect(sam.page.locator(".trouble")).to_be_visible()


@BOTH
def test_another_tab_of_who_deleted_everything_is_signed_out(scenario, visit, script):
    sam = visit(scenario.user_with_notebook(2), script=script)
    other = sam.tab()
    other.goto(JOURNAL)
    expect(other.get_by_text(WEEK_TEXT).first).to_be_visible()
    delete_everything(sam)
    if script:  # at once: it closes as it does after signing out
        expect(other.get_by_role("heading", level=1)).to_have_text("You are signed out")
        expect(other.get_by_text(WEEK_TEXT)).to_have_count(0)
        other.get_by_role("link", name="Sign in").click()
    else:  # at its next step
        other.get_by_role("link", name="My picture").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert WEEK_TEXT not in other.content()


def test_a_wrong_password_deletes_nothing_and_the_other_tab_is_one_step_away(scenario, visit):
    """Other tabs close when the form is sent: it is not known yet whether it will be taken."""
    sam = visit(scenario.user_with_notebook(2))
    other = sam.tab()
    other.goto(JOURNAL)
    sam.expected.add(422)
    sam.go("/my-data/delete").write("password", "not the right one")
    sam.press("Delete everything now")
    expect(sam.page.locator(".trouble")).to_be_focused()
    other.get_by_role("link", name="Sign in").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Journal")
    expect(other.get_by_text(WEEK_TEXT).first).to_be_visible()
