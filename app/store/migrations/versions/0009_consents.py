"""Whether an owner lets their words go to a language model elsewhere; nobody was asked before."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "consents",
        sa.Column("owner", sa.String(80), primary_key=True),
        sa.Column("place", sa.String(300), primary_key=True),
        sa.Column("is_given", sa.Boolean, nullable=False),
        sa.Column("at_utc", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("consents")
