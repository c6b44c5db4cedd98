"""Every stored column, and why and how long it is kept. There is no other place to look.

Plain tables rather than mapped classes: a row is read once and written once, and an auditor reads
columns. Times are whole seconds since 1970 (UTC), so that both databases keep them alike. What a
person wrote is in `rows` alone, sealed, under a slot that only the vault's key can compute: no
week, no instrument, no kind and no time stands in clear.
"""

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

SCHEMA = "0001"  # the last migration; a test holds that it is

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

accounts = Table(  # kept until its owner erases it
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),  # 16 random bytes, hex
    Column("name", String(254), nullable=False, unique=True),  # to sign in with, folded
    Column("roles", String(60), nullable=False),  # words, parted by blanks, sorted
)

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
Index(
    "uq_vaults_current",
    vaults.c.account,
    unique=True,
    sqlite_where=text("replaced IS NULL"),
    postgresql_where=text("replaced IS NULL"),
)

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
    Column("started", BigInteger, nullable=False),
    Column("touched", BigInteger, nullable=False, index=True),  # to the minute
    Column("strong", Integer, nullable=False),  # 1: signed in with a second factor
    Column("pending", LargeBinary),  # a fresh recovery code, sealed, until it was typed back
)

lapsed = Table(  # a form posted after the lock, sealed under the cookie, for 10 minutes
    "lapsed",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
)

invitations = Table(  # seven days, deleted when used
    "invitations",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),  # SHA-256: the code itself is nowhere
    Column("name", String(254), nullable=False, unique=True),
    Column("roles", String(60), nullable=False),
    Column("account", ForeignKey("accounts.id")),  # set: a reset of this account
    Column("expires", BigInteger, nullable=False),
)

throttle = Table(  # failed tries, for an hour; the key hides name and network
    "throttle",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),  # no try before this moment
)
