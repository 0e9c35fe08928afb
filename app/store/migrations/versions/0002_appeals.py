"""Appeals against verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("interview_id", sa.String(40), sa.ForeignKey("interviews.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("appeals_of_interview", "appeals", ["interview_id", "number"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("appeals")
