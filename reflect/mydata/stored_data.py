"""All data stored about a person (subject access): column by column, and rows sealed and decrypted.

The purpose of each column is in one table here; a test checks that no column of the database is
missing. The page shows nothing that would help to decrypt the sealed data: of sealed keys and salts
it gives the size only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from reflect.charts.dates import format_day
from reflect.core.crypto.vault import RowKind, Vault
from reflect.core.i18n import LazyString, _
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.stated_numbers import fill_numbers
from reflect.core.weeks import LONDON
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
from reflect.mydata.archive_export import remove_totp_secret
from reflect.policy import Actor


@dataclass(frozen=True, slots=True)
class ExplainedColumn:
    """One column: name, present value, and purpose."""

    name: str
    value: str
    why: LazyString


@dataclass(frozen=True, slots=True)
class PlainRecordView:
    """One row of a table, as far as it is not sealed."""

    table: str
    title: LazyString
    until: str  # retention
    columns: tuple[ExplainedColumn, ...]


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One sealed row, with its decrypted content."""

    number: int  # its place among the rows, from 0, in the order of the slots
    kind: RowKind
    slot: bytes
    rev: int
    blob: bytes
    value: Mapping[str, Any]


_Purposes = Mapping[str, LazyString]
EXPLAINED_TABLES: Final[tuple[tuple[Table, LazyString, LazyString, _Purposes], ...]] = (
    (
        accounts,
        _l("Your account"),
        _l("Kept until you delete it."),
        {
            "id": _l("A random number, so that nothing else has to carry your name."),
            "name": _l("What you sign in with."),
            "roles": _l("What you may do besides reflecting. Empty for most people."),
            "ended": _l("The day on which an organiser ended the account."),
        },
    ),
    (
        vaults,
        _l("The lock of your vault"),
        _l("Kept until you delete it; an old lock, after a reset, for 90 days."),
        {
            "id": _l("A random number. Your rows carry it."),
            "account": _l("Whose vault it is."),
            "site_key": _l("Which line of the key file of this site your password is mixed with."),
            "kdf": _l("How much work each guess at your password costs."),
            "salt": _l("Random, so that two equal passwords do not look alike."),
            "ver_hash": _l("Tells a right password from a wrong one. The password is not in it."),
            "wrap_pw": _l("Your key, sealed. Your password opens it, with the key of this site."),
            "s2": _l("Random, for your recovery code."),
            "wrap_rc": _l("Your key, sealed once more. Your recovery code opens it."),
            "code_checked": _l("1 once you typed the end of your recovery code back."),
            "code_asked": _l("The day on which you last said that you have it."),
            "replaced": _l("When a reset put another lock in its place."),
        },
    ),
    (
        sessions,
        _l("Where you are signed in"),
        _l(
            "{session_hours} hours at most. The sealed key goes after {idle_minutes} quiet "
            "minutes, the rest after {locked_minutes}."
        ),
        {
            "id": _l("Worked out from your cookie. The cookie is not stored."),
            "account": _l("Who is signed in."),
            "vault": _l("Which vault is open."),
            "wrap": _l("Your key, sealed. Your cookie opens it."),
            "started": _l("When you signed in."),
            "touched": _l("When you last opened a page, to the minute."),
            "strong": _l("1 if a second factor was used."),
            "pending": _l("A new recovery code, sealed, until you typed its end back."),
        },
    ),
    (
        identities,
        _l("Your organisation's sign-in, joined to your account"),
        _l("Kept until you end it in the settings, or delete your account."),
        {
            "id": _l("A hash of whom that sign-in names, under the key of this site."),
            "account": _l("Whose account it is."),
            "site_key": _l("Which line of the key file the hash was made with."),
        },
    ),
    (
        lapsed,
        _l("A form that came after the lock"),
        _l("Ten minutes."),
        {
            "id": _l("Worked out from your cookie."),
            "account": _l("Who gets it back."),
            "blob": _l("The form, sealed. Your cookie opens it."),
            "expires": _l("When it goes."),
        },
    ),
    (
        invitations,
        _l("An open invitation or reset in your name"),
        _l("{invitation_days} days, or until it is used."),
        {
            "code_hash": _l("Tells the right code. The code is not in it."),
            "name": _l("Whom it is for."),
            "roles": _l("What the account will be for."),
            "account": _l("Whose reset it is."),
            "team": _l("The team that you were asked to join."),
            "expires": _l("When it goes."),
        },
    ),
    (
        memberships,
        _l("Your place in a team"),
        _l("Kept until you delete your account."),
        {
            "id": _l("A random number."),
            "team": _l("Which team."),
            "account": _l("Whose place it is."),
            "kind": _l("Whether you are a member or lead the team."),
            "shown": _l("The name that the team sees."),
            "began": _l("When you joined."),
            "first_window": _l("The first four weeks in which you count."),
            "ended": _l("When you left."),
            "last_window": _l("The last four weeks in which you count."),
        },
    ),
    (
        disputes,
        _l("A doubt that you raised about a roster"),
        _l("Kept with the team; your number is taken out when you delete your account."),
        {
            "id": _l("A random number."),
            "team": _l("Which team."),
            "account": _l("Who raised it. Organisers alone see that."),
            "began": _l("When."),
            "settled": _l("When it was settled."),
            "words": _l("How it was settled."),
        },
    ),
    (
        events,
        _l("A change in a team, or something an organiser did"),
        _l("Kept with the site; your name is taken out when you delete your account."),
        {
            "id": _l("A random number."),
            "at": _l("When."),
            "team": _l("In which team."),
            "what": _l("What happened."),
            "account": _l("Whom it concerns."),
            "name": _l("Your name as it was shown."),
            "by_account": _l("The organiser who did it."),
            "words": _l("What was said about it."),
        },
    ),
    (
        rooms,
        _l("A workshop that you opened"),
        _l("Until you end it, a day at most. What people answer in it names nobody."),
        {
            "id": _l("A random number."),
            "account": _l("Who opened it."),
            "code": _l("What people type to join."),
            "title": _l("What stands on the wall."),
            "running_order": _l("The notes beside your clock."),
            "presenter": _l("Tells the browser that holds the room. Its cookie is not in it."),
            "site_key": _l("Which line of the key file the answers are sealed under."),
            "opened": _l("When you opened it."),
            "began": _l("When your clock stood at 0:00."),
            "locked": _l("1 while nobody else can join."),
            "round": _l("The round that is open, or was shown last."),
            "showing": _l("Which result is on the wall."),
        },
    ),
)
_DAY_COLUMNS: Final = {"code_asked", "replaced"}
_TIME_COLUMNS: Final = {
    *("started", "touched", "expires", "began", "ended", "settled", "at", "opened"),
}


