"""Users, what proves who they are, what they share and have used, and who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

OWNER = sa.String(80)
TABLES = ("attempts", "audit", "spending", "shares", "invitations", "access_keys", "sessions", "users")


def upgrade() -> None:
    """Make the tables; nobody is a user yet."""
    op.create_table(
        "users",
        sa.Column("owner", OWNER, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("created_utc", sa.DateTime, nullable=False),
        sa.Column("disabled_utc", sa.DateTime),
    )
    _make_proofs()
    op.create_table(
        "shares",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner", OWNER, nullable=False),
        sa.Column("coach", OWNER, nullable=False),
        sa.Column("interview_id", sa.String(40), sa.ForeignKey("interviews.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_utc", sa.DateTime, nullable=False),
        sa.UniqueConstraint("coach", "interview_id", name="one_share_a_coach"),
    )
    op.create_index("shares_of_owner", "shares", ["owner"])
    _make_records()


def _make_proofs() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("owner", OWNER, sa.ForeignKey("users.owner", ondelete="CASCADE"), nullable=False),
        sa.Column("created_utc", sa.DateTime, nullable=False),
        sa.Column("seen_utc", sa.DateTime, nullable=False),
    )
    op.create_index("sessions_of_owner", "sessions", ["owner"])
    op.create_table(
        "access_keys",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner", OWNER, sa.ForeignKey("users.owner", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("created_utc", sa.DateTime, nullable=False),
        sa.Column("expires_utc", sa.DateTime, nullable=False),
        sa.Column("used_utc", sa.DateTime),
    )
    op.create_index("access_keys_of_owner", "access_keys", ["owner"])
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("owner", OWNER, sa.ForeignKey("users.owner", ondelete="CASCADE"), nullable=False),
        sa.Column("expires_utc", sa.DateTime, nullable=False),
    )
    op.create_index("invitations_of_owner", "invitations", ["owner"])


def _make_records() -> None:
    op.create_table(
        "spending",
        sa.Column("owner", OWNER, primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in ("requests", "answers")),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in ("uploads", "tokens")),
        sa.Column("cost_usd", sa.Float, nullable=False, server_default="0"),
    )
    op.create_index("spending_of_day", "spending", ["day"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at_utc", sa.DateTime, nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("actor", OWNER, nullable=False),
        sa.Column("owner", OWNER, nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
    )
    op.create_index("audit_of_owner", "audit", ["owner"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at_utc", sa.DateTime, nullable=False),
    )
    op.create_index("attempts_of_subject", "attempts", ["subject", "at_utc"])


def downgrade() -> None:
    """Drop them all."""
    for table in TABLES:
        op.drop_table(table)
