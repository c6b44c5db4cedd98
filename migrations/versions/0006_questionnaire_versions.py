"""The version of the questionnaire that a window counts; the scale that an agreed action is for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table in ("boxes", "releases"):
        version = sa.Column("version", sa.Integer(), server_default="1", nullable=False)
        op.add_column(table, version)
    op.add_column("team_actions", sa.Column("scale", sa.String(length=60), nullable=True))


def downgrade() -> None:
    for table in ("releases", "boxes"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("version")
    with op.batch_alter_table("team_actions") as batch_op:
        batch_op.drop_column("scale")
