"""What a person lets count, and what was published.

The tick to let a week count lies in that week's sealed answers, so the figures can always be worked
out anew from the person's own vault. At every check-in of a member the box and their own note of it
(`share`) are written again, ticked or not, so that what changes on the disk does not tell who
shares. Whatever goes wrong here never costs the check-in.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, LargeBinary, Row, Table, bindparam, select, text, update

from reflect import vaults
from reflect.core.crypto.primitives import DecryptionError, SiteKeys
from reflect.core.crypto.team_tally import (
    Contribution,
    Tally,
    UnknownContribution,
    WindowKey,
    seal_tally,
    unseal_tally,
    update_tally,
)
from reflect.core.crypto.vault import Vault
from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.core.errors import NotFound
from reflect.core.instruments.library import Library
from reflect.core.instruments.scoring import score_stored
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.models import boxes, releases, team_instruments
from reflect.teams import repository

WEEKLY_INSTRUMENT = "weekly-check-in"
ContributionState = Literal[
    "none", "own", "other", "taken"
]  # other than the weeks say; by an earlier vault
_MAKE = text(
    'INSERT INTO boxes (team, instrument, "window", site_key, blob) '
    "VALUES (:team, :instrument, :window, :site_key, :blob) ON CONFLICT DO NOTHING"
).bindparams(bindparam("blob", type_=LargeBinary))


@dataclass(frozen=True, slots=True)
class Sharer:
    """Who shares, and with what the figures are worked out and sealed."""

    account: str
    vault: Vault
    library: Library
    keys: SiteKeys


@dataclass(frozen=True, slots=True)
class PublishedWindow:
    """One closed window of a team."""

    window: Window
    figures: Shown | Withheld


def find_eligible_team(db: Connection, account: str, window: Window) -> str | None:
    """The team in which somebody's weeks of this window can count, if there is one."""
    for seat in repository.load_account_memberships(db, account, past=True):
        is_member = seat.kind == repository.MEMBER and seat.is_active_through(window)
        if is_member and account in repository.load_eligible_accounts(db, seat.team, window):
            return seat.team
    return None


def load_team_instruments(db: Connection, team: str, window: Window) -> list[str]:
    """The instruments that a team runs through a window, the weekly check-in first."""
    found = db.execute(select(team_instruments).where(team_instruments.c.team == team))
    return select_running_instruments(found, window)


def load_extra_instruments(db: Connection) -> dict[str, list[Row[Any]]]:
    """What each team runs, or ran, beside the weekly check-in; for `running`."""
    found: dict[str, list[Row[Any]]] = {}
    for row in db.execute(select(team_instruments)):
        found.setdefault(row.team, []).append(row)
    return found


def select_running_instruments(further: Iterable[Row[Any]], window: Window) -> list[str]:
    """Those of a team's instruments that run through a window, the weekly check-in first."""
    own = {
        row.instrument
        for row in further
        if row.first_window <= window.number
        and (row.last_window is None or window.number <= row.last_window)
    }
    return [WEEKLY_INSTRUMENT, *sorted(own)]


def calculate_contribution(
    db: Connection, who: Sharer, instrument: str, window: Window, also: Week | None = None
) -> dict[str, int]:
    """What a person lets count: scale -> hundredths of a point; empty: no week of the window.

    `also` is a week taken to count, as on the page that asks about it.

    A week counts only with all its scales, and not if it does not open: nobody is kept from
    sending a check-in by damage to another. The figures are the mean of the weeks that count, each
    score turned to 0 to 100 over its scale's range.
    """
    keys = [(instrument, str(week)) for week in window.weeks]
    closed: set[vaults.RowKey] = set()
    rows = vaults.load_many(db, who.vault, "answers", keys, closed)
    weeks = [
        normalise_week_scores(who.library, instrument, row.value)
        for (_name, week), row in rows.items()
        if (row.value.get("counts") or week == str(also)) and not row.value.get("away")
    ]
    counted = [scores for scores in weeks if scores]
    return {
        scale: round(100 * sum(scores[scale] for scores in counted) / len(counted))
        for scale in (counted[0] if counted else ())
    }


