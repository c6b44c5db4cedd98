"""Whether a week is shared: said on its own page and in the list, changed from there, alone.

Everything is reached as a person would: by the links and buttons of pages, never by an address.
"""

import re
from random import Random

import pytest
from sqlalchemy import select

from reflect import vaults
from reflect.accounts.repository import find_account_by_username
from reflect.core.crypto.team_tally import unseal_tally
from reflect.core.crypto.vault import unlock_with_code
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import boxes, rows, team_instruments, teams
from reflect.teams import contributions, window_closing
from reflect.teams import repository as team_repository
from reflect.web import assets
from tests.support.accounts import account_id
from tests.support.factories import WINDOW, current_membership, make_team_of_users, submit_check_in
from tests.support.page_parsing import link_address, press_button
from tests.support.weeks import W48

SAM, KIM = "sam@example.org", "kim@example.org"
UNDECIDED = "You have not decided whether to share this week."
CLOSED = "These four weeks have closed, so this can no longer be changed."
SHARED, PRIVATE = "Shared with Mill Lane.", "Kept private."
STATES = (UNDECIDED, SHARED, PRIVATE, CLOSED)
BEFORE = "2026-W47"


@pytest.fixture
def sam(app, sign_up):
    """A member who has sent a check-in and stands before the question."""
    browser = sign_up(SAM)
    sign_up(KIM)
    browser.team = make_team_of_users(app, [SAM, KIM])
    return submit_check_in(browser, level=4)


def seats(app, team) -> frozenset[str]:
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        row = db.execute(select(boxes).where(boxes.c.team == team)).one_or_none()
    if row is None:
        return frozenset()
    place = (team, row.instrument, row.window)
    return unseal_tally(
        app.extensions["reflect.keys"][row.site_key], place, bytes(row.blob)
    ).sharers


def said(browser) -> list[str]:
    return [state for state in STATES if state in browser.words]


def to_the_week(browser, week_words: str = "See"):
    browser.get("/notebook")
    browser.get(link_address(browser, "My weeks"))
    browser.get(link_address(browser, week_words))
    return browser


def vault_of(app, browser):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        return unlock_with_code(find_account_by_username(db, SAM).record, browser.code)


# The page that follows says which it was


def test_after_sharing_the_page_says_so_and_one_press_takes_it_back(app, sam):
    press_button(sam, "Share with Mill Lane")
    assert sam.path == f"/my-picture/{W48}"
    assert said(sam) == [SHARED]
    assert "You can change this until the end of 6 December." in sam.words
    assert seats(app, sam.team)
    press_button(sam, "Take it back")
    assert sam.path == f"/my-picture/{W48}"
    assert said(sam) == [PRIVATE]
    assert seats(app, sam.team) == frozenset()


def test_kept_private_the_page_says_so_and_sharing_goes_through_the_roster_and_the_rule(app, sam):
    press_button(sam, "Keep private")
    assert said(sam) == [PRIVATE]
    press_button(sam, "Share it")
    for told in ("What would leave", "Who is in Mill Lane", "Kim", "The rule", PRIVATE):
        assert told in sam.words
    assert seats(app, sam.team) == frozenset()
    press_button(sam, "Share with Mill Lane")
    assert said(sam) == [SHARED]
    assert seats(app, sam.team)


def test_who_pressed_neither_reads_that_nothing_is_decided_and_can_decide(app, sam):
    assert said(sam) == [UNDECIDED]  # on the page that asks, too
    to_the_week(sam)
    assert said(sam) == [UNDECIDED]
    press_button(sam, "Decide")
    press_button(sam, "Share with Mill Lane")
    assert said(sam) == [SHARED]
    assert seats(app, sam.team)


def test_weeks_and_months_later_it_is_found_from_the_list(sam, clock):
    press_button(sam, "Share with Mill Lane")
    clock.forward(days=4)
    sam.sign_in(SAM, sam.password).get("/my-picture")
    assert said(to_the_week(sam)) == [SHARED]
    press_button(sam, "Take it back")
    assert said(sam) == [PRIVATE]


@pytest.mark.parametrize(("choice", "state"), [("Share with", SHARED), ("Keep private", PRIVATE)])
def test_a_correction_leaves_what_was_decided(sam, choice, state):
    press_button(sam, "Share with Mill Lane" if choice == "Share with" else choice)
    submit_check_in(sam, level=2)
    assert said(sam) == [state]
    assert said(to_the_week(sam)) == [state]


