"""Workshops: rooms, their rounds, and what was answered in them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("running_order", sa.String(length=80), nullable=False),
        sa.Column("presenter", sa.LargeBinary(), nullable=False),
        sa.Column("site_key", sa.Integer(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("locked", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("showing", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_rooms_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("code", name=op.f("uq_rooms_code")),
    )
    with op.batch_alter_table("rooms") as batch_op:
        batch_op.create_index(batch_op.f("ix_rooms_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_rooms_opened"), ["opened"], unique=False)

    op.create_table(
        "room_rounds",
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_room_rounds_room")),
        sa.PrimaryKeyConstraint("room", "number", name=op.f("pk_room_rounds")),
    )
    op.create_table(
        "room_answers",
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_room_answers_room")),
        sa.PrimaryKeyConstraint("room", "round", "who", name=op.f("pk_room_answers")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("room_answers")
    op.drop_table("room_rounds")
    with op.batch_alter_table("rooms") as batch_op:
        batch_op.drop_index(batch_op.f("ix_rooms_opened"))
        batch_op.drop_index(batch_op.f("ix_rooms_account"))

    op.drop_table("rooms")
