"""A leader who has never checked in reviews their service: all of it works, and no week is claimed.

Through the pages, from the link on /leaders on; and the same once they do check in.
"""

import pytest

from reflect import vaults
from reflect.db import ENGINE_EXTENSION_KEY, writing
from tests.support.accounts import open_vault
from tests.support.archives import archive_rows, download_archive, import_archive
from tests.support.client import CSRF_TOKEN_PATTERN
from tests.support.page_parsing import follow_link, page_links

TITLE = "Agile working in our service"
TEXT = "The minutes of the March meeting"
ASKED = "Our staff could tell you why we work in this way."
RESULT = "/notebook/months/leader-review/2026-W48"
LISTENING = dict.fromkeys(("why", "ask", "did"), "4")
WEEKLY_PAGES = (
    "/check-in",
    "/weeks",
    "/my-picture",
    "/my-picture/changes",
    "/my-picture/what-goes-with-what",
    "/notebook/actions",
    "/notebook/supervision",
    "/notebook/supervision-sheet",
    "/pause",
)


@pytest.fixture
def leader(sign_up):
    return sign_up(roles=("leader",))


def opened(browser, path: str) -> str:
    browser.get(path)
    assert browser.status == 200, (path, browser.words)
    return browser.words


def main(browser, path: str) -> str:
    """The page without its form tokens and its frame, whose menu differs with the role."""
    opened(browser, path)
    return CSRF_TOKEN_PATTERN.sub("", browser.html).partition("<main")[2].partition("</main>")[0]


def review(browser, **answers):
    """From the page for leaders to the result, as a leader goes."""
    opened(browser, "/leaders")
    follow_link(browser, "Look at your own service")
    assert ASKED in browser.words
    browser.post(browser.path, {**LISTENING, **answers})
    assert browser.status == 200, browser.words
    return browser


def reviewed(browser) -> list[str]:
    """The months of the review that the notebook lists, from its front page on."""
    opened(browser, "/notebook")
    follow_link(browser, "Once a month")
    return [said for said, href in page_links(browser) if href.startswith(RESULT[:-8])]


def later(browser, clock, weeks: int):
    clock.forward(weeks=weeks)
    return browser.sign_in("sam@example.org", browser.password)


def test_it_is_answered_seen_found_again_and_corrected(leader):
    review(leader, **{"why-shown": TEXT})
    assert leader.path == RESULT
    assert "Saved. It is in your notebook, under November." in leader.words
    assert "Purpose and listening 75 now." in leader.words
    assert reviewed(leader) == [f"See {TITLE}"]
    follow_link(leader, f"See {TITLE}")
    follow_link(leader, "Correct it")
    leader.post(leader.path, {**LISTENING, "why": "2", "edition": "answers-1"})
    assert "Purpose and listening 58 now." in leader.words


def test_what_was_written_beside_it_is_in_the_journal_and_can_be_found(leader, clock):
    review(leader, **{"why-shown": TEXT})
    later(leader, clock, 26)
    for page in ("/notebook/journal?until=2026-11", "/notebook/journal"):
        assert (TEXT in opened(leader, page)) == ("until" in page)
    leader.post("/notebook/journal/search", {"words": "minutes march"})
    assert "The minutes of the March meeting" in leader.words
    opened(leader, "/notebook/month/2026-11")


def test_what_is_begun_and_never_sent_is_found_again(leader, clock):
    opened(leader, "/monthly/leader-review")
    leader.post(leader.path, {"why": "9", "ask": "4"})
    assert leader.status == 422
    later(leader, clock, 9)
    opened(leader, "/notebook/months")
    follow_link(leader, f"November 2026 ({TITLE})")
    assert 'name="ask" value="4" checked' in leader.html


def test_no_page_of_the_week_claims_a_check_in(leader):
    before = [(opened(leader, path), leader.path) for path in WEEKLY_PAGES]
    review(leader)
    assert [(opened(leader, path), leader.path) for path in WEEKLY_PAGES] == before
    assert "Your first check-in goes here." in opened(leader, "/my-picture")
    assert "Same as last week" not in opened(leader, "/check-in")


def test_a_first_check_in_half_a_year_later_begins_the_picture_and_leaves_the_review(leader, clock):
    review(leader, **{"why-shown": TEXT})
    later(leader, clock, 26)
    review(leader, why="1")
    leader.post("/check-in/2027-W21/statements", {"reach": "4", "sense": "4", "belong": "4"})
    leader.post("/check-in/2027-W21/reflection", {"happened": "x"})
    assert "1 answered" in opened(leader, "/my-picture")
    for path in ("/my-picture", "/weeks"):
        assert "2026" not in main(leader, path)
    assert reviewed(leader) == [f"November 2026 ({TITLE})", f"See {TITLE}"]
    assert "75 in November 2026, 50 in May 2027." in opened(
        leader, "/notebook/months/leader-review"
    )
    # an earlier week filled in afterwards moves the picture's first week, and nothing else
    leader.post("/check-in/2027-W20/reflection", {"happened": "y"})
    assert "2 answered" in opened(leader, "/my-picture")
    assert len(reviewed(leader)) == 2


def test_taken_along_and_brought_in_elsewhere_it_is_found_there_too(leader, newcomer):
    review(leader, **{"why-shown": TEXT})
    whole = download_archive(leader)
    assert {row["kind"] for row in archive_rows(whole)} == {"answers", "notes", "settings"}
    import_archive(newcomer, whole)
    assert "It is in" in newcomer.words
    assert reviewed(newcomer) == [f"See {TITLE}"]
    for path in (RESULT, "/notebook/journal", "/my-picture", "/weeks"):
        assert main(newcomer, path) == main(leader, path)
    assert archive_rows(download_archive(newcomer)) == archive_rows(whole)


def test_an_archive_laid_over_a_later_life_brings_the_review_with_it(leader, newcomer, elsewhere):
    review(leader)
    whole = download_archive(leader)
    elsewhere[1].forward(weeks=26)
    newcomer.sign_in("sam.tully@example.net", newcomer.password)
    newcomer.post("/check-in/2027-W21/reflection", {"happened": "x"})
    import_archive(newcomer, whole)
    assert reviewed(newcomer) == [f"November 2026 ({TITLE})"]
    assert "1 answered" in opened(newcomer, "/my-picture")


def test_it_outlives_a_new_key_and_goes_with_the_account(app, leader):
    review(leader, **{"why-shown": TEXT})
    fresh = "seven green lamps at 9"
    leader.post("/settings/new-key", {"password": leader.password, "new_password": fresh})
    leader.confirm_code()
    assert reviewed(leader) == [f"See {TITLE}"]
    assert f"{TITLE}, Week of 23 November 2026" in opened(leader, "/my-data/stored")
    vault = open_vault(app, leader)
    leader.post("/my-data/delete", {"password": fresh})
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert vaults.load_all(db, vault) == []