def test_a_correction_before_anything_was_decided_decides_nothing(sam):
    submit_check_in(sam, level=2)
    assert said(to_the_week(sam)) == [UNDECIDED]


# The list of weeks


def test_the_list_says_it_of_each_open_week_and_changes_it_there(app, sam):
    press_button(sam, "Share with Mill Lane")
    submit_check_in(sam, level=2, week=BEFORE)
    press_button(sam, "Keep private")
    sam.get("/weeks")
    assert sam.words.index(f"Answered . {SHARED}") < sam.words.index(f"Answered . {PRIVATE}")
    press_button(sam, "Take it back")
    assert (sam.path, said(sam)) == (f"/my-picture/{W48}", [PRIVATE])
    sam.get("/weeks")
    assert said(sam) == [PRIVATE]
    press_button(sam, "Share it", nth=1)
    assert sam.path == f"/sharing/weekly-check-in/{BEFORE}"


def test_each_button_of_the_list_names_its_week(sam):
    press_button(sam, "Share with Mill Lane")
    sam.get("/weeks")
    assert "Take it back 23 November" in sam.words


def test_weeks_without_answers_and_weeks_away_say_nothing(sam):
    press_button(sam, "Keep private")
    sam.post(f"/check-in/{BEFORE}/away", {"action": "away"})
    sam.get("/weeks")
    assert sam.words.count(PRIVATE) == 1


def test_marking_a_week_away_still_works_from_the_list(sam):
    sam.get("/weeks")
    press_button(sam, "I was away in the week of 16 November")
    assert "Marked as a week away." in sam.words


# Once the four weeks have closed


@pytest.mark.parametrize(
    ("choice", "state"),
    [("Share with Mill Lane", SHARED), ("Keep private", PRIVATE), ("", UNDECIDED)],
)
def test_once_closed_it_is_said_and_nothing_can_be_pressed(sam, clock, choice, state):
    if choice:
        press_button(sam, choice)
    clock.now = WINDOW.closes_at
    to_the_week(sam.sign_in(SAM, sam.password))
    assert f"{state} {CLOSED}" in sam.words
    assert "/sharing/" not in sam.html
    sam.get("/weeks")
    assert said(sam) == []


def test_a_press_that_comes_too_late_changes_nothing_and_the_page_says_why(app, sam, clock):
    press_button(sam, "Share with Mill Lane")
    late = to_the_week(sam).html
    clock.now = WINDOW.closes_at
    sam.sign_in(SAM, sam.password).get("/settings")
    token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', sam.html).group(1)
    action = re.search(r'action="(/sharing/[^"]+)"', late).group(1)
    sam.page = sam.client.post(
        action, data={"csrf_token": token, "choice": "keep"}, follow_redirects=True
    )
    assert f"{SHARED} {CLOSED}" in sam.words


def test_of_a_dissolved_team_nothing_can_be_taken_back(app, sam, clock):
    press_button(sam, "Share with Mill Lane")
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        team_repository.end_membership(db, current_membership(db, account_id(app, SAM)), clock.now)
        db.execute(teams.update().values(dissolved=int(clock.now.timestamp())))
        place = {"team": sam.team, "instrument": "weekly-check-in", "window": WINDOW.number}
        db.execute(contributions.releases.insert().values(**place, scale="connection"))
    assert f"{SHARED} {CLOSED}" in to_the_week(sam).words
    assert "/sharing/" not in sam.html


# Who sees it, and where


def test_somebody_without_a_team_sees_nothing_of_it(signed_in):
    submit_check_in(signed_in)
    for path in (f"/my-picture/{W48}", "/weeks", "/check-in"):
        signed_in.get(path)
        assert said(signed_in) == []
        assert "/sharing/" not in signed_in.html


def test_whoever_joined_in_this_window_sees_nothing_until_the_next(app, sign_up, sam, clock):
    kit = sign_up("kit@example.org")
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        account = account_id(app, "kit@example.org")
        team_repository.add_membership(db, sam.team, account, "member", "Kit", clock.now)
    submit_check_in(kit)
    assert kit.path == f"/my-picture/{W48}"
    assert said(kit) == []


