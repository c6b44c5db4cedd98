"""Whatever people write, answer and share: the organisers' pages stay the same, byte for byte."""

import re

from reflect.core.weeks import Week
from reflect.teams import contributions
from reflect.teams.contributions import WEEKLY_INSTRUMENT, Sharer
from tests.support.accounts import account_id, open_vault
from tests.support.admin_actions import (
    create_team,
    invite_people,
    join_team,
    post_team_action,
    renew_team_code,
)
from tests.support.database import run_in_transaction
from tests.support.routes import organiser_paths

CANARY = "heron-over-the-quarry-4711"
WEEK = Week.parse("2026-W48")
NAMES = [f"person{n}@example.org" for n in range(6)]


def office(app, ann, which: str) -> dict[str, str]:
    """Every page that an organiser can open, without what differs each time."""
    found = {}
    everybody = [account_id(app, name) for name in NAMES]
    for account in everybody:
        for path in organiser_paths(app, account=account, team=which):
            ann.get(path)
            assert ann.status == 200, path
            found[path] = re.sub(r"[0-9a-f]{128}", "", ann.html)
    return found


def writes_and_shares(app, browser, name: str, *, shares: bool) -> None:
    page = "/check-in/2026-W48"
    statements = ("reach", "sense", "belong", "answer", "think", "care", "finish", "switch", "time")
    browser.post(f"{page}/statements", dict.fromkeys(statements, "2"))
    browser.post(f"{page}/reflection", {"happened": CANARY, "action": CANARY})
    assert browser.path == "/my-picture/2026-W48", browser.words
    settings = app.extensions
    who = Sharer(
        account_id(app, name),
        open_vault(app, browser, name),
        settings["reflect.library"],
        settings["reflect.keys"],
    )
    now = settings["reflect.clock"]()
    run_in_transaction(
        app,
        lambda db: contributions.set_week_sharing(
            db, who, WEEKLY_INSTRUMENT, WEEK, now, counts=shares
        ),
    )


def test_nothing_that_anybody_does_for_themselves_changes_a_page_of_organisers(app, ann, sign_up):
    which = create_team(ann)
    code = renew_team_code(ann, which)
    browsers = [join_team(sign_up(name), code, f"Person {n}") for n, name in enumerate(NAMES)]
    post_team_action(ann, which, "lead", account=NAMES[5], shown="Person 5")
    browsers[0].post(f"/teams/{which}/roster", {"action": "doubt"})
    invite_people(ann, "kit@example.org")
    before = office(app, ann, which)
    assert len(before) == 6 + len(organiser_paths(app)) - 1
    for n, browser in enumerate(browsers[:5]):
        writes_and_shares(app, browser, NAMES[n], shares=n % 2 == 0)
    browsers[1].sign_out()
    browsers[2].post("/settings", {"shown": CANARY, "interval": "6"})
    after = office(app, ann, which)
    assert after == before
    assert not any(CANARY in page for page in after.values())


def test_the_pages_would_have_shown_a_change_of_the_roster(app, ann, sign_up):
    """The comparison above can fail."""
    which = create_team(ann)
    code = renew_team_code(ann, which)
    browsers = [join_team(sign_up(name), code, f"Person {n}") for n, name in enumerate(NAMES)]
    before = office(app, ann, which)
    browsers[0].post(f"/teams/{which}/roster", {"action": "leave"})
    assert office(app, ann, which) != before