def normalise_week_scores(library: Library, name: str, row: Mapping[str, Any]) -> dict[str, float]:
    """The scores of an answered week, each turned to 0 to 100; empty if a scale is missing."""
    instrument = library.version(name, row["version"])
    scores = score_stored(instrument, row["answers"])
    found = {
        scale.id: 100 * (scores[scale.id] - scale.low) / (scale.high - scale.low)
        for scale in instrument.scales
        if scale.id in scores
    }
    wanted = [scale.id for scale in library.latest(name).scales]
    return {scale: found[scale] for scale in wanted} if found.keys() >= set(wanted) else {}


def find_window_key(
    db: Connection, account: str, instrument: str, window: Window
) -> WindowKey | None:
    """The box in which somebody's weeks count, open or closed; None: no team, or not run there."""
    team = find_eligible_team(db, account, window)
    if team is None or instrument not in load_team_instruments(db, team, window):
        return None
    return (team, instrument, window.number)


def load_contribution_state(
    db: Connection, who: Sharer, place: WindowKey, *, is_open: bool
) -> ContributionState:
    """What a person has in a box; of a closed one, what they had by their own vault.

    Nobody else's seat is looked at. A box that does not open is taken at the vault's word.
    """
    share: Contribution = vaults.load(db, who.vault, "share", *place).value.get("share", {})
    if not is_open:
        return "own" if share else "none"
    row = db.execute(select(boxes.c.site_key, boxes.c.blob).where(*_at(place))).one_or_none()
    is_seated = bool(share)
    with suppress(DecryptionError):
        box = unseal_tally(who.keys[row.site_key], place, bytes(row.blob)) if row else Tally()
        is_seated = who.account in box.sharers
    if not is_seated:
        return "none"
    if not share:
        return "taken"
    return (
        "own" if share == calculate_contribution(db, who, place[1], Window(place[2])) else "other"
    )


def update_contribution(
    db: Connection, who: Sharer, instrument: str, week: Week, now: datetime
) -> None:
    """Bring the box of a week's window in line with the vault, in the transaction of a check-in.

    Nothing happens for somebody who is in no team through that window, or once it is closed.

    Raises:
        Damaged: a row of the person's own vault does not open.
        Stale: it was saved elsewhere in this very moment; try again.
    """
    place = find_window_key(db, who.account, instrument, Window.of(week))
    if place is None or not is_window_open(db, place, now):
        return
    kept = vaults.load(db, who.vault, "share", *place)
    was: Contribution = kept.value.get("share", {})
    share = calculate_contribution(db, who, instrument, Window.of(week))
    written = {"share": share if _put(db, who, place, was, share) else was}
    vaults.save(db, who.vault, "share", place, written, read=kept.rev)


def set_week_sharing(
    db: Connection, who: Sharer, instrument: str, week: Week, now: datetime, *, counts: bool
) -> None:
    """Let an answered week count, or keep it private; the same rows are written either way.

    Raises:
        NotFound: the week has no answers.
        Stale: it was saved elsewhere in this very moment; try again.
    """
    save_week_choice(db, who, instrument, week, counts=counts)
    update_contribution(db, who, instrument, week, now)


def save_week_choice(
    db: Connection, who: Sharer, instrument: str, week: Week, *, counts: bool
) -> None:
    """Keep beside a week's answers whether it counts; the box is another matter: see `rewrite`.

    Raises:
        NotFound: the week has no answers.
        Stale: it was saved elsewhere in this very moment; try again.
    """
    key = (instrument, str(week))
    row = vaults.load(db, who.vault, "answers", *key)
    if not row.rev or row.value.get("away"):
        raise NotFound
    vaults.save(db, who.vault, "answers", key, {**row.value, "counts": counts}, read=row.rev)


