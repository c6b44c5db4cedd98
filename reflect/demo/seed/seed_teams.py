"""The invented teams: their year is lived, shared and closed as a real one would have been.

Colleagues into whom nobody steps have vaults like everybody, but no password opens them: what their
lock was made from is thrown away at once. Windows are closed with a generator of a fixed seed, so
that every demonstration shows the same figures.
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
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.demo.seed.colleagues import COLLEAGUES, ROLE_HOLDERS, TEAM_AGE_WEEKS, DemoTeam
from reflect.demo.seed.people import PEOPLE, DemoPractitioner
from reflect.demo.seed.seed_person import SeedContext, create_demo_account, seed_weeks
from reflect.demo.seed.week_generator import generate_weeks
from reflect.models import team_actions
from reflect.teams import audit_events, contributions, window_closing
from reflect.teams import repository as team_repository
from reflect.teams.contributions import WEEKLY_INSTRUMENT, Sharer
from reflect.teams.repository import MEMBER, SUPERVISOR, Team

RANDOM_SEED = 5
DemoAccounts = Mapping[str, tuple[Account, Vault]]  # sign-in name -> those one can step into
_KNOWN: Mapping[str, DemoPractitioner] = {person.name: person for person in (*PEOPLE, *COLLEAGUES)}


def seed_team(db: Connection, stage: SeedContext, crew: DemoTeam, everyone: DemoAccounts) -> None:
    """Create a team with its members, contributions and agreed actions, week by week."""
    made = stage.friday_weeks_ago(TEAM_AGE_WEEKS)
    team = team_repository.add_team(db, crew.name, made)
    audit_events.record_event(db, made, audit_events.TEAM_CREATED, team=team.id)
    lead = next(one for one in ROLE_HOLDERS if one.name == crew.leads)
    team_repository.add_membership(
        db, team.id, everyone[lead.name][0].id, SUPERVISOR, lead.shown, made
    )
    random = Random(f"{RANDOM_SEED} {crew.name}")  # noqa: S311  # invented people, not secrets
    for name in crew.members:
        person = _KNOWN[name]
        account, vault = everyone.get(name) or _colleague(db, stage, person)
        joined = stage.friday_weeks_ago((crew.joined or {}).get(name, TEAM_AGE_WEEKS))
        seat = team_repository.add_membership(db, team.id, account.id, MEMBER, person.shown, joined)
        named = {"account": account.id, "name": person.shown}
        audit_events.record_event(db, joined, audit_events.MEMBER_JOINED, team=team.id, **named)
        if name in (crew.left or {}):
            left = stage.friday_weeks_ago((crew.left or {})[name])
            team_repository.end_membership(db, seat, left)
            audit_events.record_event(db, left, audit_events.MEMBER_LEFT, team=team.id, **named)
        _share(
            db, stage, Sharer(account.id, vault, stage.library, stage.keys), person, crew, random
        )
    _agree(db, stage, team.id, crew)


def find_demo_team(db: Connection, crew: DemoTeam) -> Team:
    """The invented team, even if a visitor created another of the same name.

    Raises:
        NotFound: this folder has no invented teams.
    """
    found = [
        team
        for team in team_repository.load_all_teams(db, dissolved=True)
        if team.name == crew.name
    ]
    if not found:
        raise NotFound(_("There is no such team."))
    return min(found, key=lambda each: each.made)


def close_demo_windows(db: Connection, stage: SeedContext) -> list[str]:
    """Close every window that is over; returns the lines for the releases file."""
    now, random = stage.friday_weeks_ago(0), Random(RANDOM_SEED)  # noqa: S311  # invented figures
    done = [
        window_closing.close_window(db, stage.library, stage.keys, place, random)
        for place in window_closing.find_due_windows(db, stage.library, now)
    ]
    window_closing.create_missing_tallies(db, stage.keys, now)
    return [window_closing.format_closed_window(each) for each in done if each is not None]


def _colleague(
    db: Connection, stage: SeedContext, person: DemoPractitioner
) -> tuple[Account, Vault]:
    """Create an account that nobody impersonates: its password is never hashed."""
    closed = StretchedPassword(
        stage.keys.current_number, Kdf.current, os.urandom(16), os.urandom(32)
    )
    account, vault = create_demo_account(db, stage, person.name, closed, since=person.weeks_ago[0])
    seed_weeks(db, stage, person, vault)
    return account, vault


def _share(
    db: Connection,
    stage: SeedContext,
    who: Sharer,
    person: DemoPractitioner,
    crew: DemoTeam,
    random: Random,
) -> None:
    """Share some of the answered weeks; a window's tally is updated on its last Friday."""
    ago = [
        week.ago
        for week in generate_weeks(person)
        if not week.away and random.random() < crew.shares
    ]
    last = {Window.of(stage.this_week + -each): each for each in sorted(ago, reverse=True)}
    for each in ago:
        contributions.save_week_choice(
            db, who, WEEKLY_INSTRUMENT, stage.this_week + -each, counts=True
        )
    for each in last.values():
        contributions.update_contribution(
            db, who, WEEKLY_INSTRUMENT, stage.this_week + -each, stage.friday_weeks_ago(each)
        )


def _agree(db: Connection, stage: SeedContext, team: str, crew: DemoTeam) -> None:
    for agreed in crew.agreed:
        week: Week = stage.this_week + -agreed.ago
        values = {
            "id": team_repository.new_id(),
            "team": team,
            "window": Window.of(week).number - 2,  # the latest that was published on that day
            "day": week.days[1].isoformat(),
            "text": agreed.text,
        }
        db.execute(insert(team_actions).values(**values))
