"""Team contributions: what a member shares with the team, and the published team figures.

The choice to share a week is stored with that week's sealed answers, so a contribution can always
be recalculated from the person's own vault. At every check-in of a member, the tally (the sealed
running totals of an open window) and the person's own record of their contribution (`share`) are
both rewritten, whether the week is shared or not, so that disk writes do not reveal who shares. A
damaged tally, or a damaged row of another week, must not prevent the check-in.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, LargeBinary, Row, Table, bindparam, select, text, update

from reflect import vaults
from reflect.core.crypto import team_tally
from reflect.core.crypto.primitives import DecryptionError, SiteKeys
from reflect.core.crypto.team_tally import Contribution, Tally, WindowKey, seal_tally, unseal_tally
from reflect.core.crypto.vault import Vault
from reflect.core.disclosure.team_release import Shown, Withheld
from reflect.core.errors import NotFound
from reflect.core.instruments.library import Library
from reflect.core.instruments.scoring import collect_points, score_stored
from reflect.core.weeks import Week
from reflect.core.windows import Window
from reflect.models import boxes, releases, team_instruments
from reflect.teams import repository

WEEKLY_INSTRUMENT = "weekly-check-in"
KEY_COLUMNS = ("team", "instrument", "window")  # of a `WindowKey`, in `boxes` and `releases`
Figures = Shown | Withheld  # of one closed window
# "own": equal to what the vault's weeks give; "other": not equal; "taken": from an earlier vault
ContributionState = Literal["none", "own", "other", "taken"]
_INSERT_TALLIES = text(
    'INSERT INTO boxes (team, instrument, "window", site_key, blob, version) '
    "VALUES (:team, :instrument, :window, :site_key, :blob, :version) ON CONFLICT DO NOTHING"
).bindparams(bindparam("blob", type_=LargeBinary))


@dataclass(frozen=True, slots=True)
class Sharer:
    """An account, and what is needed to calculate and seal its contribution."""

    account: str
    vault: Vault
    library: Library
    keys: SiteKeys


@dataclass(frozen=True, slots=True)
class PublishedWindow:
    """One closed window of a team."""

    window: Window
    figures: Figures
    version: int = 1  # of the questionnaire


def find_eligible_team(db: Connection, account: str, window: Window) -> str | None:
    """The id of the team in which an account can share weeks of this window, if there is one."""
    for each in repository.load_account_memberships(db, account, past=True):
        is_member = each.kind == repository.MEMBER and each.is_active_through(window)
        if is_member and account in repository.load_eligible_accounts(db, each.team, window):
            return each.team
    return None


def load_team_instruments(db: Connection, team: str, window: Window) -> list[str]:
    """The instruments that a team runs through a window, the weekly check-in first."""
    rows = db.execute(select(team_instruments).where(team_instruments.c.team == team))
    return select_running_instruments(rows, window)


def load_extra_instruments(db: Connection) -> dict[str, list[Row[Any]]]:
    """By team, its present and past instruments; for `select_running_instruments`."""
    by_team: dict[str, list[Row[Any]]] = {}
    for row in db.execute(select(team_instruments)):
        by_team.setdefault(row.team, []).append(row)
    return by_team


def select_running_instruments(extra: Iterable[Row[Any]], window: Window) -> list[str]:
    """The instruments that run through a window, the weekly check-in first, the others by id."""
    running = {
        row.instrument
        for row in extra
        if row.first_window <= window.number
        and (row.last_window is None or window.number <= row.last_window)
    }
    return [WEEKLY_INSTRUMENT, *sorted(running)]


def calculate_contribution(
    db: Connection, sharer: Sharer, key: WindowKey, also: Week | None = None
) -> dict[str, int]:
    """A person's contribution to a tally: scale -> hundredths of a point; empty: none is shared.

    `also` is a week to treat as shared, as on the page that asks whether to share it.

    The figures are the means of the shared weeks, each score rescaled to 0 to 100 over its scale's
    range. Only complete weeks count, and only those of one version of the questionnaire, the same
    for all members: a statement without an answer, or another wording, moves a figure although
    nothing changed. A row that does not decrypt is skipped as well: damage to one week must not
    prevent another check-in.
    """
    instrument, version = key[1], load_counted_version(db, sharer.library, key)
    keys = [(instrument, str(week)) for week in Window(key[2]).weeks]
    damaged: set[vaults.RowKey] = set()
    rows = vaults.load_many(db, sharer.vault, "answers", keys, damaged)
    weeks = [
        normalise_week_scores(sharer.library, instrument, row.value)
        for (_name, week), row in rows.items()
        if (row.value.get("counts") or week == str(also))
        and not row.value.get("away")
        and row.value["version"] == version
    ]
    complete = [scores for scores in weeks if scores]
    return {
        scale: round(100 * sum(scores[scale] for scores in complete) / len(complete))
        for scale in (complete[0] if complete else ())
    }


def normalise_week_scores(library: Library, name: str, row: Mapping[str, Any]) -> dict[str, float]:
    """The scores of a week, each rescaled to 0 to 100; empty if a statement has no answer."""
    instrument, answers = library.version(name, row["version"]), row["answers"]
    scores = score_stored(instrument, answers)
    if any(
        len(collect_points(instrument, scale, answers)) < len(scale.items)
        for scale in instrument.scales
    ):
        return {}
    return {
        scale.id: 100 * (scores[scale.id] - scale.low) / (scale.high - scale.low)
        for scale in instrument.scales
    }


def load_counted_version(db: Connection, library: Library, key: WindowKey) -> int:
    """The version of the questionnaire that a window counts: that of its tally's first day."""
    for table in (boxes, releases):
        versions = select(table.c.version).where(*_match_key(key, table)).limit(1)
        if version := db.execute(versions).scalar():
            return int(version)
    return library.latest(key[1]).version


