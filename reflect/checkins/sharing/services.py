"""Services of sharing: whether an answered week counts towards a team (consent), and its status.

The check-in is saved before the question is asked, so nothing here can lose it. A page that was
opened before the members, a supervisor or a rule changed is shown again with the change, so that
nobody shares with a team other than the one they read about. The status is shown only on the
person's own pages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal

from markupsafe import escape
from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins.repository import Questionnaire
from reflect.core.i18n import _
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.teams import contributions
from reflect.teams.contributions import ContributionState, Sharer
from reflect.teams.membership_terms import MembershipTerms, load_membership_terms
from reflect.teams.repository import Team, load_account_memberships, load_team
from reflect.vaults.editing import Conflict, Saved, edition_of, find_conflict

SharingState = Literal["shared", "still", "private", "undecided", "lost", "taken", "few", "changed"]


@dataclass(frozen=True, slots=True)
class SharingStatus:
    """Whether an answered week counts towards a team."""

    team: Team
    sentence: str  # padded with blanks: the size of a page must not show the choice
    button: str  # padded too: what changes it; empty: nothing, as in a closed window
    choice: str  # that it sends: `keep`, or `read` for the page with team and rule
    last_day: date  # on which the choice can be changed


@dataclass(frozen=True, slots=True)
class SharingQuestion:
    """The question about one answered week."""

    terms: MembershipTerms
    numbers: Mapping[str, int]  # with this week: scale -> hundredths of a point
    so_far: SharingStatus
    first_day: date  # of the window, over which the numbers are averages
    is_here: bool  # in the team now; a former member can still share and withdraw
    seen: str  # edition of members, supervisors and rule on the page


def load_sharing_statuses(
    db: Connection, sharer: Sharer, instrument: str, weeks: Iterable[Week], now: datetime
) -> dict[Week, SharingStatus]:
    """The status of those of the weeks that have answers and a team.

    Raises:
        DecryptionError: a row does not decrypt.
    """
    statuses: dict[Week, SharingStatus] = {}
    for window, window_weeks in groupby(sorted(weeks), Window.of):
        key = contributions.find_window_key(db, sharer.account, instrument, window)
        if key is None:
            continue
        is_open, team = contributions.is_window_open(db, key, now), load_team(db, key[0])
        contribution = contributions.load_contribution_state(db, sharer, key, is_open=is_open)
        version = contributions.load_counted_version(db, sharer.library, key)
        for week in window_weeks:
            row = vaults.load(db, sharer.vault, "answers", instrument, str(week)).value
            if row and not row.get("away"):
                state = _find_state(sharer, instrument, row, contribution, version)
                statuses[week] = _build_status(state, team, window, is_open=is_open)
    return statuses


def load_sharing_status(
    db: Connection, sharer: Sharer, sheet: Questionnaire, now: datetime
) -> SharingStatus | None:
    """The status of one week; None without answers or team."""
    return load_sharing_statuses(db, sharer, sheet.instrument.id, [sheet.week], now).get(sheet.week)


def load_sharing_question(
    db: Connection, sharer: Sharer, sheet: Questionnaire, now: datetime
) -> SharingQuestion | None:
    """The question about a week; None: it cannot count, or the choice cannot be changed.

    None without a team, after the window closed, if the week is not complete or of another version
    of the questionnaire, and if this person shared in the window from an earlier vault.

    Raises:
        DecryptionError: a row does not decrypt.
    """
    so_far = load_sharing_status(db, sharer, sheet, now)
    if so_far is None or not so_far.button:
        return None
    window = Window.of(sheet.week)
    key = (so_far.team.id, sheet.instrument.id, window.number)
    terms = load_membership_terms(db, so_far.team, now)
    memberships = load_account_memberships(db, sharer.account)
    return SharingQuestion(
        terms,
        contributions.calculate_contribution(db, sharer, key, also=sheet.week),
        so_far,
        window.first.monday,
        any(membership.team == so_far.team.id for membership in memberships),
        _terms_edition(terms),
    )


def save_sharing_choice(
    db: Connection, sharer: Sharer, sheet: Questionnaire, now: datetime, *, share: bool, read: str
) -> Saved[None] | Conflict[SharingQuestion]:
    """Share the week or keep it private; `read`: the edition of the question that the page showed.

    Saves nothing if the choice can no longer be made, as after the window closed. To keep a week
    private needs no agreement about the team.

    Raises:
        EditConflict: another request saved a row meanwhile; retry.
    """
    question = load_sharing_question(db, sharer, sheet, now)
    if question is None:
        return Saved(None)
    if conflict := find_conflict(question, question.seen, read, is_same=not share):
        return conflict
    instrument = sheet.instrument.id
    contributions.set_week_sharing(db, sharer, instrument, sheet.week, now, counts=share)
    return Saved(None)


def _find_state(
    sharer: Sharer,
    instrument: str,
    row: Mapping[str, Any],
    contribution: ContributionState,
    version: int,
) -> SharingState:
    if contribution == "taken":
        return "taken"
    is_changed = row["version"] != version
    if is_changed or not contributions.normalise_week_scores(sharer.library, instrument, row):
        return "changed" if is_changed else "few"
    if row.get("counts"):
        return "lost" if contribution == "none" else "shared"
    if contribution == "other":
        return "still"
    return "private" if "counts" in row else "undecided"


def _build_status(
    state: SharingState, team: Team, window: Window, *, is_open: bool
) -> SharingStatus:
    back, share = _("Take it back"), _("Share it")
    texts: Mapping[SharingState, tuple[str, str]] = {
        "shared": (_("Shared with {team}."), back),
        "still": (_("What you shared with {team} earlier still counts."), back),
        "private": (_("Kept private."), share),
        "undecided": (_("You have not decided whether to share this week."), _("Decide")),
        "lost": (_("You chose to share this week, but it does not count for {team}."), share),
        "taken": (_("You shared before your space was replaced. That share stands."), ""),
        "few": (_("Not shared: a statement has no answer, and only complete weeks count."), ""),
        "changed": (_("Not shared, because the questionnaire changed in these four weeks."), ""),
    }
    words = {each: (text.replace("{team}", team.name), do) for each, (text, do) in texts.items()}
    (sentence, button), last_day = words[state], (window.closes_at - timedelta(days=1)).date()
    if not is_open:
        closed = _("These four weeks have closed, so this can no longer be changed.")
        return SharingStatus(team, f"{sentence} {closed}", "", "", last_day)
    longest = [max(map(_html_bytes, each)) for each in zip(*words.values(), strict=True)]
    choice = "keep" if button == back else "read"
    sentence += " " * (longest[0] - _html_bytes(sentence))
    button += " " * (longest[1] - _html_bytes(button)) if button else ""
    return SharingStatus(team, sentence, button, choice, last_day)


def _html_bytes(text: str) -> int:
    return len(escape(text).encode())


def _terms_edition(terms: MembershipTerms) -> str:
    """The edition of the members, the supervisors and the rule."""
    people = [f"{name} {since}" for name, since in (*terms.supervisors, *terms.members)]
    parts = (terms.team.id, terms.team.name, terms.least, len(terms.supervisors))
    return edition_of(*parts, *people)