@pytest.mark.parametrize("choice", ["Share with Mill Lane", "Keep private"])
def test_no_other_page_and_no_address_says_it(sam, choice):
    press_button(sam, choice)
    assert sam.page.request.query_string == b""
    own = f"/teams/{sam.team}"
    pages = [own, f"{own}/roster", f"{own}/meeting", "/teams", "/my-picture", "/notebook"]
    for path in [*pages, "/notebook/supervision-sheet", "/check-in", "/settings", "/my-data"]:
        sam.get(path)
        assert sam.status == 200, path
        assert said(sam) == [], path
    form = {"span": "four", "held": "1", "items": "connection"}
    sam.get("/notebook/supervision-sheet")
    sam.post("/notebook/supervision-sheet", form, fresh=False)
    assert said(sam) == []


def test_it_is_never_on_paper(app, sam):
    """Whatever says it lies in an element that the stylesheet hides in print."""
    (sheet,) = assets.assets_dir(app.extensions["reflect.settings"].data).glob("reflect.*.css")
    on_paper = re.search(r"@media print \{(.*?)\{ display: none; \}", sheet.read_text(), re.DOTALL)
    assert ".screen" in on_paper.group(1)
    press_button(sam, "Share with Mill Lane")
    for path in (f"/my-picture/{W48}", "/weeks", f"/sharing/weekly-check-in/{W48}"):
        sam.get(path)
        around = re.search(r'class="([^"]*)"[^>]*>(?:(?!class=).)*' + SHARED, sam.html, re.DOTALL)
        assert "screen" in around.group(1).split(), path


@pytest.mark.parametrize("name", ["Mill Lane", "Iechyd & Tŷ <Môn> " * 4])
def test_whatever_was_chosen_the_pages_are_equally_long(app, sam, name):
    """Nobody on the wire tells by its size what the page says."""
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        db.execute(teams.update().values(name=name.strip()))
    sizes = {
        f"/my-picture/{W48}": set(),
        "/weeks": set(),
        f"/sharing/weekly-check-in/{W48}": set(),
    }
    sam.get(f"/sharing/weekly-check-in/{W48}")
    for choice in (None, "Keep private", f"Share with {name.strip()}"):
        if choice:
            sam.get(f"/sharing/weekly-check-in/{W48}")
            press_button(sam, choice)
        for path, seen in sizes.items():
            sam.get(path)
            seen.add(len(sam.page.data))
    assert {len(seen) for seen in sizes.values()} == {1}, sizes


# Left, replaced, restored, brought in


def test_whoever_leaves_reads_that_they_left_and_can_take_back_from_there(app, sam):
    press_button(sam, "Share with Mill Lane")
    sam.get(f"/teams/{sam.team}")
    sam.get(link_address(sam, "Who is in the team, and the rules"))
    assert sam.get(link_address(sam, "My weeks")).status_code == 200
    sam.get(f"/teams/{sam.team}/roster")
    press_button(sam, "Leave this team")
    assert "You are no longer in Mill Lane. What you have shared still counts." in sam.words
    assert seats(app, sam.team)
    sam.get(link_address(sam, "My weeks"))
    press_button(sam, "Take it back")
    assert said(sam) == [PRIVATE]
    assert seats(app, sam.team) == frozenset()


def test_leaving_says_the_same_whether_one_shared_or_not(app, sam):
    seen = []
    for choice in ("Keep private", "Share with Mill Lane"):
        sam.get(f"/sharing/weekly-check-in/{W48}")
        press_button(sam, choice)
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            moment = app.extensions["reflect.clock"]()
            team_repository.end_membership(db, current_membership(db, account_id(app, SAM)), moment)
        sam.get("/teams")
        seen.append(sam.words)
        with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
            db.execute(team_repository.memberships.update().values(ended=None, last_window=None))
    assert seen[0] == seen[1]


def test_whoever_left_is_sent_to_no_page_that_is_not_theirs(sam):
    press_button(sam, "Keep private")
    sam.get(f"/teams/{sam.team}/roster")
    press_button(sam, "Leave this team")
    sam.get(link_address(sam, "My weeks"))
    press_button(sam, "Share it")
    assert "Who is in Mill Lane" in sam.words
    assert f"/teams/{sam.team}" not in sam.html


def test_long_after_leaving_nothing_is_said_of_it(sam, clock):
    sam.get(f"/teams/{sam.team}/roster")
    press_button(sam, "Leave this team")
    clock.now = WINDOW.closes_at
    sam.sign_in(SAM, sam.password).get("/teams")
    assert "You are no longer in" not in sam.words


