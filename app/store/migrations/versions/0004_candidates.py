"""An owner for every row, and what is remembered of a candidate."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

OWNED = ("interviews", "turns", "appeals")


def upgrade() -> None:
    """Give what is there the owner of a laptop, and make the tables of candidates."""
    for table in OWNED:
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("owner", sa.String(80), nullable=False, server_default="local"))
    op.create_index("interviews_of_owner", "interviews", ["owner", "started_utc"])
    op.create_table(
        "candidates",
        sa.Column("owner", sa.String(80), primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "cards",
        sa.Column("owner", sa.String(80), primary_key=True),
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("due_utc", sa.DateTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("cards_due", "cards", ["owner", "due_utc"])
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("at_utc", sa.DateTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("events_of_owner", "events", ["owner", "id"])


def downgrade() -> None:
    """Forget candidates and owners."""
    for table in ("events", "cards", "candidates"):
        op.drop_table(table)
    op.drop_index("interviews_of_owner", "interviews")
    for table in OWNED:
        with op.batch_alter_table(table) as changed:
            changed.drop_column("owner")
