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
from reflect.core.crypto.vault import Kind, Vault
from reflect.core.weeks import LONDON
from reflect.core.words import _, later
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
from reflect.mydata.archive_export import without_secret
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
        later("Your account"),
        later("Kept until you delete it."),
        {
            "id": later("A random number, so that nothing else has to carry your name."),
            "name": later("What you sign in with."),
            "roles": later("What you may do besides reflecting. Empty for most people."),
            "ended": later("The day on which an organiser ended the account."),
        },
    ),
    (
        vaults,
        later("The lock of your vault"),
        later("Kept until you delete it; an old lock, after a reset, for 90 days."),
        {
            "id": later("A random number. Your rows carry it."),
            "account": later("Whose vault it is."),
            "site_key": later(
                "Which line of the key file of this site your password is mixed with."
            ),
            "kdf": later("How much work each guess at your password costs."),
            "salt": later("Random, so that two equal passwords do not look alike."),
            "ver_hash": later(
                "Tells a right password from a wrong one. The password is not in it."
            ),
            "wrap_pw": later(
                "Your key, sealed. Your password opens it, with the key of this site."
            ),
            "s2": later("Random, for your recovery code."),
            "wrap_rc": later("Your key, sealed once more. Your recovery code opens it."),
            "code_checked": later("1 once you typed the end of your recovery code back."),
            "code_asked": later("The day on which you last said that you have it."),
            "replaced": later("When a reset put another lock in its place."),
        },
    ),
    (
        sessions,
        later("Where you are signed in"),
        later(
            "Eight hours at most. The sealed key goes after 15 quiet minutes, the rest after 25."
        ),
        {
            "id": later("Worked out from your cookie. The cookie is not stored."),
            "account": later("Who is signed in."),
            "vault": later("Which vault is open."),
            "wrap": later("Your key, sealed. Your cookie opens it."),
            "started": later("When you signed in."),
            "touched": later("When you last opened a page, to the minute."),
            "strong": later("1 if a second factor was used."),
            "pending": later("A new recovery code, sealed, until you typed its end back."),
        },
    ),
    (
        identities,
        later("Your organisation's sign-in, joined to your account"),
        later("Kept until you end it in the settings, or delete your account."),
        {
            "id": later("A hash of whom that sign-in names, under the key of this site."),
            "account": later("Whose account it is."),
            "site_key": later("Which line of the key file the hash was made with."),
        },
    ),
    (
        lapsed,
        later("A form that came after the lock"),
        later("Ten minutes."),
        {
            "id": later("Worked out from your cookie."),
            "account": later("Who gets it back."),
            "blob": later("The form, sealed. Your cookie opens it."),
            "expires": later("When it goes."),
        },
    ),
    (
        invitations,
        later("An open invitation or reset in your name"),
        later("Seven days, or until it is used."),
        {
            "code_hash": later("Tells the right code. The code is not in it."),
            "name": later("Whom it is for."),
            "roles": later("What the account will be for."),
            "account": later("Whose reset it is."),
            "team": later("The team that you were asked to join."),
            "expires": later("When it goes."),
        },
    ),
    (
        memberships,
        later("Your place in a team"),
        later("Kept until you delete your account."),
        {
            "id": later("A random number."),
            "team": later("Which team."),
            "account": later("Whose place it is."),
            "kind": later("Whether you are a member or lead the team."),
            "shown": later("The name that the team sees."),
            "began": later("When you joined."),
            "first_window": later("The first four weeks in which you count."),
            "ended": later("When you left."),
            "last_window": later("The last four weeks in which you count."),
        },
    ),
    (
        disputes,
        later("A doubt that you raised about a roster"),
        later("Kept with the team; your number is taken out when you delete your account."),
        {
            "id": later("A random number."),
            "team": later("Which team."),
            "account": later("Who raised it. Organisers alone see that."),
            "began": later("When."),
            "settled": later("When it was settled."),
            "words": later("How it was settled."),
        },
    ),
    (
        events,
        later("A change in a team, or something an organiser did"),
        later("Kept with the site; your name is taken out when you delete your account."),
        {
            "id": later("A random number."),
            "at": later("When."),
            "team": later("In which team."),
            "what": later("What happened."),
            "account": later("Whom it concerns."),
            "name": later("Your name as it was shown."),
            "by_account": later("The organiser who did it."),
            "words": later("What was said about it."),
        },
    ),
    (
        rooms,
        later("A workshop that you opened"),
        later("Until you end it, a day at most. What people answer in it names nobody."),
        {
            "id": later("A random number."),
            "account": later("Who opened it."),
            "code": later("What people type to join."),
            "title": later("What stands on the wall."),
            "running_order": later("The notes beside your clock."),
            "presenter": later("Tells the browser that holds the room. Its cookie is not in it."),
            "site_key": later("Which line of the key file the answers are sealed under."),
            "opened": later("When you opened it."),
            "began": later("When your clock stood at 0:00."),
            "locked": later("1 while nobody else can join."),
            "round": later("The round that is open, or was shown last."),
            "showing": later("Which result is on the wall."),
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