def test_what_an_earlier_space_shared_stands_and_nothing_is_asked(app, sam):
    press_button(sam, "Share with Mill Lane")
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        db.execute(rows.delete())  # a vault that knows nothing of it
    submit_check_in(sam)
    assert sam.path == f"/my-picture/{W48}"
    assert "You shared before your space was replaced. That share stands." in sam.words
    assert "/sharing/" not in sam.html
    assert seats(app, sam.team)
    sam.get("/weeks")
    assert said(sam) == []


def test_after_a_restore_the_page_does_not_say_that_it_is_shared(app, sam):
    press_button(sam, "Share with Mill Lane")
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        db.execute(boxes.delete())
    to_the_week(sam)
    assert "You chose to share this week, but it does not count for Mill Lane." in sam.words
    press_button(sam, "Share it")
    press_button(sam, "Share with Mill Lane")
    assert said(sam) == [SHARED]
    assert seats(app, sam.team)


def test_a_box_that_does_not_open_is_taken_at_the_persons_own_word(app, sam):
    press_button(sam, "Share with Mill Lane")
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        db.execute(boxes.update().values(blob=b"\x01" + bytes(3928)))
    assert said(to_the_week(sam)) == [SHARED]


def test_a_share_that_the_weeks_no_longer_bear_out_is_not_called_private(app, sam):
    """As after an archive with a newer answer: until the next check-in the box is as it was."""
    press_button(sam, "Share with Mill Lane")
    vault = vault_of(app, sam)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        row = vaults.load(db, vault, "answers", "weekly-check-in", str(W48))
        value = {name: kept for name, kept in row.value.items() if name != "counts"}
        vaults.save(db, vault, "answers", ("weekly-check-in", str(W48)), value, read=row.rev)
    to_the_week(sam)
    assert "What you shared with Mill Lane earlier still counts." in sam.words
    press_button(sam, "Take it back")
    assert said(sam) == [PRIVATE]
    assert seats(app, sam.team) == frozenset()


def test_a_shared_week_that_lost_a_scale_is_not_called_shared(app, sam):
    press_button(sam, "Share with Mill Lane")
    submit_check_in(sam, finish="n/a", switch="n/a")
    assert sam.path == f"/my-picture/{W48}"
    assert "Not shared: a statement has no answer, and only complete weeks count." in sam.words
    assert said(sam) == []
    assert seats(app, sam.team) == frozenset()


def test_a_week_of_another_version_of_the_questionnaire_does_not_count(app, sam, clock):
    """A window counts one version for all, here another than that of Sam's answers."""
    changed = "Not shared, because the questionnaire changed in these four weeks."
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        version = db.execute(select(boxes.c.version).where(boxes.c.team == sam.team)).scalar_one()
        db.execute(boxes.update().values(version=version + 1))
    press_button(sam, "Share with Mill Lane")
    assert seats(app, sam.team) == frozenset()
    to_the_week(sam)
    assert changed in sam.words
    assert said(sam) == []
    clock.now = WINDOW.closes_at
    library, keys = app.extensions["reflect.library"], app.extensions["reflect.keys"]
    key = (sam.team, "weekly-check-in", WINDOW.number)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert window_closing.close_window(db, library, keys, key, Random(1))
    to_the_week(sam.sign_in(SAM, sam.password))
    assert f"{changed} {CLOSED}" in sam.words


def test_another_set_that_the_team_runs_says_it_on_its_own_page(app, sam):
    press_button(sam, "Keep private")
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        values = {"team": sam.team, "instrument": "families", "first_window": WINDOW.number}
        db.execute(team_instruments.insert().values(**values))
    items = app.extensions["reflect.library"].latest("families").items
    sam.get("/monthly/families")
    page = sam.path
    sam.post(page, {item.id: "4" for item in items if item.responses}, fresh=False)
    press_button(sam, "Share with Mill Lane")
    assert sam.path == f"/notebook/months/families/{W48}"
    assert said(sam) == [SHARED]
    press_button(sam, "Take it back")
    assert (sam.path, said(sam)) == (f"/notebook/months/families/{W48}", [PRIVATE])


# Promises elsewhere lead there


def test_what_is_stored_leads_to_the_weeks(sam):
    press_button(sam, "Share with Mill Lane")
    sam.get("/my-data/stored")
    sam.get(link_address(sam, "My weeks"))
    assert said(sam) == [SHARED]
