"""A button that no page of ours has is refused, and changes nothing: the class, page by page."""

import pytest

from tests.support.accounts import account_id
from tests.support.admin_actions import create_team, enable_second_factor
from tests.support.database import all_rows
from tests.support.workshop_clients import Trainer

NAME = "jo@example.org"
PIECE = "a" * 16


@pytest.fixture
def jo(app, clock):
    """Somebody with every role, a team, a room, a week that is answered, a mark and a CPD entry."""
    browser = Trainer(app)
    browser.sign_up(NAME, "four small boats adrift", ["trainer", "organiser", "leader"])
    enable_second_factor(browser, clock)
    browser.post("/check-in/2026-W48/reflection", {"happened": "words", "action": "Call Beth"})
    browser.post("/notebook/cpd/new", {"id": PIECE, "action": "draft", "description": "words"})
    browser.post("/my-picture/changes", {"day": "2026-11-18", "kind": "office"})
    browser.open()
    browser.team = create_team(browser)
    return browser


PAGES = {
    "a week away": ("/check-in/2026-W48/away", {"action": "nonsense"}),
    "a pause": ("/pause", {"action": "nonsense", "week": "2026-W48"}),
    "sharing": ("/sharing/weekly-check-in/2026-W48", {"choice": "nonsense"}),
    "a mark": ("/my-picture/changes/2026-W47", {"action": "nonsense", "kind": "office"}),
    "a plan": ("/my-picture/experiment", {"action": "nonsense", "words": "x"}),
    "an experiment": ("/my-picture/experiment/2026-W47", {"action": "nonsense"}),
    "an action": ("/notebook/actions", {"nonsense": "x"}),
    "a CPD entry": (f"/notebook/cpd/entry/{PIECE}", {"action": "nonsense", "learnt": "x"}),
    "the sheet": ("/notebook/supervision-sheet", {"make": "nonsense", "bring": "x"}),
    "an invitation": ("/organise/invitations/open", {"action": "nonsense", "name": NAME}),
    "a person": ("/organise/people/{account}", {"action": "nonsense"}),
    "a role": ("/organise/people/{account}", {"action": "give", "role": "emperor"}),
    "a roster": ("/organise/teams/{team}", {"action": "nonsense"}),
    "instruments": ("/organise/instruments", {"instruments": "nonsense"}),
    "a room's lock": ("{room}/lock", {"locked": "nonsense"}),
    "the recovery code": ("/settings/recovery-code-kept", {"answer": "nonsense"}),
}


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_action_is_refused_and_changes_nothing(app, jo, page):
    path, fields = PAGES[page]
    path = path.format(account=account_id(app, NAME), team=jo.team, room=jo.room)
    jo.get("/settings")
    before = all_rows(app)
    jo.post(path, fields, fresh=False)
    assert jo.status == 422
    assert "Nothing was changed." in jo.words
    assert all_rows(app) == before
