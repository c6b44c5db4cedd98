"""Pages of a team, across teams, and of those who organise."""

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
from tests.support.factories import WINDOW, Team, make_person, make_team_with_year


def make_small_team(stage: Scenario) -> Team:
    """A team of six without figures."""
    return Team(stage.app, 6, first=50)


def supervisor_page(page: str):
    return lambda stage: stage.at((team := make_small_team(stage)).path(page), team.supervisor())


def member_page(page: str):
    return lambda stage: stage.at((team := make_small_team(stage)).path(page), team.member())


def organiser_page(path: str):
    """A page of an organiser with a team, an open invitation, and somebody with an account."""

    def found(stage: Scenario) -> Visitor:
        stage.sign_up()
        ann = enable_second_factor(
            stage.sign_up("ann@example.org", PASSWORD, ("organiser",)), stage.clock
        )
        admin_actions.create_team(ann)
        admin_actions.invite_people(ann, "noor@example.org")
        return stage.at(path, ann)

    return found


register_pages(
    {
        "teams-none": new_user_page("/teams"),
        "teams-member": lambda stage: stage.at("/teams", make_small_team(stage).member()),
        "team-code": new_user_page("/teams/join"),
        "team-year": lambda stage: stage.at(
            (team := make_team_with_year(stage.app)).path(), team.member()
        ),
        "team-new": member_page(""),
        "team-roster": member_page("/roster"),
        "team-meeting": member_page("/meeting"),
        "team-agreed": supervisor_page("/agreed"),
        "team-talking": supervisor_page("/talking"),
        "team-settings": supervisor_page("/settings"),
        "across-none": lambda stage: stage.at(
            "/across-teams", make_person(stage.app, 98, "leader")
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
def organise_person(stage: Scenario) -> Visitor:
    ann = organiser_page("/organise/people")(stage)
    return ann.go(f"/organise/people/{account_id(stage.app)}")


@register_page("organise-team")
def organise_team(stage: Scenario) -> Visitor:
    ann = organiser_page("/organise/teams")(stage)
    ann.page.get_by_role("link", name="Mill Lane").first.click()
    ann.expect_heading("Mill Lane")
    return ann


@register_page("organise-invitations-error")
def organise_invitations_error(stage: Scenario) -> Visitor:
    ann = organiser_page("/organise/invitations")(stage)
    ann.write("names", "\n")
    return expect_error_summary(press_button(ann, "Make the links"))


@register_page("asked-to-join")
def asked_to_join(stage: Scenario) -> Visitor:
    ann = enable_second_factor(
        stage.sign_up("ann@example.org", PASSWORD, ("organiser",)), stage.clock
    )
    (code,) = admin_actions.invite_people(
        ann, "noor@example.org", team=admin_actions.create_team(ann)
    )
    noor = Client(stage.app).accept(code, PASSWORD).confirm_code()
    return stage.at("/teams/asked", noor)


@register_page("ended")
def ended(stage: Scenario) -> Visitor:
    sam = stage.sign_up()
    ann = enable_second_factor(
        stage.sign_up("ann@example.org", PASSWORD, ("organiser",)), stage.clock
    )
    admin_actions.post_person_action(ann, account_id(stage.app), "end")
    return stage.at("/account-ended", sam)


@register_page("sharing")
def sharing(stage: Scenario) -> Visitor:
    team = make_small_team(stage)
    team.people.submit_check_in(0, WINDOW.weeks[3], 4)
    return stage.at(f"/sharing/weekly-check-in/{WINDOW.weeks[3]}", team.member())


@register_page("join-terms")
def join_terms(stage: Scenario) -> Visitor:
    team = make_small_team(stage)
    actor = team_services.Actor(team.helen.id, unlocked_vault=team.helen, code_checked=True)
    code = admin_actions.run_in_transaction(
        stage.app, lambda db: team_services.create_join_code(db, actor, team.id, stage.clock.now)
    )
    kim = stage.at("/teams/join", make_person(stage.app, 99))
    kim.write("code", code)
    return press_button(kim, "Show me the team")
