"""The last page of a member's check-in: three numbers, who is in the team, the rule, two buttons.

The check-in is kept before this page comes, so nothing here can cost it. A page that was opened
before the roster, a supervisor or a rule changed is shown again with what changed: nobody shares
with a team other than the one they read about.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from reflect.checkins.stored import Sheet
from reflect.core.keys import Part, lp
from reflect.core.scoring import score_kept
from reflect.core.windows import Window
from reflect.teams import records, releases
from reflect.teams.releases import Sharer
from reflect.teams.terms import Terms, terms
from reflect.vaults import service as vaults


@dataclass(frozen=True, slots=True)
class Number:
    """One number that would leave."""

    scale: str  # id
    title: str
    points: float  # 0 to 100, to the hundredth


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is asked about one answered week."""

    terms: Terms
    numbers: tuple[Number, ...]  # if this week counts
    counts: bool  # as it stands now
    first_day: date  # of the window: the numbers are means from here on
    last_day: date  # until the end of which one can change one's mind
    seen: str  # of roster, supervisors and rule: what the page was made from


@dataclass(frozen=True, slots=True)
class Changed:
    """The team is not the one that the page showed: nothing was shared or taken back."""

    question: Question


def question(db: Connection, who: Sharer, sheet: Sheet, now: datetime) -> Question | None:
    """What to ask about a week; None: nothing of it can count anywhere.

    That is so without a team, once the window is closed, or where a scale is missing in the week.

    Raises:
        Damaged: a row does not open.
    """
    place = releases.open_place(db, who.account, sheet.instrument.id, sheet.week, now)
    if place is None:
        return None
    row = vaults.fetch(db, who.vault, "answers", *sheet.key)
    if not row.rev or row.value.get("away"):
        return None
    answered = who.library.version(sheet.instrument.id, row.value["version"])
    if len(score_kept(answered, row.value["answers"])) < len(answered.scales):
        return None
    window = Window.of(sheet.week)
    numbers = releases.figures(db, who, sheet.instrument.id, window, also=sheet.week)
    known = terms(db, records.team_of(db, place[0]), now)
    return Question(
        known,
        tuple(
            Number(scale.id, scale.title, numbers[scale.id] / 100)
            for scale in sheet.instrument.scales
            if scale.id in numbers
        ),
        bool(row.value.get("counts")),
        window.first.monday,
        (window.closes - timedelta(days=1)).date(),
        _fingerprint(known),
    )


def answer(
    db: Connection, who: Sharer, sheet: Sheet, choice: tuple[bool, str], now: datetime
) -> bool | Changed:
    """Let the week count or keep it private; `choice` is that, and what the page was made from.

    False: an earlier vault of this person holds the seat, and what it shared stands. Where nothing
    can be asked any more (the window closed meanwhile), nothing happens.

    Raises:
        Stale: saved elsewhere in this very moment; try again.
    """
    asked, (counts, seen) = question(db, who, sheet, now), choice
    if asked is None:
        return True
    if counts and seen != asked.seen:
        return Changed(asked)
    return releases.let_count(db, who, sheet.instrument.id, sheet.week, now, counts=counts)


def _fingerprint(known: Terms) -> str:
    """The same as long as everybody in the team, who leads it and the rule are the same."""
    people = [f"{name} {since}" for name, since in (*known.supervisors, *known.members)]
    parts: list[Part] = [known.team.id, known.team.name, known.least, len(known.supervisors)]
    parts += people
    return hashlib.sha256(lp(*parts)).hexdigest()[:32]
