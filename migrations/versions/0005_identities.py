"""Sign-in by an organisation's own provider: whom an account is joined to, and who comes in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "identities",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("site_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_identities_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("account", name=op.f("uq_identities_account")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "arrivals",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
    )
    with op.batch_alter_table("arrivals") as batch_op:
        batch_op.create_index(batch_op.f("ix_arrivals_expires"), ["expires"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("arrivals") as batch_op:
        batch_op.drop_index(batch_op.f("ix_arrivals_expires"))

    op.drop_table("arrivals")
    op.drop_table("identities")
