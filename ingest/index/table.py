"""Passages of many owners in tables of one PostgreSQL database. The only importer of pgvector.

Decides what a row is, that a transaction sees the rows of one owner alone, and that a set of passages is replaced whole
or not at all. The database holds it to the owner: each table has a policy that compares with a setting of the
transaction, forced on the tables' own owner too; a user whom no policy binds (a superuser) takes the role ROLE first.
What a query finds is for table_search.py. Source: https://www.postgresql.org/docs/current/ddl-rowsecurity.html
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from pgvector import HalfVector
from sqlalchemy import Connection, text

from ingest.embedding.embedder import Vectors
from ingest.errors import StoreFailed
from ingest.index.bm25 import Posting, postings
from ingest.passages.split import Passage

Transaction = Callable[[], AbstractContextManager[Connection]]
# Of the default embedder.
DIMENSION = 384
# Any number that no other program on this server locks: "pass" in ASCII.
TABLES_LOCK = 0x70617373
ROLE = "coach_passages"
# Words of a set are kept in so many blocks, each a JSON object: stem -> [rows, scores].
PASSAGES_PER_BLOCK = 16
TABLES = ("private_sets", "private_passages", "private_windows", "private_words")
# m and ef_construction are pgvector's own defaults.
SCHEMA = """
CREATE TABLE private_sets (
    owner varchar(80) NOT NULL CHECK (owner <> ''), id varchar(40) NOT NULL {belongs},
    digest varchar(64) NOT NULL, made_by varchar(64) NOT NULL,
    passages integer NOT NULL, windows integer NOT NULL, spelt text NOT NULL, PRIMARY KEY (owner, id));
CREATE INDEX private_sets_of ON private_sets (id);
CREATE TABLE private_passages (
    owner varchar(80) NOT NULL, set_id varchar(40) NOT NULL, row integer NOT NULL,
    document text NOT NULL, title text NOT NULL, headings text NOT NULL,
    start integer NOT NULL, "end" integer NOT NULL, tokens integer NOT NULL, text text NOT NULL,
    PRIMARY KEY (owner, set_id, row), FOREIGN KEY (owner, set_id) REFERENCES private_sets ON DELETE CASCADE);
CREATE TABLE private_windows (
    owner varchar(80) NOT NULL, set_id varchar(40) NOT NULL, row integer NOT NULL, number integer NOT NULL,
    vector halfvec({dimension}) NOT NULL,
    PRIMARY KEY (owner, set_id, row, number), FOREIGN KEY (owner, set_id) REFERENCES private_sets ON DELETE CASCADE);
CREATE INDEX private_windows_near ON private_windows USING hnsw (vector halfvec_ip_ops);
CREATE TABLE private_words (
    owner varchar(80) NOT NULL, set_id varchar(40) NOT NULL, block integer NOT NULL, held text NOT NULL,
    PRIMARY KEY (owner, set_id, block), FOREIGN KEY (owner, set_id) REFERENCES private_sets ON DELETE CASCADE);
"""
SECURITY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY of_owner ON {table}
    USING (owner = current_setting('coach.owner', true)) WITH CHECK (owner = current_setting('coach.owner', true));
"""
IS_MADE = "SELECT to_regclass('private_words') IS NOT NULL"
HAS_VECTORS = "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"
WIDTH = "SELECT atttypmod FROM pg_attribute WHERE attrelid = 'private_windows'::regclass AND attname = 'vector'"
SEES_PAST = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
HAS_ROLE = "SELECT count(*) FROM pg_roles WHERE rolname = :role"
PUT_SET = """
INSERT INTO private_sets VALUES (:owner, :set, :digest, :made_by, :passages, :windows, :spelt)
ON CONFLICT (owner, id) DO UPDATE SET digest = excluded.digest, made_by = excluded.made_by,
    passages = excluded.passages, windows = excluded.windows, spelt = excluded.spelt
WHERE (private_sets.digest, private_sets.made_by) <> (excluded.digest, excluded.made_by)
"""
PUT_PASSAGE = """
INSERT INTO private_passages
VALUES (:owner, :set, :row, :document, :title, :headings, :start, :end, :tokens, :text)
"""
PUT_WINDOW = "INSERT INTO private_windows VALUES (:owner, :set, :row, :number, CAST(:vector AS halfvec))"
PUT_WORD = "INSERT INTO private_words VALUES (:owner, :set, :block, :held)"
HELD = "SELECT digest, made_by FROM private_sets WHERE owner = :owner AND id = :set"
DELETE = "DELETE FROM private_sets WHERE owner = :owner AND id = :set"
MADE_BY = "SELECT count(*) FROM private_sets WHERE owner = :owner AND id = :set AND made_by = :made_by"
PASSAGES = "SELECT * FROM private_passages WHERE owner = :owner AND set_id = :set ORDER BY row"
VECTORS = """
SELECT row, array_agg(CAST(vector AS text) ORDER BY number) AS vectors FROM private_windows
WHERE owner = :owner AND set_id = :set GROUP BY row
"""


