"""Database schema: every stored column, with its purpose and how long it is kept (retention).

Tables rather than mapped classes: a row is read once and written once, and an auditor reads
columns. Times are whole seconds since 1970 (UTC), so that both databases store them alike. What a
person wrote is in `rows` only, encrypted, in a slot that only the vault's key can compute: week,
instrument, kind and time are not stored in clear.
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

SCHEMA_VERSION = "0006"  # of the last migration, as a test checks

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def index_where(name: str, where: str, *columns: Column[Any], unique: bool = False) -> None:
    """A partial index: of the rows for which the SQL condition `where` holds."""
    Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


accounts = Table(  # kept until its owner deletes it
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),  # 16 random bytes, hex
    Column("name", String(254), nullable=False, unique=True),  # for login, case-folded
    Column("roles", String(60), nullable=False, index=True),  # sorted, separated by blanks
    Column("ended", BigInteger),  # when an organiser ended it; deleted 30 days later
)
index_where("ix_accounts_ended", "ended IS NOT NULL", accounts.c.ended)

vaults = Table(  # kept with the account; without password or recovery code, it opens nothing
    "vaults",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("site_key", Integer, nullable=False),  # number of the site key behind the password
    Column("kdf", String(40), nullable=False),  # parameters of the password hash
    Column("salt", LargeBinary, nullable=False),
    Column("ver_hash", LargeBinary, nullable=False),
    Column("wrap_pw", LargeBinary, nullable=False),  # the vault's key, sealed under the password
    Column("s2", LargeBinary, nullable=False),  # salt of the recovery code
    Column("wrap_rc", LargeBinary, nullable=False),  # the same, under the recovery code
    Column("code_checked", Integer, nullable=False),  # 1 once its last group was typed back
    Column("code_asked", BigInteger, nullable=False),  # day they last confirmed they have the code
    Column("replaced", BigInteger),  # when a reset replaced it; deleted 90 days later
)
index_where("uq_vaults_current", "replaced IS NULL", vaults.c.account, unique=True)
index_where("ix_vaults_replaced", "replaced IS NOT NULL", vaults.c.replaced)

rows = Table(  # kept until their owner deletes them; SQLite stores them in the order of the key
    "rows",
    metadata,
    Column("vault", ForeignKey("vaults.id"), primary_key=True),
    Column("slot", LargeBinary, primary_key=True),  # 16 bytes
    Column("rev", Integer, nullable=False),  # revision: number of saves, from 1
    Column("blob", LargeBinary, nullable=False),  # sealed under the vault's key
    sqlite_with_rowid=False,
)

sessions = Table(  # 8 hours at most; a locked one is kept for 10 minutes
    "sessions",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # derived from the cookie, not the cookie
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("vault", ForeignKey("vaults.id"), nullable=False, index=True),
    Column("wrap", LargeBinary),  # vault's key under the cookie; deleted after 15 idle minutes
    Column("started", BigInteger, nullable=False, index=True),
    Column("touched", BigInteger, nullable=False, index=True),  # last activity, to the minute
    Column("strong", Integer, nullable=False),  # 1: signed in with a second factor
    Column("pending", LargeBinary),  # a new recovery code, sealed, until it was typed back
)

lapsed = Table(  # forms posted after the session locked, sealed under the cookie: 10 minutes
    "lapsed",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("blob", LargeBinary, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
)

teams = Table(  # kept with the site: published figures are never deleted one by one
    "teams",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("dissolved", BigInteger),
)

memberships = Table(  # who was in which team, and when; deleted with the account
    "memberships",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", ForeignKey("teams.id"), nullable=False, index=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # member or supervisor
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

team_rules = Table(  # how many must share before figures are shown; kept with the team
    "team_rules",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("first_window", Integer, primary_key=True),
    Column("least", Integer, nullable=False),  # 5 or more, never lowered
)

team_instruments = Table(  # what a team answers besides the weekly check-in; kept with the team
    "team_instruments",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("instrument", String(60), primary_key=True),
    Column("first_window", Integer, primary_key=True),
    Column("last_window", Integer),
)

allowed_instruments = Table(  # what teams may choose besides the check-in; organisers remove them
    "allowed_instruments",
    metadata,
    Column("instrument", String(60), primary_key=True),
)

team_codes = Table(  # codes to join a team: 30 days, or until the next one
    "team_codes",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),  # SHA-256: the code itself is not stored
    Column("team", ForeignKey("teams.id"), nullable=False, unique=True),
    Column("expires", BigInteger, nullable=False),
)

boxes = Table(  # sealed tallies of open windows; deleted when the window closes, never in a backup
    "boxes",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("instrument", String(60), primary_key=True),
    Column("window", Integer, primary_key=True),
    Column("site_key", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),  # of the questionnaire
    sqlite_with_rowid=False,
)

releases = Table(  # published figures of a team; kept with the site
    "releases",
    metadata,
    Column("team", ForeignKey("teams.id"), primary_key=True),
    Column("instrument", String(60), primary_key=True),
    Column("window", Integer, primary_key=True, index=True),
    Column("scale", String(60), primary_key=True),
    Column("value", Integer),  # rounded points, 10 to 90; NULL: withheld, without a reason
    Column("step", Integer),  # of rounding, in points
    Column("version", Integer, nullable=False, server_default="1"),  # of the questionnaire
)

team_actions = Table(  # what the team agreed to do about its figures; kept with the team
    "team_actions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", ForeignKey("teams.id"), nullable=False, index=True),
    Column("window", Integer, nullable=False),  # the published window that it responds to
    Column("day", String(10), nullable=False),  # on which the team agreed: 2026-11-09
    Column("text", String(400), nullable=False),
    Column("scale", String(60)),  # that it is meant for; NULL: none
)

disputes = Table(  # reports of a name that a member does not recognise; kept with the team
    "disputes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", ForeignKey("teams.id"), nullable=False, index=True),
    Column("account", ForeignKey("accounts.id"), index=True),  # reported by; for organisers only
    Column("began", BigInteger, nullable=False),
    Column("settled", BigInteger),
    Column("words", String(400), nullable=False),  # how it was settled
)

events = Table(  # audit log: changes of members and rules, acts of organisers; kept with the site
    "events",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("team", ForeignKey("teams.id")),
    Column("what", String(30), nullable=False),
    Column("account", ForeignKey("accounts.id"), index=True),  # the account it is about
    Column("name", String(254), nullable=False),  # shown at the time; emptied with the account
    Column("by_account", ForeignKey("accounts.id")),  # of the organiser who did it, if one did
    Column("words", String(400), nullable=False),
)
Index("ix_events_team_what", events.c.team, events.c.what)
index_where("ix_events_nobody", "account IS NULL", events.c.name)  # invitations not used yet
index_where("ix_events_by_account", "by_account IS NOT NULL", events.c.by_account)

rooms = Table(  # workshop rooms: until they end, a day at most
    "rooms",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),  # opened by
    Column("code", String(6), nullable=False, unique=True),  # shown on screen, to join with
    Column("title", String(80), nullable=False),
    Column("running_order", String(80), nullable=False),  # id of a session plan, or empty
    Column("presenter", LargeBinary, nullable=False),  # SHA-256 of the facilitator's cookie
    Column("site_key", Integer, nullable=False),
    Column("opened", BigInteger, nullable=False, index=True),
    Column("began", BigInteger, nullable=False),  # start of the facilitator's clock
    Column("locked", Integer, nullable=False),  # 1: nobody else can join
    Column("round", Integer, nullable=False),  # the open round, or the last one shown
    Column("showing", Integer, nullable=False),  # the result on screen, counted from 0
)

room_rounds = Table(  # deleted with their room
    "room_rounds",
    metadata,
    Column("room", ForeignKey("rooms.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1
    Column("instrument", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("slips", Integer, nullable=False),  # number of paper forms that were entered
    Column("told", LargeBinary),  # the result that was shown, sealed; closes the round
)

room_answers = Table(  # deleted with their room; in no order of time; round 0: who has joined
    "room_answers",
    metadata,
    Column("room", ForeignKey("rooms.id"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("who", LargeBinary, primary_key=True),  # 16 bytes, different in each round
    Column("blob", LargeBinary, nullable=False),  # the answers, sealed
    sqlite_with_rowid=False,
)

invitations = Table(  # seven days; deleted when used
    "invitations",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),  # SHA-256: the code itself is not stored
    Column("name", String(254), nullable=False, unique=True),
    Column("roles", String(60), nullable=False),
    Column("account", ForeignKey("accounts.id"), index=True),  # set: resets this account
    Column("team", ForeignKey("teams.id")),  # set: the new account is invited to join it
    Column("expires", BigInteger, nullable=False, index=True),
)

throttle = Table(  # rate limit: failed attempts, for an hour; the key hides name and network
    "throttle",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", BigInteger, nullable=False, index=True),
    Column("until", BigInteger, nullable=False),  # no attempt before this moment
)

identities = Table(  # links to the organisation's identity provider; until the owner removes them
    "identities",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # issuer and subject, hashed under the site's key
    Column("account", ForeignKey("accounts.id"), nullable=False, unique=True),
    Column("site_key", Integer, nullable=False),  # number of that key
    sqlite_with_rowid=False,
)

arrivals = Table(  # logins by the provider, until the password is typed: minutes
    "arrivals",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # derived from the cookie
    Column("blob", LargeBinary, nullable=False),  # sealed under the cookie; empty: `state` used up
    Column("expires", BigInteger, nullable=False, index=True),
)
