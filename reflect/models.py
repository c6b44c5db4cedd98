"""Every stored column, and why and how long it is kept. There is no other place to look.

Plain tables rather than mapped classes: a row is read once and written once, and an auditor reads
columns. Times are whole seconds since 1970 (UTC), so that both databases keep them alike. What a
person wrote is in `rows` alone, sealed, under a slot that only the vault's key can compute: no
week, no instrument, no kind and no time stands in clear.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

SCHEMA_VERSION = "0005"  # the last migration; a test holds that it is

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def index_where(name: str, where: str, *columns: Column[Any], unique: bool = False) -> None:
    """An index of the rows in which a condition holds."""
    Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


accounts = Table(  # kept until its owner erases it
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),  # 16 random bytes, hex
    Column("name", String(254), nullable=False, unique=True),  # to sign in with, folded
    Column("roles", String(60), nullable=False, index=True),  # words, parted by blanks, sorted
    Column("ended", BigInteger),  # by an organiser: when; deleted 30 days later
)
index_where("ix_accounts_ended", "ended IS NOT NULL", accounts.c.ended)

vaults = Table(  # the record of privacy: nothing in it opens the vault by itself
    "vaults",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("site_key", Integer, nullable=False),  # number of the site key behind the password
    Column("kdf", String(40), nullable=False),  # what the password cost when it was set
    Column("salt", LargeBinary, nullable=False),
    Column("ver_hash", LargeBinary, nullable=False),
    Column("wrap_pw", LargeBinary, nullable=False),  # the key, under the password
    Column("s2", LargeBinary, nullable=False),
    Column("wrap_rc", LargeBinary, nullable=False),  # the key, under the recovery code
    Column("code_checked", Integer, nullable=False),  # 1 once its last group was typed back
    Column("code_asked", BigInteger, nullable=False),  # the day they last said they have it
    Column("replaced", BigInteger),  # after a reset: when; deleted 90 days later
)
index_where("uq_vaults_current", "replaced IS NULL", vaults.c.account, unique=True)
index_where("ix_vaults_replaced", "replaced IS NOT NULL", vaults.c.replaced)

rows = Table(  # kept until their owner deletes them; on SQLite in the order of the key
    "rows",
    metadata,
    Column("vault", ForeignKey("vaults.id"), primary_key=True),
    Column("slot", LargeBinary, primary_key=True),  # 16 bytes
    Column("rev", Integer, nullable=False),  # saves, from 1
    Column("blob", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

sessions = Table(  # 8 hours at most, and 10 minutes after a quiet lock
    "sessions",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # derived from the cookie, not the cookie
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("vault", ForeignKey("vaults.id"), nullable=False, index=True),
    Column("wrap", LargeBinary),  # the vault's key under the cookie; deleted at 15 idle minutes
    Column("started", BigInteger, nullable=False, index=True),
    Column("touched", BigInteger, nullable=False, index=True),  # to the minute
    Column("strong", Integer, nullable=False),  # 1: signed in with a second factor
    Column("pending", LargeBinary),  # a fresh recovery code, sealed, until it was typed back
)

lapsed = Table(  # a form posted after the lock, sealed under the cookie, for 10 minutes
    "lapsed",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("blob", LargeBinary, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
)

teams = Table(  # kept for good: figures that were published are never deleted one by one
    "teams",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("dissolved", BigInteger),
)

memberships = Table(  # who was in which team from when to when; deleted with the account
    "memberships",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", ForeignKey("teams.id"), nullable=False, index=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # member, supervisor
    Column("shown", String(80), nullable=False),  # the name that the team sees
    Column("began", BigInteger, nullable=False),
    Column("first_window", Integer, nullable=False),  # the first in which it counts
    Column("ended", BigInteger),
    Column("last_window", Integer),  # the last in which it counts
)
_MEMBER = "kind = 'member' AND ended IS NULL"  # one team per person at a time
index_where("uq_memberships_member", _MEMBER, memberships.c.account, unique=True)
index_where(
    "uq_memberships_supervisor",
    "kind = 'supervisor' AND ended IS NULL",
    memberships.c.team,
    memberships.c.account,
    unique=True,
)

team_rules = Table(  # how many must have shared, from which window on
    "team_rules",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("first_window", Integer, primary_key=True),
    Column("least", Integer, nullable=False),  # 5 or more, never lowered
)

team_instruments = Table(  # which instruments a team runs, beside the weekly check-in
    "team_instruments",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("instrument", String(60), primary_key=True),
    Column("first_window", Integer, primary_key=True),
    Column("last_window", Integer),
)

allowed_instruments = Table(  # which ones teams may run, beside the weekly check-in
    "allowed_instruments",
    metadata,
    Column("instrument", String(60), primary_key=True),
)

team_codes = Table(  # to join with: 30 days, or until the next one
    "team_codes",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),  # SHA-256: the code itself is nowhere
    Column("team", ForeignKey("teams.id"), nullable=False, unique=True),
    Column("expires", BigInteger, nullable=False),
)

boxes = Table(  # sealed sums of open windows; deleted when the window closes, never in a backup
    "boxes",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("instrument", String(60), primary_key=True),
    Column("window", Integer, primary_key=True),
    Column("site_key", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

releases = Table(  # one row for every team, instrument, window and scale; kept for good
    "releases",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("instrument", String(60), primary_key=True),
    Column("window", Integer, primary_key=True, index=True),
    Column("scale", String(60), primary_key=True),
    Column("value", Integer),  # rounded points, 10 to 90; none: withheld, and no reason
    Column("step", Integer),  # of the rounding
)

team_actions = Table(  # you said, we did; kept with the team
    "team_actions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", ForeignKey("teams.id"), nullable=False, index=True),
    Column("window", Integer, nullable=False),  # the published window that it answers
    Column("day", String(10), nullable=False),  # on which the team agreed, as 2026-11-09
    Column("text", String(400), nullable=False),
)

disputes = Table(  # somebody on a roster is not recognised; kept with the team
    "disputes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", ForeignKey("teams.id"), nullable=False, index=True),
    Column("account", ForeignKey("accounts.id"), index=True),  # who said it: for organisers alone
    Column("began", BigInteger, nullable=False),
    Column("settled", BigInteger),
    Column("words", String(400), nullable=False),  # how it was settled
)

events = Table(  # changes of rosters and rules, and what organisers did; kept with the site
    "events",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("team", ForeignKey("teams.id")),
    Column("what", String(30), nullable=False),
    Column("account", ForeignKey("accounts.id"), index=True),  # whom it concerns
    Column("name", String(254), nullable=False),  # as it was shown; emptied with the account
    Column("by_account", ForeignKey("accounts.id")),  # the organiser, where one did it
    Column("words", String(400), nullable=False),
)
Index("ix_events_team_what", events.c.team, events.c.what)
index_where("ix_events_nobody", "account IS NULL", events.c.name)  # invitations, not used yet
index_where("ix_events_by_account", "by_account IS NOT NULL", events.c.by_account)

rooms = Table(  # workshops: until they end, a day at most
    "rooms",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),  # who opened it
    Column("code", String(6), nullable=False, unique=True),  # on the wall, to join with
    Column("title", String(80), nullable=False),
    Column("running_order", String(80), nullable=False),  # beside the presenter's clock, or empty
    Column("presenter", LargeBinary, nullable=False),  # SHA-256 of the cookie of its screens
    Column("site_key", Integer, nullable=False),
    Column("opened", BigInteger, nullable=False, index=True),
    Column("began", BigInteger, nullable=False),  # when the presenter's clock stood at 0:00
    Column("locked", Integer, nullable=False),  # 1: nobody else can join
    Column("round", Integer, nullable=False),  # the one that is open, or was told last
    Column("showing", Integer, nullable=False),  # which result stands on the wall, from 0
)

room_rounds = Table(  # with their room
    "room_rounds",
    metadata,
    Column("room", ForeignKey("rooms.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1
    Column("instrument", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("slips", Integer, nullable=False),  # of paper, keyed in
    Column("told", LargeBinary),  # what all were shown, sealed; the round is closed from then on
)

room_answers = Table(  # with their room; no time and no order of arrival; round 0: who is here
    "room_answers",
    metadata,
    Column("room", ForeignKey("rooms.id"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("who", LargeBinary, primary_key=True),  # 16 bytes, another in each round
    Column("blob", LargeBinary, nullable=False),  # the answers, sealed
    sqlite_with_rowid=False,
)

invitations = Table(  # seven days, deleted when used
    "invitations",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),  # SHA-256: the code itself is nowhere
    Column("name", String(254), nullable=False, unique=True),
    Column("roles", String(60), nullable=False),
    Column("account", ForeignKey("accounts.id"), index=True),  # set: a reset of this account
    Column("team", ForeignKey("teams.id")),  # set: asked to join it, once the account is there
    Column("expires", BigInteger, nullable=False, index=True),
)

throttle = Table(  # failed tries, for an hour; the key hides name and network
    "throttle",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", BigInteger, nullable=False, index=True),
    Column("until", BigInteger, nullable=False),  # no try before this moment
)

identities = Table(  # who somebody is to the organisation's provider; its owner ends it
    "identities",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # issuer and subject, hashed under the site's key
    Column("account", ForeignKey("accounts.id"), nullable=False, unique=True),
    Column("site_key", Integer, nullable=False),  # number of that key
    sqlite_with_rowid=False,
)

arrivals = Table(  # somebody back from the provider, until the password is typed; minutes
    "arrivals",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # derived from the cookie
    Column("blob", LargeBinary, nullable=False),  # sealed under the cookie; empty: a state was used
    Column("expires", BigInteger, nullable=False, index=True),
)
