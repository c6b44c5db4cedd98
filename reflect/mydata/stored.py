"""What is stored about one person right now, column by column, and one row as it lies.

The words beside each column stand here in one table; a test holds that no column of the database is
missing from it. Nothing of what is sealed is shown beside what would help to open it: of seals and
salts the page tells the size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from reflect.charts.dates import day_words
from reflect.core.vault import Kind, Vault
from reflect.core.weeks import LONDON
from reflect.core.words import _
from reflect.models import (
    accounts,
    disputes,
    events,
    identities,
    invitations,
    lapsed,
    memberships,
    rooms,
    rows,
    sessions,
    vaults,
)
from reflect.mydata.archive import without_secret
from reflect.policy import Actor


@dataclass(frozen=True, slots=True)
class Explained:
    """One column: its name, what stands in it now, and what it is for."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table in clear, as far as it is in clear."""

    table: str
    title: str
    until: str  # how long it is kept
    columns: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class Lying:
    """One sealed row, beside what only its owner reads."""

    number: int  # its place among the rows, from 0, in the order of the slots
    kind: Kind
    slot: bytes
    rev: int
    blob: bytes
    value: Mapping[str, Any]


_Why = Mapping[str, str]
TABLES: Final[tuple[tuple[Table, str, str, _Why], ...]] = (
    (
        accounts,
        _("Your account"),
        _("Kept until you delete it."),
        {
            "id": _("A random number, so that nothing else has to carry your name."),
            "name": _("What you sign in with."),
            "roles": _("What you may do besides reflecting. Empty for most people."),
            "ended": _("The day on which an organiser ended the account."),
        },
    ),
    (
        vaults,
        _("The lock of your vault"),
        _("Kept until you delete it; an old lock, after a reset, for 90 days."),
        {
            "id": _("A random number. Your rows carry it."),
            "account": _("Whose vault it is."),
            "site_key": _("Which line of the key file of this site your password is mixed with."),
            "kdf": _("How much work each guess at your password costs."),
            "salt": _("Random, so that two equal passwords do not look alike."),
            "ver_hash": _("Tells a right password from a wrong one. The password is not in it."),
            "wrap_pw": _("Your key, sealed. Your password opens it, with the key of this site."),
            "s2": _("Random, for your recovery code."),
            "wrap_rc": _("Your key, sealed once more. Your recovery code opens it."),
            "code_checked": _("1 once you typed the end of your recovery code back."),
            "code_asked": _("The day on which you last said that you have it."),
            "replaced": _("When a reset put another lock in its place."),
        },
    ),
    (
        sessions,
        _("Where you are signed in"),
        _("Eight hours at most. The sealed key goes after 15 quiet minutes, the rest after 25."),
        {
            "id": _("Worked out from your cookie. The cookie is not stored."),
            "account": _("Who is signed in."),
            "vault": _("Which vault is open."),
            "wrap": _("Your key, sealed. Your cookie opens it."),
            "started": _("When you signed in."),
            "touched": _("When you last opened a page, to the minute."),
            "strong": _("1 if a second factor was used."),
            "pending": _("A new recovery code, sealed, until you typed its end back."),
        },
    ),
    (
        identities,
        _("Your organisation's sign-in, joined to your account"),
        _("Kept until you end it in the settings, or delete your account."),
        {
            "id": _("A hash of whom that sign-in names, under the key of this site."),
            "account": _("Whose account it is."),
            "site_key": _("Which line of the key file the hash was made with."),
        },
    ),
    (
        lapsed,
        _("A form that came after the lock"),
        _("Ten minutes."),
        {
            "id": _("Worked out from your cookie."),
            "account": _("Who gets it back."),
            "blob": _("The form, sealed. Your cookie opens it."),
            "expires": _("When it goes."),
        },
    ),
    (
        invitations,
        _("An open invitation or reset in your name"),
        _("Seven days, or until it is used."),
        {
            "code_hash": _("Tells the right code. The code is not in it."),
            "name": _("Whom it is for."),
            "roles": _("What the account will be for."),
            "account": _("Whose reset it is."),
            "team": _("The team that you were asked to join."),
            "expires": _("When it goes."),
        },
    ),
    (
        memberships,
        _("Your place in a team"),
        _("Kept until you delete your account."),
        {
            "id": _("A random number."),
            "team": _("Which team."),
            "account": _("Whose place it is."),
            "kind": _("Whether you are a member or lead the team."),
            "shown": _("The name that the team sees."),
            "began": _("When you joined."),
            "first_window": _("The first four weeks in which you count."),
            "ended": _("When you left."),
            "last_window": _("The last four weeks in which you count."),
        },
    ),
    (
        disputes,
        _("A doubt that you raised about a roster"),
        _("Kept with the team; your number is taken out when you delete your account."),
        {
            "id": _("A random number."),
            "team": _("Which team."),
            "account": _("Who raised it. Organisers alone see that."),
            "began": _("When."),
            "settled": _("When it was settled."),
            "words": _("How it was settled."),
        },
    ),
    (
        events,
        _("A change in a team, or something an organiser did"),
        _("Kept with the site; your name is taken out when you delete your account."),
        {
            "id": _("A random number."),
            "at": _("When."),
            "team": _("In which team."),
            "what": _("What happened."),
            "account": _("Whom it concerns."),
            "name": _("Your name as it was shown."),
            "by_account": _("The organiser who did it."),
            "words": _("What was said about it."),
        },
    ),
    (
        rooms,
        _("A workshop that you opened"),
        _("Until you end it, a day at most. What people answer in it names nobody."),
        {
            "id": _("A random number."),
            "account": _("Who opened it."),
            "code": _("What people type to join."),
            "title": _("What stands on the wall."),
            "running_order": _("The notes beside your clock."),
            "presenter": _("Tells the browser that holds the room. Its cookie is not in it."),
            "site_key": _("Which line of the key file the answers are sealed under."),
            "opened": _("When you opened it."),
            "began": _("When your clock stood at 0:00."),
            "locked": _("1 while nobody else can join."),
            "round": _("The round that is open, or was shown last."),
            "showing": _("Which result is on the wall."),
        },
    ),
)
_DAYS: Final = {"code_asked", "replaced"}
_MOMENTS: Final = {"started", "touched", "expires", "began", "ended", "settled", "at", "opened"}


