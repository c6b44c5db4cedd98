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
from reflect.core.crypto.password_hash import Kdf, Stretched
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.core.words import _
from reflect.demo.seed.colleagues import COLLEAGUES, LEADING, YEAR, Crew
from reflect.demo.seed.people import PEOPLE, Person
from reflect.demo.seed.seed_person import Stage, join, live
from reflect.demo.seed.week_generator import lived
from reflect.models import team_actions
from reflect.teams import audit_events, contributions, window_closing
from reflect.teams import repository as team_repository
from reflect.teams.contributions import WEEKLY, Sharer
from reflect.teams.repository import MEMBER, SUPERVISOR, Team

SEED = 5
Everyone = Mapping[str, tuple[Account, Vault]]  # sign-in name -> those one can step into
_KNOWN: Mapping[str, Person] = {person.name: person for person in (*PEOPLE, *COLLEAGUES)}


def live_together(db: Connection, stage: Stage, crew: Crew, everyone: Everyone) -> None:
    """A team from the day it was set up: its members, what they let count, what they agreed on."""
    made = stage.friday(YEAR)
    team = team_repository.add_team(db, crew.name, made)
    audit_events.add(db, made, audit_events.MADE, team=team.id)
    lead = next(one for one in LEADING if one.name == crew.leads)
    team_repository.take_seat(db, team.id, everyone[lead.name][0].id, SUPERVISOR, lead.shown, made)
    random = Random(f"{SEED} {crew.name}")  # noqa: S311  # invented people, not secrets
    for name in crew.members:
        person = _KNOWN[name]
        account, vault = everyone.get(name) or _colleague(db, stage, person)
        joined = stage.friday((crew.joined or {}).get(name, YEAR))
        seat = team_repository.take_seat(db, team.id, account.id, MEMBER, person.shown, joined)
        named = {"account": account.id, "name": person.shown}
        audit_events.add(db, joined, audit_events.JOINED, team=team.id, **named)
        if name in (crew.left or {}):
            left = stage.friday((crew.left or {})[name])
            team_repository.end_seat(db, seat, left)
            audit_events.add(db, left, audit_events.LEFT, team=team.id, **named)
        _share(
            db, stage, Sharer(account.id, vault, stage.library, stage.keys), person, crew, random
        )
    _agree(db, stage, team.id, crew)


def of_crew(db: Connection, crew: Crew) -> Team:
    """The invented team itself, whatever namesakes a visitor has set up since.

    Raises:
        NotFound: this folder has no invented teams.
    """
    found = [
        team for team in team_repository.all_teams(db, dissolved=True) if team.name == crew.name
    ]
    if not found:
        raise NotFound(_("There is no such team."))
    return min(found, key=lambda each: each.made)


def close_all(db: Connection, stage: Stage) -> list[str]:
    """Close every window that is over, and return the lines for the file of releases."""
    now, random = stage.friday(0), Random(SEED)  # noqa: S311  # invented figures
    done = [
        window_closing.close(db, stage.library, stage.keys, place, random)
        for place in window_closing.due(db, stage.library, now)
    ]
    window_closing.make_boxes(db, stage.keys, now)
    return [window_closing.written(each) for each in done if each is not None]


def _colleague(db: Connection, stage: Stage, person: Person) -> tuple[Account, Vault]:
    """Somebody into whom nobody steps: no password was ever stretched for them."""
    closed = Stretched(stage.keys.last, Kdf.today, os.urandom(16), os.urandom(32))
    account, vault = join(db, stage, person.name, closed, since=person.weeks[0])
    live(db, stage, person, vault)
    return account, vault


def _share(
    db: Connection, stage: Stage, who: Sharer, person: Person, crew: Crew, random: Random
) -> None:
    """Let some of the answered weeks count; a window's box is written on the last one's Friday."""
    ago = [week.ago for week in lived(person) if not week.away and random.random() < crew.shares]
    last = {Window.of(stage.this_week + -each): each for each in sorted(ago, reverse=True)}
    for each in ago:
        contributions.note_choice(db, who, WEEKLY, stage.this_week + -each, counts=True)
    for each in last.values():
        contributions.rewrite(db, who, WEEKLY, stage.this_week + -each, stage.friday(each))


def _agree(db: Connection, stage: Stage, team: str, crew: Crew) -> None:
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
