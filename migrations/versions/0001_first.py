"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("roles", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("roles", sa.String(length=60), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_invitations_account")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invitations")),
        sa.UniqueConstraint("name", name=op.f("uq_invitations_name")),
    )
    op.create_table(
        "lapsed",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_lapsed_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapsed")),
    )
    with op.batch_alter_table("lapsed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lapsed_expires"), ["expires"], unique=False)

    op.create_table(
        "vaults",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("site_key", sa.Integer(), nullable=False),
        sa.Column("kdf", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("ver_hash", sa.LargeBinary(), nullable=False),
        sa.Column("wrap_pw", sa.LargeBinary(), nullable=False),
        sa.Column("s2", sa.LargeBinary(), nullable=False),
        sa.Column("wrap_rc", sa.LargeBinary(), nullable=False),
        sa.Column("code_checked", sa.Integer(), nullable=False),
        sa.Column("code_asked", sa.BigInteger(), nullable=False),
        sa.Column("replaced", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_vaults_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vaults")),
    )
    with op.batch_alter_table("vaults", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vaults_account"), ["account"], unique=False)
        batch_op.create_index(
            "uq_vaults_current",
            ["account"],
            unique=True,
            sqlite_where=sa.text("replaced IS NULL"),
            postgresql_where=sa.text("replaced IS NULL"),
        )

    op.create_table(
        "rows",
        sa.Column("vault", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.LargeBinary(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["vault"], ["vaults.id"], name=op.f("fk_rows_vault")),
        sa.PrimaryKeyConstraint("vault", "slot", name=op.f("pk_rows")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("vault", sa.String(length=32), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=True),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=False),
        sa.Column("strong", sa.Integer(), nullable=False),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_sessions_account")),
        sa.ForeignKeyConstraint(["vault"], ["vaults.id"], name=op.f("fk_sessions_vault")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_touched"), ["touched"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_vault"), ["vault"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_vault"))
        batch_op.drop_index(batch_op.f("ix_sessions_touched"))
        batch_op.drop_index(batch_op.f("ix_sessions_account"))

    op.drop_table("sessions")
    op.drop_table("rows")
    with op.batch_alter_table("vaults", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_vaults_current",
            sqlite_where=sa.text("replaced IS NULL"),
            postgresql_where=sa.text("replaced IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_vaults_account"))

    op.drop_table("vaults")
    with op.batch_alter_table("lapsed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lapsed_expires"))

    op.drop_table("lapsed")
    op.drop_table("invitations")
    op.drop_table("throttle")
    op.drop_table("accounts")
