"""Teams: rosters, sealed boxes, releases, what was agreed, and what organisers did."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "allowed_instruments",
        sa.Column("instrument", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("instrument", name=op.f("pk_allowed_instruments")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("dissolved", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_table(
        "boxes",
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("instrument", sa.String(length=60), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("site_key", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_boxes_team")),
        sa.PrimaryKeyConstraint("team", "instrument", "window", name=op.f("pk_boxes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=True),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_disputes_account")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_disputes_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )
    with op.batch_alter_table("disputes") as batch_op:
        batch_op.create_index(batch_op.f("ix_disputes_team"), ["team"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=True),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("by_account", sa.String(length=32), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_events_account")),
        sa.ForeignKeyConstraint(["by_account"], ["accounts.id"], name=op.f("fk_events_by_account")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_events_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events") as batch_op:
        batch_op.create_index(batch_op.f("ix_events_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_team"), ["team"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("shown", sa.String(length=80), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("first_window", sa.Integer(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("last_window", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_memberships_account")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_memberships_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_team"), ["team"], unique=False)
        batch_op.create_index(
            "uq_memberships_member",
            ["account"],
            unique=True,
            sqlite_where=sa.text("kind = 'member' AND ended IS NULL"),
            postgresql_where=sa.text("kind = 'member' AND ended IS NULL"),
        )
        batch_op.create_index(
            "uq_memberships_supervisor",
            ["team", "account"],
            unique=True,
            sqlite_where=sa.text("kind = 'supervisor' AND ended IS NULL"),
            postgresql_where=sa.text("kind = 'supervisor' AND ended IS NULL"),
        )

    op.create_table(
        "releases",
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("instrument", sa.String(length=60), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("scale", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_releases_team")),
        sa.PrimaryKeyConstraint("team", "instrument", "window", "scale", name=op.f("pk_releases")),
    )
    op.create_table(
        "team_actions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_team_actions_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_actions")),
    )
    with op.batch_alter_table("team_actions") as batch_op:
        batch_op.create_index(batch_op.f("ix_team_actions_team"), ["team"], unique=False)

    op.create_table(
        "team_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_team_codes_team")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_team_codes")),
        sa.UniqueConstraint("team", name=op.f("uq_team_codes_team")),
    )
    op.create_table(
        "team_instruments",
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("instrument", sa.String(length=60), nullable=False),
        sa.Column("first_window", sa.Integer(), nullable=False),
        sa.Column("last_window", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_team_instruments_team")),
        sa.PrimaryKeyConstraint(
            "team", "instrument", "first_window", name=op.f("pk_team_instruments")
        ),
    )
    op.create_table(
        "team_rules",
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("first_window", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_team_rules_team")),
        sa.PrimaryKeyConstraint("team", "first_window", name=op.f("pk_team_rules")),
    )
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.add_column(sa.Column("ended", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("invitations") as batch_op:
        batch_op.add_column(sa.Column("team", sa.String(length=32), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_invitations_team"), "teams", ["team"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("invitations") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invitations_team"), type_="foreignkey")
        batch_op.drop_column("team")

    with op.batch_alter_table("accounts", recreate="never") as batch_op:
        batch_op.drop_column("ended")

    op.drop_table("team_rules")
    op.drop_table("team_instruments")
    op.drop_table("team_codes")
    with op.batch_alter_table("team_actions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_actions_team"))

    op.drop_table("team_actions")
    op.drop_table("releases")
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.drop_index(
            "uq_memberships_supervisor",
            sqlite_where=sa.text("kind = 'supervisor' AND ended IS NULL"),
            postgresql_where=sa.text("kind = 'supervisor' AND ended IS NULL"),
        )
        batch_op.drop_index(
            "uq_memberships_member",
            sqlite_where=sa.text("kind = 'member' AND ended IS NULL"),
            postgresql_where=sa.text("kind = 'member' AND ended IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_memberships_team"))
        batch_op.drop_index(batch_op.f("ix_memberships_account"))

    op.drop_table("memberships")
    with op.batch_alter_table("events") as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_team"))
        batch_op.drop_index(batch_op.f("ix_events_at"))
        batch_op.drop_index(batch_op.f("ix_events_account"))

    op.drop_table("events")
    with op.batch_alter_table("disputes") as batch_op:
        batch_op.drop_index(batch_op.f("ix_disputes_team"))

    op.drop_table("disputes")
    op.drop_table("boxes")
    op.drop_table("teams")
    op.drop_table("allowed_instruments")
