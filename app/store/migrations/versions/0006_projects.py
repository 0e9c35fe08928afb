"""Projects of a candidate and their documents."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "projects",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("evidence", sa.JSON),
        sa.Column("created_utc", sa.DateTime, nullable=False),
    )
    op.create_index("projects_of_owner", "projects", ["owner", "created_utc"])
    op.create_table(
        "project_documents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.String(40), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("secrets", sa.JSON, nullable=False),
        sa.UniqueConstraint("project_id", "name", name="one_document_a_name"),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("project_documents")
    op.drop_table("projects")