def withdraw_all_contributions(db: Connection, who: Sharer, now: datetime) -> None:
    """Take everything back out of every open box: before an account is erased."""
    for seat in repository.load_account_memberships(db, who.account, past=True):
        for row in db.execute(select(boxes).where(boxes.c.team == seat.team)):
            place = (row.team, row.instrument, row.window)
            kept = vaults.load(db, who.vault, "share", *place)
            if kept.value.get("share") and is_window_open(db, place, now):
                _put(db, who, place, kept.value["share"], {})
                vaults.save(db, who.vault, "share", place, {"share": {}}, read=kept.rev)


def is_window_open(db: Connection, place: WindowKey, now: datetime) -> bool:
    """Whether something can be shared or taken back: not over, and not published.

    The second matters where a clock was set back: what was published is never drawn again.
    """
    published = select(releases.c.scale).where(*_at(place, releases)).limit(1)
    return not Window(place[2]).is_closed(now) and db.execute(published).first() is None


def load_published_windows(
    db: Connection, team: str, instrument: str = WEEKLY_INSTRUMENT
) -> list[PublishedWindow]:
    """Every closed window of a team that was published or withheld, oldest first."""
    return load_published_by_instrument(db, team).get(instrument, [])


def load_published_by_instrument(db: Connection, team: str) -> dict[str, list[PublishedWindow]]:
    """The same for every instrument that the team runs, or ran."""
    order = (releases.c.instrument, releases.c.window, releases.c.scale)
    statement = select(releases).where(releases.c.team == team).order_by(*order)
    found: dict[str, list[PublishedWindow]] = {}
    for (instrument, number), rows in groupby(
        db.execute(statement), key=lambda row: (row.instrument, row.window)
    ):
        figures = figures_from_rows(list(rows))
        found.setdefault(instrument, []).append(PublishedWindow(Window(number), figures))
    return found


def figures_from_rows(rows: list[Any]) -> Shown | Withheld:
    """What was published of one window, from its rows."""
    values = {row.scale: row.value for row in rows if row.value is not None}
    return Shown(values, rows[0].step) if values else Withheld()


def _put(
    db: Connection, who: Sharer, place: WindowKey, was: Contribution, share: Contribution
) -> bool:
    """Write the box, changed or not; False: the seat is taken by a vault that is gone.

    A box that does not open is left as it is: closing it will withhold, and say so.
    """
    number, blob = _locked(db, who.keys, place)
    try:
        box, stands = unseal_tally(who.keys[number], place, blob), True
    except DecryptionError:
        return True
    try:
        box = update_tally(box, who.account, was, share)
    except UnknownContribution:
        stands = False
    sealed = seal_tally(who.keys[who.keys.current_number], place, box)
    db.execute(
        update(boxes).where(*_at(place)).values(site_key=who.keys.current_number, blob=sealed)
    )
    return stands


def _locked(db: Connection, keys: SiteKeys, place: WindowKey) -> tuple[int, bytes]:
    """The box under a lock on its row; made empty where there is none yet."""
    statement = select(boxes.c.site_key, boxes.c.blob).where(*_at(place)).with_for_update()
    row = db.execute(statement).one_or_none()
    if row is None:
        create_tallies(db, keys, place)
        row = db.execute(statement).one()
    return row.site_key, bytes(row.blob)


def create_tallies(db: Connection, keys: SiteKeys, *places: WindowKey) -> None:
    """Empty boxes, where there are none."""
    sealed = [
        {
            "team": place[0],
            "instrument": place[1],
            "window": place[2],
            "site_key": keys.current_number,
            "blob": seal_tally(keys[keys.current_number], place, Tally()),
        }
        for place in places
    ]
    db.execute(_MAKE, sealed)


def _at(place: WindowKey, table: Table = boxes) -> list[Any]:
    names = ("team", "instrument", "window")
    return [table.c[name] == part for name, part in zip(names, place, strict=True)]
