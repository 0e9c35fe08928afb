"""The tables. What changes here needs a migration in migrations/versions."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.candidate.candidate import LOCAL

metadata = MetaData()
OWNER_CHARS = 80

interviews = Table(
    "interviews",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner", String(OWNER_CHARS), nullable=False, server_default=LOCAL, comment="the candidate whose it is"),
    Column("stage", String(40), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("plan", JSON, nullable=False, comment="the questions as they were when the interview began"),
    Column("ask", JSON, comment="what is asked now, or was when it was ended; null after the last answer"),
    Column("started_utc", DateTime, nullable=False),
    Column("ended_utc", DateTime),
    Index("interviews_of_owner", "owner", "started_utc"),
    Column("course", JSON, comment="how it is held and what was said between answers; null: by an older version"),
)

turns = Table(
    "turns",
    metadata,
    Column("interview_id", String(40), ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("owner", String(OWNER_CHARS), nullable=False, server_default=LOCAL, comment="the candidate whose it is"),
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
    Column("owner", String(OWNER_CHARS), nullable=False, server_default=LOCAL, comment="the candidate whose it is"),
    Column("number", Integer, nullable=False, comment="of the turn whose verdict was contested"),
    Column("body", JSON, nullable=False),
    Index("appeals_of_interview", "interview_id", "number"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("owner", String(OWNER_CHARS), primary_key=True),
    Column("key", String(64), primary_key=True, comment="digest of a chat's id, or of what a copy was made for"),
    Column("interview_id", String(40), ForeignKey("interviews.id", ondelete="CASCADE"), nullable=False),
    Index("conversations_of_interview", "interview_id"),
)

candidates = Table(
    "candidates",
    metadata,
    Column("owner", String(OWNER_CHARS), primary_key=True),
    Column("body", JSON, nullable=False, comment="skills as what they were read from, and which questions were seen"),
)

cards = Table(
    "cards",
    metadata,
    Column("owner", String(OWNER_CHARS), primary_key=True),
    Column("id", String(200), primary_key=True, comment="<question>/<point>"),
    Column("due_utc", DateTime, nullable=False),
    Column("body", JSON, nullable=False),
    Index("cards_due", "owner", "due_utc"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String(OWNER_CHARS), nullable=False),
    Column("at_utc", DateTime, nullable=False),
    Column("body", JSON, nullable=False, comment="what was learned of the candidate, in the order it happened"),
    Index("events_of_owner", "owner", "id"),
)

projects = Table(
    "projects",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner", String(80), nullable=False, comment="the candidate whose it is"),
    Column("name", String(200), nullable=False),
    Column("evidence", JSON, comment="what its git history shows; null where none was read"),
    Column("created_utc", DateTime, nullable=False),
    Index("projects_of_owner", "owner", "created_utc"),
)

project_documents = Table(
    "project_documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project_id", String(40), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("owner", String(80), nullable=False, comment="the candidate whose it is"),
    Column("name", String(400), nullable=False, comment="its path in the project, with its suffix"),
    Column("kind", String(20), nullable=False, comment="markdown, plain or code: how its text is cut"),
    Column("text", Text, nullable=False, comment="without the secrets that were found in it"),
    Column("secrets", JSON, nullable=False, comment="[line, kind] of each secret that was left out"),
    UniqueConstraint("project_id", "name", name="one_document_a_name"),
)

consents = Table(
    "consents",
    metadata,
    Column("owner", String(OWNER_CHARS), primary_key=True),
    Column("place", String(300), primary_key=True, comment="where the language model is that was asked about"),
    Column("is_given", Boolean, nullable=False),
    Column("at_utc", DateTime, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("owner", String(OWNER_CHARS), primary_key=True, comment="what stands as owner in every other table"),
    Column("name", String(80), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password", String(200), comment="argon2; null where none was set"),
    Column("created_utc", DateTime, nullable=False),
    Column("disabled_utc", DateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True, comment="of the token, which is kept nowhere"),
    Column("owner", String(OWNER_CHARS), ForeignKey("users.owner", ondelete="CASCADE"), nullable=False),
    Column("created_utc", DateTime, nullable=False),
    Column("seen_utc", DateTime, nullable=False),
    Index("sessions_of_owner", "owner"),
)

access_keys = Table(
    "access_keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner", String(OWNER_CHARS), ForeignKey("users.owner", ondelete="CASCADE"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("digest", String(64), nullable=False, unique=True, comment="of the key, which is kept nowhere"),
    Column("created_utc", DateTime, nullable=False),
    Column("expires_utc", DateTime, nullable=False),
    Column("used_utc", DateTime),
    Index("access_keys_of_owner", "owner"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("digest", String(64), primary_key=True, comment="of the link's token, which is kept nowhere"),
    Column("owner", String(OWNER_CHARS), ForeignKey("users.owner", ondelete="CASCADE"), nullable=False),
    Column("expires_utc", DateTime, nullable=False),
    Index("invitations_of_owner", "owner"),
)

identities = Table(
    "identities",
    metadata,
    Column("digest", String(64), primary_key=True, comment="of a provider and of whom it names there"),
    Column("owner", String(OWNER_CHARS), ForeignKey("users.owner", ondelete="CASCADE"), nullable=False),
    Column("created_utc", DateTime, nullable=False),
    Index("identities_of_owner", "owner"),
)

openid_flows = Table(
    "openid_flows",
    metadata,
    Column("state", String(64), primary_key=True, comment="digest of what the provider sends back"),
    Column("browser", String(64), nullable=False, comment="digest of what the browser keeps meanwhile"),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("invitation", String(64), nullable=False, comment="digest of a link's token; empty where there is none"),
    Column("expires_utc", DateTime, nullable=False),
)

shares = Table(
    "shares",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner", String(OWNER_CHARS), nullable=False, comment="the candidate whose interview it is"),
    Column("coach", String(OWNER_CHARS), nullable=False, comment="the owner of the coach who may read it"),
    Column("interview_id", String(40), ForeignKey("interviews.id", ondelete="CASCADE"), nullable=False),
    Column("created_utc", DateTime, nullable=False),
    UniqueConstraint("coach", "interview_id", name="one_share_a_coach"),
    Index("shares_of_owner", "owner"),
)

chairs = Table(
    "chairs",
    metadata,
    Column("interview_id", String(40), ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    Column("owner", String(OWNER_CHARS), nullable=False, comment="the candidate whose interview it is"),
    Column("digest", String(64), nullable=False, unique=True, comment="of the link's token, which is kept nowhere"),
    Column("created_utc", DateTime, nullable=False),
    Column("expires_utc", DateTime, nullable=False),
    Index("chairs_of_owner", "owner"),
)

spending = Table(
    "spending",
    metadata,
    Column("owner", String(OWNER_CHARS), primary_key=True),
    Column("day", String(10), primary_key=True, comment="such as 2026-11-29, UTC"),
    Column("requests", Integer, nullable=False, server_default="0"),
    Column("answers", Integer, nullable=False, server_default="0"),
    Column("uploads", Integer, nullable=False, server_default="0"),
    Column("tokens", Integer, nullable=False, server_default="0"),
    Column("cost_usd", Float, nullable=False, server_default="0"),
    Index("spending_of_day", "day"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_utc", DateTime, nullable=False),
    Column("act", String(40), nullable=False),
    Column("actor", String(OWNER_CHARS), nullable=False, comment="the owner of who did it, or terminal or anybody"),
    Column("owner", String(OWNER_CHARS), nullable=False, comment="whose account it touched"),
    Column("detail", String(200), nullable=False, comment="no answer, no password, no key, no link"),
    Index("audit_of_owner", "owner"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(64), nullable=False, comment="digest of a name, of a network, or of both"),
    Column("at_utc", DateTime, nullable=False),
    Index("attempts_of_subject", "subject", "at_utc"),
)

probes = Table(
    "probes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("body", Text, nullable=False, comment="as long as a turn, written to see whether one could be"),
)
