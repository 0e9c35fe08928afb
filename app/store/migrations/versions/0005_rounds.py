"""How an interview is held, and what was said between its answers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; interviews of before have none of it."""
    op.add_column("interviews", sa.Column("course", sa.JSON))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("interviews", "course")
