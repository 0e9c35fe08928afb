"""Interviews and their turns."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "interviews",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("ask", sa.JSON),
        sa.Column("started_utc", sa.DateTime, nullable=False),
        sa.Column("ended_utc", sa.DateTime),
    )
    op.create_table(
        "turns",
        sa.Column("interview_id", sa.String(40), sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("answered_utc", sa.DateTime, nullable=False),
        sa.UniqueConstraint("interview_id", "key", name="one_turn_a_key"),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("turns")
    op.drop_table("interviews")