class NoTables(Exception):
    """This database cannot hold them; the message says what it lacks."""


@dataclass(frozen=True)
class Place:
    """A set of passages: whose, and which of theirs."""

    owner: str
    id: str

    @property
    def named(self) -> dict[str, str]:
        """As parameters of a statement."""
        return {"owner": self.owner, "set": self.id}


@dataclass(frozen=True)
class Made:
    """What a set was made of, and by which model and settings: two digests of at most 64 characters."""

    digest: str
    made_by: str


@dataclass(frozen=True)
class Rows:
    """What goes into a set.

    `vectors`: float32 (windows, dimension), rows L2-normalised; `passage_of_window` ascending; `texts`: what is
    searched by words, one a passage.
    """

    passages: Sequence[Passage]
    vectors: Vectors
    passage_of_window: Sequence[int]
    texts: Sequence[str]


class PassageTables:
    """The sets of all owners; each call sees one owner's. Safe to use from several threads."""

    def __init__(self, transaction: Transaction, belongs_to: str = "", dimension: int = DIMENSION) -> None:
        """Make the tables where they are not there yet.

        `belongs_to`: a table whose row of the same `id` a set belongs to, and goes with.

        Raises:
            NoTables: the server has no pgvector, the user may not make what is needed, or vectors there have
                another dimension.
        """
        self._transaction = transaction
        try:
            with transaction() as connection:
                self._is_bound = not connection.execute(text(SEES_PAST)).scalar_one()
                _make(connection, belongs_to, dimension, with_role=not self._is_bound)
        except StoreFailed as error:
            if getattr(getattr(error.__cause__, "orig", None), "sqlstate", None) == "42501":
                raise NoTables("its user may not make the extension, the tables or their role") from error
            raise

    @contextmanager
    def as_owner(self, owner: str, *, is_of_one_moment: bool = False) -> Iterator[Connection]:
        """A transaction that sees and writes the rows of one owner alone, whatever is asked in it.

        `is_of_one_moment`: it only reads, and all of it as it was when it began.
        """
        with self._transaction() as connection:
            if is_of_one_moment:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if not self._is_bound:
                connection.exec_driver_sql(f"SET LOCAL ROLE {ROLE}")
            connection.execute(text("SELECT set_config('coach.owner', :owner, true)"), {"owner": owner})
            yield connection

    def holds(self, place: Place, made: Made) -> bool:
        """Whether a set is there and was made of just this."""
        with self.as_owner(place.owner) as connection:
            held = connection.execute(text(HELD), place.named).one_or_none()
        return held is not None and (held.digest, held.made_by) == (made.digest, made.made_by)

    def replace(self, place: Place, made: Made, rows: Rows) -> None:
        """Put a set in place of what was there, in one transaction; where it was made of just this, nothing is done.

        Of two processes that make the same, the second waits for the first and leaves its rows.
        """
        held, spelt = postings(rows.texts)
        sizes = {"passages": len(rows.passages), "windows": len(rows.passage_of_window), "spelt": json.dumps(spelt)}
        with self.as_owner(place.owner) as connection:
            if not connection.execute(text(PUT_SET), {**place.named, **vars(made), **sizes}).rowcount:
                return
            for table in TABLES[1:]:
                connection.execute(text(f"DELETE FROM {table} WHERE owner = :owner AND set_id = :set"), place.named)  # noqa: S608
            _put(connection, PUT_PASSAGE, place, _passage_rows(rows.passages))
            _put(connection, PUT_WINDOW, place, _window_rows(rows))
            _put(connection, PUT_WORD, place, _word_rows(held, len(rows.passages)))

    def delete(self, place: Place) -> None:
        """Delete a set with all its rows."""
        with self.as_owner(place.owner) as connection:
            connection.execute(text(DELETE), place.named)

    def embedded(self, place: Place, made_by: str) -> list[tuple[Passage, Vectors]]:
        """The passages of a set with their vectors; none where it was made by another model or other settings."""
        with self.as_owner(place.owner, is_of_one_moment=True) as connection:
            if not connection.execute(text(MADE_BY), {**place.named, "made_by": made_by}).scalar_one():
                return []
            vectors = {one.row: one.vectors for one in connection.execute(text(VECTORS), place.named)}
            passages = connection.execute(text(PASSAGES), place.named).all()
        return [(passage_of(row), _read(vectors[row.row])) for row in passages]


