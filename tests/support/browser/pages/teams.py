"""Pages of teams, of the leader overview, and of organisers (admin)."""

from reflect.teams import services as team_services
from tests.support import admin_actions
from tests.support.accounts import PASSWORD, account_id
from tests.support.admin_actions import enable_second_factor
from tests.support.browser.pages.registry import (
    expect_error_summary,
    new_user_page,
    press_button,
    register_page,
    register_pages,
)
from tests.support.browser.scenario import Scenario
from tests.support.browser.visitor import Visitor
from tests.support.client import Client
from tests.support.database import run_in_transaction
from tests.support.factories import WINDOW, Team, make_person, make_team_with_year


def make_small_team(scenario: Scenario) -> Team:
    """A team of six without figures."""
    return Team(scenario.app, 6, first=50)


def supervisor_page(page: str):
    return lambda scenario: scenario.open(
        (team := make_small_team(scenario)).path(page), team.supervisor()
    )


def member_page(page: str):
    return lambda scenario: scenario.open(
        (team := make_small_team(scenario)).path(page), team.member()
    )


def organiser_page(path: str):
    """A page of an organiser; there are a team, an open invitation and another account."""

    def open_page(scenario: Scenario) -> Visitor:
        scenario.sign_up()
        ann = enable_second_factor(
            scenario.sign_up("ann@example.org", PASSWORD, ("organiser",)), scenario.clock
        )
        admin_actions.create_team(ann)
        admin_actions.invite_people(ann, "noor@example.org")
        return scenario.open(path, ann)

    return open_page


register_pages(
    {
        "teams-none": new_user_page("/teams"),
        "teams-member": lambda scenario: scenario.open(
            "/teams", make_small_team(scenario).member()
        ),
        "team-code": new_user_page("/teams/join"),
        "team-year": lambda scenario: scenario.open(
            (team := make_team_with_year(scenario.app)).path(), team.member()
        ),
        "team-new": member_page(""),
        "team-roster": member_page("/roster"),
        "team-meeting": member_page("/meeting"),
        "team-agreed": supervisor_page("/agreed"),
        "team-talking": supervisor_page("/talking"),
        "team-settings": supervisor_page("/settings"),
        "across-none": lambda scenario: scenario.open(
            "/across-teams", make_person(scenario.app, 98, "leader")
        ),
        "organise": organiser_page("/organise"),
        "organise-instruments": organiser_page("/organise/instruments"),
        "organise-audit": organiser_page("/organise/audit"),
        "organise-people": organiser_page("/organise/people"),
        "organise-invitations": organiser_page("/organise/invitations"),
        "organise-teams": organiser_page("/organise/teams"),
        "what-organisers-did": new_user_page("/what-organisers-did"),
    }
)


@register_page("organise-person")
def organise_person(scenario: Scenario) -> Visitor:
    ann = organiser_page("/organise/people")(scenario)
    return ann.go(f"/organise/people/{account_id(scenario.app)}")


@register_page("organise-team")
def organise_team(scenario: Scenario) -> Visitor:
    ann = organiser_page("/organise/teams")(scenario)
    ann.page.get_by_role("link", name="Mill Lane").first.click()
    ann.expect_heading("Mill Lane")
    return ann


@register_page("organise-invitations-error")
def organise_invitations_error(scenario: Scenario) -> Visitor:
    ann = organiser_page("/organise/invitations")(scenario)
    ann.write("names", "\n")
    return expect_error_summary(press_button(ann, "Make the links"))


@register_page("asked-to-join")
def asked_to_join(scenario: Scenario) -> Visitor:
    ann = enable_second_factor(
        scenario.sign_up("ann@example.org", PASSWORD, ("organiser",)), scenario.clock
    )
    (code,) = admin_actions.invite_people(
        ann, "noor@example.org", team=admin_actions.create_team(ann)
    )
    noor = Client(scenario.app).accept(code, PASSWORD).confirm_code()
    return scenario.open("/teams/asked", noor)


@register_page("ended")
def ended(scenario: Scenario) -> Visitor:
    sam = scenario.sign_up()
    ann = enable_second_factor(
        scenario.sign_up("ann@example.org", PASSWORD, ("organiser",)), scenario.clock
    )
    admin_actions.post_person_action(ann, account_id(scenario.app), "end")
    return scenario.open("/account-ended", sam)


@register_page("sharing")
def sharing(scenario: Scenario) -> Visitor:
    team = make_small_team(scenario)
    team.people.submit_check_in(0, WINDOW.weeks[3], 4)
    return scenario.open(f"/sharing/weekly-check-in/{WINDOW.weeks[3]}", team.member())


@register_page("join-terms")
def join_terms(scenario: Scenario) -> Visitor:
    team = make_small_team(scenario)
    actor = team_services.Actor(team.helen.id, unlocked_vault=team.helen, code_checked=True)
    code = run_in_transaction(
        scenario.app,
        lambda db: team_services.create_join_code(db, actor, team.id, scenario.clock.now),
    )
    kim = scenario.open("/teams/join", make_person(scenario.app, 99))
    kim.write("code", code)
    return press_button(kim, "Show me the team")