def records(db: Connection, who: Actor) -> list[Record]:
    """Every row in clear that names this person, in the order of the tables."""
    mine: Mapping[str, Any] = {
        "accounts": accounts.c.id == who.id,
        "invitations": (invitations.c.account == who.id) | (invitations.c.name == who.name),
    }
    found = []
    for table, title, until, why in TABLES:
        wanted = select(table).where(mine.get(table.name, table.c.get("account") == who.id))
        for row in db.execute(wanted).mappings():
            columns = (Explained(name, _shown(name, row[name]), why[name]) for name in why)
            found.append(Record(table.name, title, until, tuple(columns)))
    return found


def lying(db: Connection, vault: Vault) -> list[Lying]:
    """Every sealed row, opened, in the order of the slots.

    Raises:
        Damaged: one does not open.
    """
    wanted = select(rows).where(rows.c.vault == vault.id).order_by(rows.c.slot)
    found = []
    for number, row in enumerate(db.execute(wanted)):
        slot, blob = bytes(row.slot), bytes(row.blob)
        kind, value = vault.open_any(slot, row.rev, blob)
        found.append(Lying(number, kind, slot, row.rev, blob, without_secret(kind, value)))
    return found


def _shown(name: str, value: object) -> str:
    """What stands in a column; of bytes, how many."""
    if isinstance(value, bytes | memoryview):
        return _("{count} bytes").format(count=len(value))
    if value is None or value == "":
        return _("nothing")
    for names, words in ((_DAYS, _day), (_MOMENTS, _moment)):
        if name in names and isinstance(value, int):
            return words(datetime.fromtimestamp(value, UTC))
    return str(value)


def _day(moment: datetime) -> str:
    return day_words(moment.astimezone(LONDON).date(), year=True)


def _moment(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{day_words(local.date())}, {local:%H:%M}"