def block_of(stem: str, passages: int) -> int:
    """In which block of a set of so many passages a stem is held.

    A row a stem took 1,500 rows for 25 passages, twice what their vectors take; one row for all is read whole by every
    query.
    """
    return zlib.crc32(stem.encode()) % (1 + passages // PASSAGES_PER_BLOCK)


def as_text(vector: Vectors) -> str:
    """A vector as pgvector reads it, in half precision."""
    return HalfVector(vector).to_text()


def passage_of(row: Any) -> Passage:
    """A row of private_passages."""
    headings = tuple(json.loads(row.headings))
    return Passage(row.document, row.title, headings, row.start, row.end, row.tokens, row.text)


def _read(vectors: Sequence[str]) -> Vectors:
    return np.stack([HalfVector.from_text(one).to_numpy() for one in vectors]).astype(np.float32)


def _make(connection: Connection, belongs_to: str, dimension: int, *, with_role: bool) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": TABLES_LOCK})
    if not connection.execute(text(IS_MADE)).scalar_one():
        if not connection.execute(text(HAS_VECTORS)).scalar_one():
            raise NoTables("its server has no pgvector")
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS vector")
        belongs = f"REFERENCES {belongs_to} (id) ON DELETE CASCADE" if belongs_to else ""
        connection.exec_driver_sql(SCHEMA.format(belongs=belongs, dimension=dimension))
        for table in TABLES:
            connection.exec_driver_sql(SECURITY.format(table=table))
    width = connection.execute(text(WIDTH)).scalar_one()
    if width != dimension:
        raise NoTables(f"its tables hold vectors of {width} dimensions, and these have {dimension}")
    if with_role:
        if not connection.execute(text(HAS_ROLE), {"role": ROLE}).scalar_one():
            connection.exec_driver_sql(f"CREATE ROLE {ROLE}")
        connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO {ROLE}")
        # Whether this user may take it is found out now and not by a search.
        connection.exec_driver_sql(f"SET LOCAL ROLE {ROLE}")


def _put(connection: Connection, statement: str, place: Place, rows: Iterator[Mapping[str, Any]]) -> None:
    found = [{**place.named, **row} for row in rows]
    if found:
        connection.execute(text(statement), found)


def _passage_rows(passages: Sequence[Passage]) -> Iterator[Mapping[str, Any]]:
    for row, passage in enumerate(passages):
        yield {"row": row, **vars(passage), "headings": json.dumps(passage.headings)}


def _word_rows(held: Mapping[str, Posting], passages: int) -> Iterator[Mapping[str, Any]]:
    blocks: dict[int, dict[str, Any]] = {}
    for stem, posting in held.items():
        scores = [float(f"{score:.6g}") for score in posting.scores.tolist()]
        blocks.setdefault(block_of(stem, passages), {})[stem] = [posting.rows.tolist(), scores]
    for block, words in blocks.items():
        yield {"block": block, "held": json.dumps(words, separators=(",", ":"))}


def _window_rows(rows: Rows) -> Iterator[Mapping[str, Any]]:
    first = np.searchsorted(rows.passage_of_window, rows.passage_of_window)
    for at, (row, vector) in enumerate(zip(rows.passage_of_window, rows.vectors, strict=True)):
        yield {"row": row, "number": at - int(first[at]), "vector": as_text(vector)}
