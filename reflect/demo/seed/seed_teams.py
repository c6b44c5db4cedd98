"""Create the invented teams: memberships, contributions, agreed actions and closed windows.

A colleague that nobody impersonates has a vault like everybody, but no password opens it: the lock
is made from random bytes in place of a password hash, and these are not stored. Windows are closed
with a generator of a fixed seed, so that every demo shows the same figures.
"""

import os
from collections.abc import Mapping
from random import Random

from sqlalchemy import Connection, insert

from reflect.accounts.repository import Account
from reflect.core.crypto.password_hash import Kdf, StretchedPassword
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.i18n import _
from reflect.core.windows import Window
from reflect.demo.seed.colleagues import PRACTITIONERS, ROLE_HOLDERS, TEAM_AGE_WEEKS, DemoTeam
from reflect.demo.seed.people import DemoPractitioner
from reflect.demo.seed.seed_person import SeedContext, seed_practitioner
from reflect.demo.seed.week_generator import generate_weeks
from reflect.models import team_actions
from reflect.teams import audit_events, contributions, window_closing
from reflect.teams import repository as team_repository
from reflect.teams.contributions import WEEKLY_INSTRUMENT, Sharer
from reflect.teams.repository import MEMBER, SUPERVISOR, Team

RANDOM_SEED = 5
DemoAccounts = Mapping[str, tuple[Account, Vault]]  # by username; without the colleagues


def seed_team(
    db: Connection, context: SeedContext, demo_team: DemoTeam, accounts: DemoAccounts
) -> None:
    """Create a team with its members, contributions and agreed actions, week by week."""
    created = context.friday_weeks_ago(TEAM_AGE_WEEKS)
    team = team_repository.add_team(db, demo_team.name, created).id
    audit_events.record_event(db, created, audit_events.TEAM_CREATED, team=team)
    lead = next(person for person in ROLE_HOLDERS if person.name == demo_team.leads)
    account, _vault = accounts[lead.name]
    team_repository.add_membership(db, team, account.id, SUPERVISOR, lead.shown, created)
    random = Random(f"{RANDOM_SEED} {demo_team.name}")  # noqa: S311  # invented people, not secrets
    for name in demo_team.members:
        person = PRACTITIONERS[name]
        account, vault = accounts.get(name) or _create_colleague(db, context, person)
        joined = context.friday_weeks_ago(demo_team.joined.get(name, TEAM_AGE_WEEKS))
        member = team_repository.add_membership(db, team, account.id, MEMBER, person.shown, joined)
        event = {"team": team, "account": account.id, "name": person.shown}
        audit_events.record_event(db, joined, audit_events.MEMBER_JOINED, **event)
        if name in demo_team.left:
            left = context.friday_weeks_ago(demo_team.left[name])
            team_repository.end_membership(db, member, left)
            audit_events.record_event(db, left, audit_events.MEMBER_LEFT, **event)
        answered = [week.ago for week in generate_weeks(person) if not week.away]
        shared = [ago for ago in answered if random.random() < demo_team.shares]
        _share(db, context, Sharer(account.id, vault, context.library, context.keys), shared)
    _add_agreements(db, context, team, demo_team)


def find_demo_team(db: Connection, demo_team: DemoTeam) -> Team:
    """The invented team, even if a visitor created another of the same name.

    Raises:
        NotFound: this folder has no invented teams.
    """
    teams = team_repository.load_all_teams(db, dissolved=True)
    same_name = [team for team in teams if team.name == demo_team.name]
    if not same_name:
        raise NotFound(_("There is no such team."))
    return min(same_name, key=lambda team: team.made)


def close_demo_windows(db: Connection, context: SeedContext) -> list[str]:
    """Close every window that is over; returns the lines for the releases file."""
    now, random = context.friday_weeks_ago(0), Random(RANDOM_SEED)  # noqa: S311  # invented figures
    closed = [
        window_closing.close_window(db, context.library, context.keys, key, random)
        for key in window_closing.find_due_windows(db, context.library, now)
    ]
    window_closing.create_missing_tallies(db, context.library, context.keys, now)
    return [window_closing.format_closed_window(each) for each in closed if each is not None]


def _create_colleague(
    db: Connection, context: SeedContext, person: DemoPractitioner
) -> tuple[Account, Vault]:
    """Create an account that nobody can log in to: there is no password, only a random hash."""
    salt, random_hash = os.urandom(16), os.urandom(32)
    password = StretchedPassword(context.keys.current_number, Kdf.current, salt, random_hash)
    return seed_practitioner(db, context, person, password)


def _share(db: Connection, context: SeedContext, sharer: Sharer, shared: list[int]) -> None:
    """Share weeks, oldest first; a window's tally is updated on the Friday of its last one."""
    weeks = {ago: context.this_week + -ago for ago in shared}
    for week in weeks.values():
        contributions.save_week_choice(db, sharer, WEEKLY_INSTRUMENT, week, counts=True)
    last_in_window = {Window.of(week): ago for ago, week in weeks.items()}
    for ago in last_in_window.values():
        now = context.friday_weeks_ago(ago)
        contributions.update_contribution(db, sharer, WEEKLY_INSTRUMENT, weeks[ago], now)


def _add_agreements(db: Connection, context: SeedContext, team: str, demo_team: DemoTeam) -> None:
    for agreement in demo_team.agreed:
        week = context.this_week + -agreement.ago
        values = {
            "id": team_repository.new_id(),
            "team": team,
            "window": Window.of(week).number - 2,  # the latest that was published on that day
            "day": week.days[1].isoformat(),
            "text": agreement.text,
            "scale": agreement.scale,
        }
        db.execute(insert(team_actions).values(**values))
