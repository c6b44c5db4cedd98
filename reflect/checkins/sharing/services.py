"""Whether an answered week counts towards a team: what is asked, and what became of it.

The check-in is kept before anybody is asked, so nothing here can cost it. A page that was opened
before the roster, a supervisor or a rule changed is shown again with what changed: nobody shares
with a team other than the one they read about. What became of it is said on its owner's own pages.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal

from markupsafe import escape
from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins.repository import Questionnaire
from reflect.core.crypto.primitives import KeyPart, length_prefixed
from reflect.core.i18n import _
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.teams import contributions
from reflect.teams import repository as team_repository
from reflect.teams.contributions import ContributionState, Sharer
from reflect.teams.membership_terms import MembershipTerms, load_membership_terms
from reflect.teams.repository import Team

SharingState = Literal["shared", "still", "private", "undecided", "lost", "taken", "few"]


@dataclass(frozen=True, slots=True)
class SharingStatus:
    """Whether an answered week is shared with a team."""

    team: Team
    sentence: str  # padded with blanks, so that the size of a page does not reveal the choice
    button: str  # likewise: what changes it; empty: nothing does, as in a window that is closed
    choice: str  # what it sends: to share, one first reads who is in the team, and the rule
    last_day: date  # on which it can be changed


@dataclass(frozen=True, slots=True)
class SharingQuestion:
    """The question about sharing one answered week."""

    terms: MembershipTerms
    numbers: Mapping[str, int]  # if this week counts: scale -> hundredths of a point
    so_far: SharingStatus
    first_day: date  # of the window; from two on, the numbers are means
    is_here: bool  # still a member; a former member can still share or withdraw
    seen: str  # of roster, supervisors and rule: what the page was made from


def load_sharing_statuses(
    db: Connection, who: Sharer, instrument: str, weeks: Iterable[Week], now: datetime
) -> dict[Week, SharingStatus]:
    """What became of each of these weeks that has answers, and a team behind it.

    Raises:
        DecryptionError: a row does not open.
    """
    found: dict[Week, SharingStatus] = {}
    for window, own in groupby(sorted(weeks), Window.of):
        place = contributions.find_window_key(db, who.account, instrument, window)
        if place is not None:
            is_open, team = (
                contributions.is_window_open(db, place, now),
                team_repository.load_team(db, place[0]),
            )
            held = contributions.load_contribution_state(db, who, place, is_open=is_open)
            for week in own:
                row = vaults.load(db, who.vault, "answers", instrument, str(week)).value
                if row and not row.get("away"):
                    state = _state(who, instrument, row, held)
                    found[week] = _standing(state, team, window, is_open=is_open)
    return found


def load_sharing_status(
    db: Connection, who: Sharer, sheet: Questionnaire, now: datetime
) -> SharingStatus | None:
    """The sharing status of one week, or None."""
    return load_sharing_statuses(db, who, sheet.instrument.id, [sheet.week], now).get(sheet.week)


def load_sharing_question(
    db: Connection, who: Sharer, sheet: Questionnaire, now: datetime
) -> SharingQuestion | None:
    """What to ask about a week; None: nothing of it can count anywhere, or nothing can be changed.

    That is so without a team, once the window is closed, where a scale is missing in the week, and
    where an earlier vault of this person holds the seat.

    Raises:
        DecryptionError: a row does not open.
    """
    so_far = load_sharing_status(db, who, sheet, now)
    if so_far is None or not so_far.button:
        return None
    window = Window.of(sheet.week)
    known = load_membership_terms(db, so_far.team, now)
    return SharingQuestion(
        known,
        contributions.calculate_contribution(db, who, sheet.instrument.id, window, also=sheet.week),
        so_far,
        window.first.monday,
        any(
            seat.team == so_far.team.id
            for seat in team_repository.load_account_memberships(db, who.account)
        ),
        _fingerprint(known),
    )


def save_sharing_choice(
    db: Connection, who: Sharer, sheet: Questionnaire, choice: tuple[bool, str], now: datetime
) -> SharingQuestion | None:
    """Let the week count or keep it private; `choice` is that, and what the page was made from.

    Where nothing can be asked any more (the window closed meanwhile), nothing happens. Nor where
    the team is not the one that the page showed: what to ask then is returned.

    Raises:
        EditConflict: saved elsewhere in this very moment; try again.
    """
    asked, (counts, seen) = load_sharing_question(db, who, sheet, now), choice
    if asked is not None and counts and seen != asked.seen:
        return asked
    if asked is not None:
        contributions.set_week_sharing(db, who, sheet.instrument.id, sheet.week, now, counts=counts)
    return None


def _state(
    who: Sharer, instrument: str, row: Mapping[str, Any], held: ContributionState
) -> SharingState:
    if held == "taken":
        return "taken"
    if not contributions.normalise_week_scores(who.library, instrument, row):
        return "few"
    if row.get("counts"):
        return "lost" if held == "none" else "shared"
    if held == "other":
        return "still"
    return "private" if "counts" in row else "undecided"


def _standing(state: SharingState, team: Team, window: Window, *, is_open: bool) -> SharingStatus:
    back, share = _("Take it back"), _("Share it")
    said: Mapping[SharingState, tuple[str, str]] = {
        "shared": (_("Shared with {team}."), back),
        "still": (_("What you shared with {team} earlier still counts."), back),
        "private": (_("Kept private."), share),
        "undecided": (_("You have not decided whether to share this week."), _("Decide")),
        "lost": (_("You chose to share this week, but it does not count for {team}."), share),
        "taken": (_("You shared before your space was replaced. That share stands."), ""),
        "few": (_("Not shared, because one scale has too few answers."), ""),
    }
    words = {each: (text.replace("{team}", team.name), do) for each, (text, do) in said.items()}
    (sentence, button), last_day = words[state], (window.closes_at - timedelta(days=1)).date()
    if not is_open:
        closed = _("These four weeks have closed, so this can no longer be changed.")
        return SharingStatus(team, f"{sentence} {closed}", "", "", last_day)
    longest = [max(map(_size, each)) for each in zip(*words.values(), strict=True)]
    choice = "keep" if button == back else "read"
    sentence += " " * (longest[0] - _size(sentence))
    button += " " * (longest[1] - _size(button)) if button else ""
    return SharingStatus(team, sentence, button, choice, last_day)


def _size(words: str) -> int:
    return len(escape(words).encode())


def _fingerprint(known: MembershipTerms) -> str:
    """A value that changes when members, supervisors or the rule of the team change."""
    people = [f"{name} {since}" for name, since in (*known.supervisors, *known.members)]
    parts: list[KeyPart] = [known.team.id, known.team.name, known.least, len(known.supervisors)]
    parts += people
    return hashlib.sha256(length_prefixed(*parts)).hexdigest()[:32]
