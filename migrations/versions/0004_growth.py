"""Indexes for a large site: what the clean-up, erasing a person and the teams' pages look for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

PLAIN = (
    ("accounts", "roles"),
    ("sessions", "started"),
    ("lapsed", "account"),
    ("disputes", "account"),
    ("releases", "window"),
    ("invitations", "account"),
    ("invitations", "expires"),
    ("throttle", "since"),
)
OF_FEW = (  # of the few rows in which the column says something
    ("accounts", "ended"),
    ("vaults", "replaced"),
    ("events", "by_account"),
)


def upgrade() -> None:
    for table, column in PLAIN:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for table, column in OF_FEW:
        few = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            op.f(f"ix_{table}_{column}"),
            table,
            [column],
            sqlite_where=few,
            postgresql_where=few,
        )
    nobody = sa.text("account IS NULL")
    op.create_index(
        "ix_events_nobody", "events", ["name"], sqlite_where=nobody, postgresql_where=nobody
    )
    op.create_index("ix_events_team_what", "events", ["team", "what"])
    op.drop_index(op.f("ix_events_team"), "events")


def downgrade() -> None:
    op.create_index(op.f("ix_events_team"), "events", ["team"])
    op.drop_index("ix_events_team_what", "events")
    op.drop_index("ix_events_nobody", "events")
    for table, column in (*OF_FEW, *PLAIN):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