def load_plain_records(db: Connection, actor: Actor) -> list[PlainRecordView]:
    """Every unsealed row that refers to this person, in the order of the tables."""
    conditions: Mapping[str, Any] = {
        "accounts": accounts.c.id == actor.id,
        "invitations": (invitations.c.account == actor.id) | (invitations.c.name == actor.name),
    }
    records = []
    for table, title, until, purposes in EXPLAINED_TABLES:
        own = conditions.get(table.name, table.c.get("account") == actor.id)
        for row in db.execute(select(table).where(own)).mappings():
            columns = tuple(
                ExplainedColumn(name, _format_column(name, row[name]), purpose)
                for name, purpose in purposes.items()
            )
            records.append(PlainRecordView(table.name, title, fill_numbers(until), columns))
    return records


def load_sealed_rows(db: Connection, vault: Vault) -> list[SealedRow]:
    """Every sealed row, decrypted, in the order of the slots.

    Raises:
        DecryptionError: a row does not decrypt.
    """
    query = select(rows).where(rows.c.vault == vault.id).order_by(rows.c.slot)
    sealed = []
    for number, row in enumerate(db.execute(query)):
        slot, blob = bytes(row.slot), bytes(row.blob)
        kind, value = vault.unseal_row_of_any_kind(slot, row.rev, blob)
        sealed.append(SealedRow(number, kind, slot, row.rev, blob, remove_totp_secret(kind, value)))
    return sealed


def _format_column(name: str, value: object) -> str:
    """The value of a column as text; of bytes, only their number."""
    if isinstance(value, bytes | memoryview):
        return _("{count} bytes").format(count=len(value))
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, int) and name in _DAY_COLUMNS | _TIME_COLUMNS:
        local = datetime.fromtimestamp(value, LONDON)
        is_day = name in _DAY_COLUMNS
        return format_day(local.date(), year=is_day) + ("" if is_day else f", {local:%H:%M}")
    return str(value)
