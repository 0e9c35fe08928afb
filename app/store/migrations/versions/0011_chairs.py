"""Links to the interviewer's chair of an interview."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table; nobody was invited before."""
    op.create_table(
        "chairs",
        sa.Column("interview_id", sa.String(40), sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("created_utc", sa.DateTime, nullable=False),
        sa.Column("expires_utc", sa.DateTime, nullable=False),
    )
    op.create_index("chairs_of_owner", "chairs", ["owner"])


def downgrade() -> None:
    """Forget them; what was noted stays in the interviews."""
    op.drop_table("chairs")
