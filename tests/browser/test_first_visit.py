"""The first visit, from the link in the invitation to one's own chart, as a newcomer does it."""

import pytest
from playwright.sync_api import expect

from reflect.accounts import invitations
from reflect.db import ENGINE_EXTENSION_KEY, writing

PASSWORD = "four small boats adrift"
STATEMENTS = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
CORE = {**dict.fromkeys(STATEMENTS, 4), "place": 3}
MOST_TAPS = 20
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def invited(app, clock) -> str:
    """The code of an invitation."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return invitations.create_invitation(db, "noor@example.org", frozenset(), clock.now)


def accept(visitor, code: str) -> None:
    """From the invitation to the page on who can read what."""
    visitor.go(f"/invitation#{code}")
    if not visitor.has_script:
        visitor.write("code", code)
    visitor.press("Go on")
    visitor.expect_heading("Choose a password")
    visitor.write("password", PASSWORD)
    visitor.press("Set this password")
    visitor.expect_heading("Your recovery code")
    visitor.write("last_group", visitor.page.locator(".code").inner_text()[-4:])
    visitor.press("I have it safe")


@BOTH
def test_a_stranger_gets_from_the_link_to_the_first_chart(visit, invited, server, script):
    noor = visit(script=script, size=(360, 740))
    accept(noor, invited)
    noor.expect_heading("Who can read what")
    noor.page.get_by_role("link", name="Go to your check-in").click()
    noor.expect_heading("Where did you work?")
    noor.choose({"home": 4, "base": 3, "contact": 1})
    noor.press("Save and go on")
    noor.choose(CORE)
    noor.press("Save and go on")
    noor.press("Save this week")
    noor.expect_text("Saved. Your week of 23 November is on your chart.")
    noor.expect_text("75 in the first week.")
    noor.page.get_by_role("link", name="See my picture").click()
    noor.expect_heading("Connection: 75 in the first week.")
    drawn = noor.page.locator("figure.chart svg.narrow .connection path.single")
    expect(drawn.last).to_be_visible()
    noor.expect_text("1 week, from 23 November to 29 November: 1 answered.")


def test_the_code_behind_the_hash_leaves_the_address_and_goes_to_no_server(visit, invited, server):
    asked = []
    noor = visit()
    noor.context.on("request", lambda request: asked.append(request.url))
    noor.go(f"/invitation#{invited}")
    expect(noor.page.locator("#code")).to_have_value(invited)
    assert noor.page.url == f"{server}/invitation"
    assert not [url for url in asked if invited in url]


def test_without_the_code_typed_back_nothing_can_be_written_yet(visit, invited):
    noor = visit()
    noor.go(f"/invitation#{invited}")
    noor.press("Go on")
    noor.write("password", PASSWORD)
    noor.press("Set this password")
    noor.expected.add(422)
    noor.write("last_group", "0000")
    noor.press("I have it safe")
    expect(noor.page.locator(".trouble")).to_be_focused()
    noor.go("/check-in")
    noor.expect_heading("Your recovery code")


def test_the_core_takes_at_most_twenty_taps(visit, signed_in, clock):
    """The week after the first: places as last week, contact, ten statements, every button."""
    sam = visit(signed_in)
    sam.go("/check-in")
    sam.choose({"home": 6, "out": 2})
    sam.press("Save and go on")
    sam.choose(CORE)
    sam.press("Save and go on")
    sam.press("Save this week")
    clock.forward(days=7)
    sam.go("/sign-in").sign_in()
    sam.expect_heading("Where did you work?")
    taps = 0
    sam.press("Same as last week")
    sam.expect_text("Filled in from your week of 23 November.")
    taps += 1 + sam.choose({"contact": 2})
    sam.press("Save and go on")
    taps += 1 + sam.choose(CORE)
    sam.press("Save and go on")
    sam.press("Save this week")
    taps += 2
    sam.expect_text("Saved. Your week of 30 November is on your chart.")
    sam.expect_text("75 in your latest week")
    assert taps <= MOST_TAPS
