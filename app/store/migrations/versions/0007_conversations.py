"""Which interview a conversation of another program belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "conversations",
        sa.Column("owner", sa.String(80), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("interview_id", sa.String(40), sa.ForeignKey("interviews.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("conversations_of_interview", "conversations", ["interview_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("conversations")
