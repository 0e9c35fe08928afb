"""The tables. What changes here needs a migration in migrations/versions."""

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

interviews = Table(
    "interviews",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("stage", String(40), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("plan", JSON, nullable=False, comment="the questions as they were when the interview began"),
    Column("ask", JSON, comment="what is asked now, or was when it was ended; null after the last answer"),
    Column("started_utc", DateTime, nullable=False),
    Column("ended_utc", DateTime),
)

turns = Table(
    "turns",
    metadata,
    Column("interview_id", String(40), ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key", String(200), nullable=False, comment="idempotency key of the request"),
    Column("body", JSON, nullable=False),
    Column("answered_utc", DateTime, nullable=False),
    UniqueConstraint("interview_id", "key", name="one_turn_a_key"),
)

appeals = Table(
    "appeals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("interview_id", String(40), ForeignKey("interviews.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False, comment="of the turn whose verdict was contested"),
    Column("body", JSON, nullable=False),
    Index("appeals_of_interview", "interview_id", "number"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("owner", String(80), primary_key=True),
    Column("key", String(64), primary_key=True, comment="digest of a chat's id, or of what a copy was made for"),
    Column("interview_id", String(40), ForeignKey("interviews.id", ondelete="CASCADE"), nullable=False),
    Index("conversations_of_interview", "interview_id"),
)

probes = Table(
    "probes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("body", Text, nullable=False, comment="as long as a turn, written to see whether one could be"),
)
