"""Invented teams, their members, and the people with a role.

Riverside is large enough for figures in nearly every window. Northgate has four members, so it
never has any. In Harbour somebody leaves after half a year: without the disclosure rules, the
figures before and after would reveal her scores. Castle Street makes it three teams that are shown
across the service. Nobody can impersonate the colleagues; they only contribute to the figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reflect.core.i18n import LazyString
from reflect.core.i18n import lazy_gettext as _l
from reflect.demo.seed.people import PEOPLE, DemoPractitioner, Phase

WORKSHOPS_PATH = "/workshops"  # a trainer's first page
TEAM_AGE_WEEKS = 54  # the teams were created so many weeks ago: a whole year of windows is closed


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """An invented person with a role or a team to lead, and without weeks of their own."""

    name: str  # username
    shown: str  # display name
    about: LazyString
    lands_on: str  # path of the first page after login
    roles: tuple[str, ...] = ()
    strong: bool = (
        False  # whether to log in as if with a second factor, which a demo cannot ask for
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """An action that a team agreed to try."""

    ago: int  # its week, in weeks ago
    text: str
    scale: str  # that it is meant for


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """One team."""

    name: str
    leads: str  # username of its supervisor
    members: tuple[str, ...]  # usernames, past members included
    agreed: tuple[Agreement, ...] = ()
    joined: Mapping[str, int] = field(default_factory=dict)  # later members: username -> weeks ago
    left: Mapping[str, int] = field(default_factory=dict)  # past members: username -> weeks ago
    shares: float = 0.6  # probability that an answered week is shared


def _colleague(name: str, shown: str, seed: int, *phases: Phase) -> DemoPractitioner:
    return DemoPractitioner(name, shown, seed, phases)


def _level(connection: int, supervision: int, balance: int) -> dict[str, float]:
    return {"connection": connection, "supervision": supervision, "balance": balance}


def _riverside(name: str, shown: str, seed: int, shift: int) -> DemoPractitioner:
    """A member of a team with too little supervision until it agreed on an action.

    For the last eleven weeks it has had no office. `shift` varies the levels between members.
    """
    first = Phase(52, _level(72 + shift, 34 + shift, 50 - shift), "base")
    supervised = Phase(30, _level(72 + shift, 66 + shift, 52 - shift), "base")
    without_office = Phase(11, _level(38 + shift, 64 + shift, 54 - shift), "hub")
    return _colleague(name, shown, seed, first, supervised, without_office)


COLLEAGUES = (
    _riverside("amara", "Amara Obi", 101, 6),
    _riverside("beth", "Beth Callaghan", 102, -4),
    _riverside("daniel", "Daniel Reyes", 103, 0),
    _riverside("farah", "Farah Siddiqui", 104, 3),
    _riverside("kofi", "Kofi Mensah", 105, -6),
    _colleague("ines", "Ines Duarte", 111, Phase(52, _level(58, 60, 48), "base")),
    _colleague("owen", "Owen Pryce", 112, Phase(52, _level(44, 52, 60), "home")),
    _colleague("ruby", "Ruby Clarke", 113, Phase(52, _level(66, 58, 40), "base")),
    _colleague("tariq", "Tariq Aziz", 114, Phase(52, _level(50, 48, 52), "hub")),
    _colleague("leah", "Leah Stone", 121, Phase(52, _level(12, 20, 15), "home")),
    _colleague("noor", "Noor Haddad", 122, Phase(52, _level(70, 66, 55), "base")),
    _colleague("callum", "Callum Reid", 123, Phase(52, _level(64, 70, 58), "base")),
    _colleague("grace", "Grace Owusu", 124, Phase(52, _level(74, 62, 50), "base")),
    _colleague("petra", "Petra Lang", 125, Phase(52, _level(60, 64, 62), "home")),
    _colleague("yusuf", "Yusuf Ali", 126, Phase(52, _level(68, 58, 46), "base")),
    _colleague("mina", "Mina Cho", 127, Phase(52, _level(66, 68, 57), "base")),
    _colleague("asha", "Asha Verma", 131, Phase(52, _level(46, 52, 38), "hub")),
    _colleague("luke", "Luke Byrne", 132, Phase(52, _level(40, 58, 44), "hub")),
    _colleague("sofia", "Sofia Rossi", 133, Phase(52, _level(52, 48, 36), "base")),
    _colleague("hamza", "Hamza Malik", 134, Phase(52, _level(38, 50, 42), "home")),
    _colleague("eilidh", "Eilidh Grant", 135, Phase(52, _level(48, 56, 40), "hub")),
    _colleague("joel", "Joel Adams", 136, Phase(52, _level(44, 46, 34), "base")),
    _colleague("tamsin", "Tamsin Cole", 137, Phase(52, _level(42, 54, 46), "hub")),
)
PRACTITIONERS = {person.name: person for person in (*PEOPLE, *COLLEAGUES)}

ROLE_HOLDERS = (
    RoleHolder("helen", "Helen Marsh", _l("Leads Riverside, a team of nine."), "/teams"),
    RoleHolder(
        "tom",
        "Tom Ellery",
        _l("Leads Northgate, a team of four, Harbour, which somebody left, and Castle Street."),
        "/teams",
    ),
    RoleHolder(
        "ruth",
        "Ruth Adeyemi",
        _l("Principal social worker: sees what all teams were shown, together."),
        "/across-teams",
        ("leader",),
    ),
    RoleHolder(
        "olu",
        "Olu Bankole",
        _l("Organiser: invites people and sets up teams, and can open nothing."),
        "/organise",
        ("organiser",),
        strong=True,
    ),
    RoleHolder(
        "nell",
        "Nell Osborne",
        _l("Trainer: opens a workshop that people in the room join on their phones."),
        WORKSHOPS_PATH,
        ("trainer",),
    ),
)

DEMO_TEAMS = (
    DemoTeam(
        "Riverside",
        "helen",
        ("priya", "marek", "joan", "sam", "amara", "beth", "daniel", "farah", "kofi"),
        (
            Agreement(31, "One senior on call each day, named at nine.", "supervision"),
            Agreement(3, "Tuesday mornings at the hub, all of us.", "connection"),
        ),
        joined={"sam": 10},
    ),
    DemoTeam("Northgate", "tom", ("ines", "owen", "ruby", "tariq"), shares=0.9),
    DemoTeam(
        "Harbour",
        "tom",
        ("leah", "noor", "callum", "grace", "petra", "yusuf", "mina"),
        (Agreement(24, "Nobody answers messages after six.", "balance"),),
        left={"leah": 22},
        shares=0.8,
    ),
    DemoTeam(
        "Castle Street",
        "tom",
        ("asha", "luke", "sofia", "hamza", "eilidh", "joel", "tamsin"),
        shares=0.8,
    ),
)


def list_member_weeks(team: DemoTeam, name: str) -> range:
    """The past weeks, as weeks ago, in which somebody was in the team from Monday, oldest first.

    Joining and leaving are on a Friday.
    """
    return range(team.joined.get(name, TEAM_AGE_WEEKS) - 1, team.left.get(name, 0), -1)


def list_members(team: DemoTeam, ago: int) -> tuple[str, ...]:
    """The usernames of a team's members through a whole week; in week 0, its present members."""
    if not ago:
        return tuple(name for name in team.members if name not in team.left)
    return tuple(name for name in team.members if ago in list_member_weeks(team, name))
