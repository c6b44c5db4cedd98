"""Pages of a team, across teams, and of those who organise."""

import office
from browsers import Browser
from office import strong
from pages_people import Team, somebody, year
from stages import Stage
from team_people import WINDOW
from visitors import Visitor
from ways import add, in_trouble, own, pressed, way

from reflect.teams import services as team_services


def small(stage: Stage) -> Team:
    """A team of six without figures."""
    return Team(stage.app, 6, first=50)


def led(page: str):
    return lambda stage: stage.at((team := small(stage)).path(page), team.supervisor())


def joined(page: str):
    return lambda stage: stage.at((team := small(stage)).path(page), team.member())


def organised(path: str):
    """A page of an organiser with a team, an open invitation, and somebody with an account."""

    def found(stage: Stage) -> Visitor:
        stage.sign_up()
        ann = strong(stage.sign_up("ann@example.org", office.GOOD, ("organiser",)), stage.clock)
        office.team(ann)
        office.invite(ann, "noor@example.org")
        return stage.at(path, ann)

    return found


add(
    {
        "teams-none": own("/teams"),
        "teams-member": lambda stage: stage.at("/teams", small(stage).member()),
        "team-code": own("/teams/join"),
        "team-year": lambda stage: stage.at((team := year(stage.app)).path(), team.member()),
        "team-new": joined(""),
        "team-roster": joined("/roster"),
        "team-meeting": joined("/meeting"),
        "team-agreed": led("/agreed"),
        "team-talking": led("/talking"),
        "team-settings": led("/settings"),
        "across-none": lambda stage: stage.at("/across-teams", somebody(stage.app, 98, "leader")),
        "organise": organised("/organise"),
        "organise-instruments": organised("/organise/instruments"),
        "organise-audit": organised("/organise/audit"),
        "organise-people": organised("/organise/people"),
        "organise-invitations": organised("/organise/invitations"),
        "organise-teams": organised("/organise/teams"),
        "what-organisers-did": own("/what-organisers-did"),
    }
)


@way("organise-person")
def organise_person(stage: Stage) -> Visitor:
    ann = organised("/organise/people")(stage)
    return ann.go(f"/organise/people/{office.account_of(stage.app)}")


@way("organise-team")
def organise_team(stage: Stage) -> Visitor:
    ann = organised("/organise/teams")(stage)
    ann.page.get_by_role("link", name="Mill Lane").first.click()
    ann.reads_as_heading("Mill Lane")
    return ann


@way("organise-invitations-error")
def organise_invitations_error(stage: Stage) -> Visitor:
    ann = organised("/organise/invitations")(stage)
    ann.write("names", "\n")
    return in_trouble(pressed(ann, "Make the links"))


@way("asked-to-join")
def asked_to_join(stage: Stage) -> Visitor:
    ann = strong(stage.sign_up("ann@example.org", office.GOOD, ("organiser",)), stage.clock)
    (code,) = office.invite(ann, "noor@example.org", team=office.team(ann))
    noor = Browser(stage.app).accept(code, office.GOOD).confirm_code()
    return stage.at("/teams/asked", noor)


@way("ended")
def ended(stage: Stage) -> Visitor:
    sam = stage.sign_up()
    ann = strong(stage.sign_up("ann@example.org", office.GOOD, ("organiser",)), stage.clock)
    office.to_person(ann, office.account_of(stage.app), "end")
    return stage.at("/account-ended", sam)


@way("sharing")
def sharing(stage: Stage) -> Visitor:
    team = small(stage)
    team.people.answers_week(0, WINDOW.weeks[3], 4)
    return stage.at(f"/sharing/weekly-check-in/{WINDOW.weeks[3]}", team.member())


@way("join-terms")
def join_terms(stage: Stage) -> Visitor:
    team = small(stage)
    actor = team_services.Actor(team.helen.id, unlocked_vault=team.helen, code_checked=True)
    code = office.unit(
        stage.app, lambda db: team_services.create_join_code(db, actor, team.id, stage.clock.now)
    )
    kim = stage.at("/teams/join", somebody(stage.app, 99))
    kim.write("code", code)
    return pressed(kim, "Show me the team")