def find_window_key(
    db: Connection, account: str, instrument: str, window: Window
) -> WindowKey | None:
    """The key of the tally for an account's weeks; None: no team, or instrument not run there."""
    team = find_eligible_team(db, account, window)
    if team is None or instrument not in load_team_instruments(db, team, window):
        return None
    return (team, instrument, window.number)


def load_contribution_state(
    db: Connection, sharer: Sharer, key: WindowKey, *, is_open: bool
) -> ContributionState:
    """The state of a person's contribution to a tally; of a closed one, what their vault says.

    No other person's entry is read. If the tally does not decrypt, the vault's record counts.
    """
    share: Contribution = vaults.load(db, sharer.vault, "share", *key).value.get("share", {})
    if not is_open:
        return "own" if share else "none"
    row = db.execute(select(boxes.c.site_key, boxes.c.blob).where(*_match_key(key))).one_or_none()
    has_shared = bool(share)
    with suppress(DecryptionError):
        tally = unseal_tally(sharer.keys[row.site_key], key, bytes(row.blob)) if row else Tally()
        has_shared = sharer.account in tally.sharers
    if not has_shared:
        return "none"
    if not share:
        return "taken"
    current = calculate_contribution(db, sharer, key)
    return "own" if share == current else "other"


def update_contribution(
    db: Connection, sharer: Sharer, instrument: str, week: Week, now: datetime
) -> None:
    """Update the tally of a week's window from the vault, in the transaction of a check-in.

    Does nothing for an account that is in no team through that window, or once it is closed.

    Raises:
        DecryptionError: a row of the person's own vault does not decrypt.
        EditConflict: the row was saved elsewhere at the same time; try again.
    """
    key = find_window_key(db, sharer.account, instrument, Window.of(week))
    if key is None or not is_window_open(db, key, now):
        return
    stored = vaults.load(db, sharer.vault, "share", *key)
    old: Contribution = stored.value.get("share", {})
    new = calculate_contribution(db, sharer, key)
    share = new if _write_tally(db, sharer, key, old, new) else old
    vaults.save(db, sharer.vault, "share", key, {"share": share}, read=stored.rev)


def set_week_sharing(
    db: Connection, sharer: Sharer, instrument: str, week: Week, now: datetime, *, counts: bool
) -> None:
    """Share an answered week or keep it private; the same rows are written either way.

    Raises:
        NotFound: the week has no answers.
        EditConflict: a row was saved elsewhere at the same time; try again.
    """
    save_week_choice(db, sharer, instrument, week, counts=counts)
    update_contribution(db, sharer, instrument, week, now)


def save_week_choice(
    db: Connection, sharer: Sharer, instrument: str, week: Week, *, counts: bool
) -> None:
    """Save with a week's answers whether it is shared, without an update of the tally.

    Raises:
        NotFound: the week has no answers.
        EditConflict: the row was saved elsewhere at the same time; try again.
    """
    key = (instrument, str(week))
    row = vaults.load(db, sharer.vault, "answers", *key)
    if not row.rev or row.value.get("away"):
        raise NotFound
    vaults.save(db, sharer.vault, "answers", key, {**row.value, "counts": counts}, read=row.rev)


