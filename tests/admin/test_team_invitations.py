"""An invitation that names a team: read the rules first, then join without a code, or do not."""

import pytest

from tests.support.accounts import PASSWORD, account_id
from tests.support.admin_actions import (
    create_team,
    invite_people,
    join_team,
    post_team_action,
    renew_team_code,
)


@pytest.fixture
def kit(ann, client):
    """Somebody whose invitation named the team Mill Lane; `.team` is its id."""
    client.team = create_team(ann)
    client.accept(
        invite_people(ann, "kit@example.org", team=client.team)[0], PASSWORD
    ).confirm_code()
    return client


def test_after_the_recovery_code_the_way_leads_to_the_team(kit):
    assert "You were asked to join a team." in kit.words
    assert 'href="/teams/asked"' in kit.html
    kit.get("/teams/asked")
    assert "Before you join Mill Lane" in kit.words
    assert "Nobody leads this team at the moment." in kit.words
    assert "at least 5 have shared" in kit.words


def test_before_that_nobody_is_in_the_team_and_afterwards_they_are(kit):
    kit.get(f"/teams/{kit.team}")
    assert kit.status == 404
    kit.post("/teams/asked", {"shown": "Kit Marlow"})
    assert kit.path == f"/teams/{kit.team}"
    kit.get(f"/teams/{kit.team}/roster")
    assert "Kit Marlow joined" in kit.words


def test_the_first_to_be_asked_reads_no_date_and_no_never(kit):
    kit.get("/teams/asked")
    assert "Figures need 6 members or more when their four weeks begin." in kit.words
    assert "So far this team has 0." in kit.words
    assert "There is no date for figures until enough people have joined." in kit.words
    for told in ("never sees figures", "can come on"):
        assert told not in kit.words


def test_without_a_name_it_asks_for_one(kit):
    kit.post("/teams/asked", {"shown": " "})
    assert kit.status == 422
    assert "Type the name that the team should see." in kit.words


def test_whoever_does_not_join_is_named_nowhere_in_the_team(ann, kit, sign_up):
    sam = join_team(sign_up(), renew_team_code(ann, kit.team), "Sam Tully")
    sam.get(f"/teams/{kit.team}/roster")
    assert "kit" not in sam.words.casefold()
    assert "invited" not in sam.words


def test_the_team_page_asks_until_one_is_in_a_team(kit):
    kit.get("/teams")
    assert "An organiser asked you to join a team." in kit.words
    kit.post("/teams/asked", {"shown": "Kit"})
    kit.get("/teams")
    assert "asked you to join" not in kit.words


def test_who_was_not_asked_has_no_such_page(ann, signed_in):
    create_team(ann)
    signed_in.get("/teams/asked")
    assert signed_in.status == 404
    signed_in.get("/teams")
    signed_in.post("/teams/asked", {"shown": "Sam"}, fresh=False)
    assert signed_in.status == 404
    assert "asked you to join" not in signed_in.get("/teams").get_data(as_text=True)


def test_a_later_invitation_without_a_team_asks_no_more(app, ann, client, clock):
    invite_people(ann, "kit@example.org", team=create_team(ann))
    clock.forward(minutes=1)
    ann.post("/organise/invitations/open", {"action": "back", "name": "kit@example.org"})
    client.accept(invite_people(ann, "kit@example.org")[0], PASSWORD).confirm_code()
    assert "asked to join" not in client.words
    client.get("/teams/asked")
    assert client.status == 404


def test_the_asking_ends_after_thirty_days(kit, clock):
    clock.forward(days=29)
    kit.sign_in("kit@example.org", PASSWORD).get("/teams/asked")
    assert kit.status == 200
    clock.forward(days=1)
    kit.sign_in("kit@example.org", PASSWORD).get("/teams/asked")
    assert kit.status == 404


def test_a_team_that_was_dissolved_meanwhile_is_not_there(ann, kit):
    post_team_action(ann, kit.team, "dissolve", sure="1")
    kit.get("/teams/asked")
    assert kit.status == 404


def test_a_second_team_is_refused_in_a_sentence(ann, kit):
    join_team(kit, renew_team_code(ann, create_team(ann, "Northgate")), "Kit")
    kit.post("/teams/asked", {"shown": "Kit"})
    assert kit.status == 422
    assert "You are in a team already. Leave that one first." in kit.words


def test_the_name_shown_elsewhere_is_offered(kit):
    kit.post("/settings", {"shown": "Kit Marlow", "interval": "4"})
    kit.get("/teams/asked")
    assert 'value="Kit Marlow"' in kit.html


def test_it_is_this_invitation_that_counts_and_not_the_account_alone(app, ann, kit, sign_up):
    other = sign_up("lee@example.org")
    assert account_id(app, "lee@example.org") != account_id(app, "kit@example.org")
    other.get("/teams/asked")
    assert other.status == 404
