"""Being asked after a check-in: exact numbers, who is in the team, the rule, and two buttons."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from reflect.core.crypto.team_tally import unseal_tally
from reflect.db import ENGINE_EXTENSION_KEY, reading, writing
from reflect.models import boxes, memberships
from reflect.teams import repository as team_repository
from reflect.web.clock import CLOCK_EXTENSION
from tests.support.accounts import account_id
from tests.support.factories import current_membership, make_team_of_users, submit_check_in
from tests.support.weeks import W48

pytestmark = pytest.mark.both_databases

NAMES = ["sam@example.org", "kim@example.org"]
ASK = f"/sharing/weekly-check-in/{W48}"


@pytest.fixture
def sam(app, sign_up):
    browser = sign_up(NAMES[0])
    sign_up(NAMES[1])
    browser.team = make_team_of_users(app, NAMES)
    return browser


def box_of(app, team):
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        row = db.execute(select(boxes).where(boxes.c.team == team)).one()
    keys = app.extensions["reflect.keys"]
    return unseal_tally(keys[row.site_key], (team, row.instrument, row.window), bytes(row.blob))


def share(browser, choice="share"):
    browser.post(ASK, {"choice": choice, "seen": seen(browser)}, fresh=False)
    return browser


def seen(browser) -> str:
    return re.search(r'name="seen" value="([0-9a-f]+)"', browser.html).group(1)


def test_somebody_without_a_team_is_not_asked(signed_in):
    submit_check_in(signed_in)
    assert signed_in.path == f"/my-picture/{W48}"
    signed_in.get(ASK)
    assert signed_in.path == f"/my-picture/{W48}"


def test_a_member_sees_numbers_people_and_rule_before_the_two_buttons(sam):
    submit_check_in(sam, level=4)
    assert sam.path == ASK
    order = ["What would leave", "75", "Who is in Mill Lane", "Kim", "The rule", "Keep private"]
    places = [sam.words.index(words) for words in order]
    assert places == sorted(places)
    assert "checked" not in sam.html.split("<h1")[1]


def test_shared_the_numbers_stand_in_the_box(app, sam):
    share(submit_check_in(sam, level=4))
    assert sam.path == f"/my-picture/{W48}"
    box = box_of(app, sam.team)
    assert box.sharers == {account_id(app, NAMES[0])}
    assert set(box.totals.values()) == {7500}


def test_kept_private_nothing_stands_there(app, sam):
    share(submit_check_in(sam), "keep")
    assert box_of(app, sam.team).sharers == frozenset()


def test_one_can_change_ones_mind_until_the_window_closes(app, sam, clock):
    share(submit_check_in(sam))
    sam.get(ASK)
    assert "This time Shared with Mill Lane." in sam.words
    share(sam, "keep")
    assert box_of(app, sam.team).sharers == frozenset()
    sam.get(ASK)
    assert "until the end of 6 December" in sam.words
    clock.now += timedelta(weeks=2)
    sam.sign_in(NAMES[0], sam.password).get(ASK)
    assert sam.path == f"/my-picture/{W48}"


def test_the_answers_to_share_and_keep_are_alike(app, sign_up, sam):
    """Status, size and headers: nobody on the wire can tell the two apart."""
    kit = sign_up("kit@example.org")
    moment = app.extensions[CLOCK_EXTENSION]()
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        first = current_membership(db, account_id(app, NAMES[1])).first_window
        team_repository.add_membership(
            db, sam.team, account_id(app, "kit@example.org"), "member", "Kit", moment
        )
        db.execute(memberships.update().values(first_window=first))
    answers = []
    for browser, choice in ((sam, "share"), (kit, "keep")):
        submit_check_in(browser)
        token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', browser.html).group(1)
        form = {"csrf_token": token, "choice": choice, "seen": seen(browser)}
        page = browser.client.post(ASK, data=form)
        answers.append((page.status_code, len(page.data), sorted(dict(page.headers))))
    assert answers[0] == answers[1]


def test_a_team_that_changed_meanwhile_is_shown_again(app, sam):
    submit_check_in(sam)
    with writing(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        team_repository.end_membership(
            db, current_membership(db, account_id(app, NAMES[1])), app.extensions[CLOCK_EXTENSION]()
        )
    share(sam)
    assert sam.status == 409
    assert "The team changed since you opened this page." in sam.words
    assert box_of(app, sam.team).sharers == frozenset()
    share(sam)
    assert box_of(app, sam.team).sharers


def test_a_page_without_a_choice_asks_again(sam):
    submit_check_in(sam)
    sam.post(ASK, {"seen": seen(sam)}, fresh=False)
    assert sam.path == ASK


def test_a_week_with_a_scale_missing_is_not_asked_about(sam):
    submit_check_in(sam, finish="n/a", switch="n/a")
    assert sam.path == f"/my-picture/{W48}"


def test_deleting_a_week_takes_it_out_of_the_box(app, sam):
    share(submit_check_in(sam))
    sam.get(f"/check-in/{W48}/away")
    edition = re.search(r'name="edition" value="(.*?)"', sam.html).group(1)
    sam.post(f"/check-in/{W48}/away", {"action": "delete", "edition": edition}, fresh=False)
    assert box_of(app, sam.team).sharers == frozenset()


def test_deleting_everything_takes_it_out_of_the_box(app, sam):
    share(submit_check_in(sam))
    sam.post("/my-data/delete", {"password": sam.password})
    assert box_of(app, sam.team).sharers == frozenset()


def test_what_is_stored_says_what_stands_in_the_box(sam):
    share(submit_check_in(sam, level=4))
    sam.get("/my-data/stored")
    assert "2 November to 29 November 2026: Connection 75" in sam.words
    assert "It always has 3,929 bytes." in sam.words


def test_a_roster_has_no_trace_of_who_shares(sam, app):
    pages = []
    for choice in ("keep", "share"):
        share(submit_check_in(sam), choice)
        for path in (f"/teams/{sam.team}", f"/teams/{sam.team}/roster"):
            sam.get(path)
            pages.append(re.sub(r'(name="csrf_token" value|content)="[0-9a-f]+"', "", sam.html))
    assert pages[:2] == pages[2:]


def test_boxes_are_made_once(app, sam):
    submit_check_in(sam)
    submit_check_in(sam, level=5)
    with reading(app.extensions[ENGINE_EXTENSION_KEY]) as db:
        assert db.execute(select(func.count()).select_from(boxes)).scalar() == 1
