"""Who of an OpenID provider is which user, and sign-ins there that are under way."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "identities",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(80), sa.ForeignKey("users.owner", ondelete="CASCADE"), nullable=False),
        sa.Column("created_utc", sa.DateTime, nullable=False),
    )
    op.create_index("identities_of_owner", "identities", ["owner"])
    op.create_table(
        "openid_flows",
        sa.Column("state", sa.String(64), primary_key=True),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("invitation", sa.String(64), nullable=False),
        sa.Column("expires_utc", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("openid_flows")
    op.drop_table("identities")