def withdraw_all_contributions(db: Connection, sharer: Sharer, now: datetime) -> None:
    """Remove an account's contributions from every open tally, before the account is erased."""
    for membership in repository.load_account_memberships(db, sharer.account, past=True):
        for row in db.execute(select(boxes).where(boxes.c.team == membership.team)):
            key = (row.team, row.instrument, row.window)
            stored = vaults.load(db, sharer.vault, "share", *key)
            if stored.value.get("share") and is_window_open(db, key, now):
                _write_tally(db, sharer, key, stored.value["share"], {})
                vaults.save(db, sharer.vault, "share", key, {"share": {}}, read=stored.rev)


def is_window_open(db: Connection, key: WindowKey, now: datetime) -> bool:
    """Whether weeks can be shared or withdrawn: the window is not over, and not published.

    The second condition matters if the clock was set back: figures are never published twice.
    """
    published = select(releases.c.scale).where(*_match_key(key, releases)).limit(1)
    return not Window(key[2]).is_closed(now) and db.execute(published).first() is None


def load_published_windows(
    db: Connection, team: str, instrument: str = WEEKLY_INSTRUMENT
) -> list[PublishedWindow]:
    """Every closed window of a team that was published or withheld, oldest first."""
    return load_published_by_instrument(db, team).get(instrument, [])


def load_published_by_instrument(db: Connection, team: str) -> dict[str, list[PublishedWindow]]:
    """The closed windows of every instrument that the team runs, or ran, oldest first."""
    order = (releases.c.instrument, releases.c.window, releases.c.scale)
    rows = db.execute(select(releases).where(releases.c.team == team).order_by(*order))
    published: dict[str, list[PublishedWindow]] = {}
    for (instrument, number), scales in groupby(rows, key=lambda row: (row.instrument, row.window)):
        of_window = list(scales)
        figures = figures_from_rows(of_window)
        window = PublishedWindow(Window(number), figures, of_window[0].version)
        published.setdefault(instrument, []).append(window)
    return published


def figures_from_rows(rows: list[Any]) -> Figures:
    """The published figures of one window, from its rows."""
    values = {row.scale: row.value for row in rows if row.value is not None}
    return Shown(values, rows[0].step) if values else Withheld()


def create_tallies(db: Connection, keys: SiteKeys, library: Library, *windows: WindowKey) -> None:
    """Insert empty tallies of the latest version of each questionnaire, where there are none."""
    number = keys.current_number
    rows = [
        {
            **key_columns(key),
            "site_key": number,
            "blob": seal_tally(keys[number], key, Tally()),
            "version": library.latest(key[1]).version,
        }
        for key in windows
    ]
    db.execute(_INSERT_TALLIES, rows)


def key_columns(key: WindowKey) -> dict[str, Any]:
    """The values of `KEY_COLUMNS`."""
    return dict(zip(KEY_COLUMNS, key, strict=True))


def _write_tally(
    db: Connection, sharer: Sharer, key: WindowKey, old: Contribution, new: Contribution
) -> bool:
    """Rewrite the tally, changed or not; False if it keeps the contribution of an earlier vault.

    A tally that does not decrypt is not changed: closing the window withholds and reports it.
    """
    number, blob = _lock_tally(db, sharer, key)
    try:
        tally, is_known = unseal_tally(sharer.keys[number], key, blob), True
    except DecryptionError:
        return True
    try:
        tally = team_tally.update_tally(tally, sharer.account, old, new)
    except team_tally.UnknownContribution:
        is_known = False
    current = sharer.keys.current_number
    sealed = seal_tally(sharer.keys[current], key, tally)
    db.execute(update(boxes).where(*_match_key(key)).values(site_key=current, blob=sealed))
    return is_known


def _lock_tally(db: Connection, sharer: Sharer, key: WindowKey) -> tuple[int, bytes]:
    """Lock a tally; its key number and sealed bytes. A missing tally is created empty."""
    statement = select(boxes.c.site_key, boxes.c.blob).where(*_match_key(key)).with_for_update()
    row = db.execute(statement).one_or_none()
    if row is None:
        create_tallies(db, sharer.keys, sharer.library, key)
        row = db.execute(statement).one()
    return row.site_key, bytes(row.blob)


def _match_key(key: WindowKey, table: Table = boxes) -> list[Any]:
    return [table.c[name] == value for name, value in key_columns(key).items()]
