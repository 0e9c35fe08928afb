"""Documents and passages on disk: one read-only SQLite file beside the vectors.

Decides nothing; a search loads only the texts that it returns, so a million passages cost no memory.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind
from ingest.passages.section import Section
from ingest.passages.split import Passage

SCHEMA = """
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL,
                        blocks TEXT NOT NULL, has_levels INTEGER NOT NULL, file_sha256 TEXT NOT NULL);
CREATE TABLE passages (row INTEGER PRIMARY KEY, document TEXT NOT NULL, title TEXT NOT NULL, headings TEXT NOT NULL,
                       start INTEGER NOT NULL, end INTEGER NOT NULL, tokens INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX passages_of_document ON passages (document, start);
CREATE TABLE sections (document TEXT NOT NULL, anchor TEXT NOT NULL, heading TEXT NOT NULL,
                       start INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY (document, anchor));
"""


@dataclass(frozen=True)
class StoredDocument:
    """A document as the page shows it; offsets of passages count characters of `text`."""

    id: str
    title: str
    source: str
    text: str


def write_passages(
    path: Path, documents: Iterable[Document], passages: Iterable[Passage], sections: Iterable[Section]
) -> None:
    """Write a new file; passages are numbered in the order they come, from 0."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (item.id, item.title, item.source, item.text, _blocks(item), item.has_levels, item.file_sha256)
                for item in documents
            ),
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    row,
                    item.document,
                    item.title,
                    json.dumps(item.headings),
                    item.start,
                    item.end,
                    item.tokens,
                    item.text,
                )
                for row, item in enumerate(passages)
            ),
        )
        connection.executemany(
            "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
            ((item.document, item.anchor, item.heading, item.start, item.end) for item in sections),
        )


class PassageReader:
    """Reads passages and documents of one index; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file read-only.

        Raises:
            sqlite3.Error: it is missing or damaged.
        """
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        try:
            # SQLite reads nothing before it is asked, so a damaged file would only be found by a search. By the last
            # row: counting them reads every text.
            (last,) = self._connection.execute("SELECT max(row) FROM passages").fetchone()
        except sqlite3.Error:
            self._connection.close()
            raise
        self._count = 0 if last is None else int(last) + 1
        # From Python 3.12 on, threads that ask the same at once share one statement and get each other's rows.
        self._alone = threading.Lock()
        # A reader that is dropped releases the file too; from Python 3.13 on an open connection warns.
        self._release = weakref.finalize(self, self._connection.close)

    def __len__(self) -> int:
        """How many passages there are."""
        return self._count

    def close(self) -> None:
        """Release the file."""
        self._release()

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """All rows of a query, while no other thread asks."""
        with self._alone:
            return self._connection.execute(query, values).fetchall()

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of the rows, in their order."""
        query = "SELECT * FROM passages WHERE row IN (SELECT value FROM json_each(?))"
        found = {row: _passage(fields) for row, *fields in self._rows(query, json.dumps(list(rows)))}
        return [found[row] for row in rows]

    def of_document(self, document: str) -> list[tuple[int, Passage]]:
        """All passages of a document with their rows, in order."""
        query = "SELECT * FROM passages WHERE document = ? ORDER BY start"
        return [(row, _passage(fields)) for row, *fields in self._rows(query, document)]

    def document(self, identifier: str) -> StoredDocument | None:
        """A document by its id; None where there is none."""
        query = "SELECT id, title, source, text FROM documents WHERE id = ?"
        found = self._rows(query, identifier)
        return StoredDocument(*found[0]) if found else None

    def titles(self) -> list[tuple[str, str]]:
        """The id and title of every document, by id."""
        return [(identifier, title) for identifier, title in self._rows("SELECT id, title FROM documents ORDER BY id")]

    def parsed(self) -> Iterator[Document]:
        """All documents as they were parsed, but for their metadata and what of them is not indexed."""
        query = "SELECT id, title, source, text, blocks, has_levels, file_sha256 FROM documents WHERE id = ?"
        # One after another: a million documents are not held at once.
        for (each,) in self._rows("SELECT id FROM documents ORDER BY rowid"):
            ((identifier, title, source, text, blocks, has_levels, digest),) = self._rows(query, each)
            read = tuple(Block(BlockKind(kind), start, end, level) for kind, start, end, level in json.loads(blocks))
            yield Document(identifier, title, source, text, read, has_levels=bool(has_levels), file_sha256=digest)

    def all(self) -> list[Passage]:
        """All passages, in the order of their rows."""
        return [_passage(fields) for _, *fields in self._rows("SELECT * FROM passages ORDER BY row")]

    def section(self, document: str, anchor: str) -> Section | None:
        """A section by its document and anchor; None where there is none."""
        query = "SELECT * FROM sections WHERE document = ? AND anchor = ?"
        found = self._rows(query, document, anchor)
        return Section(*found[0]) if found else None

    def sections(self, document: str) -> list[Section]:
        """The sections of a document, in the order in which they begin; one may hold the next."""
        query = "SELECT * FROM sections WHERE document = ? ORDER BY start, end DESC"
        return [Section(*fields) for fields in self._rows(query, document)]


def _blocks(document: Document) -> str:
    return json.dumps([(block.kind, block.start, block.end, block.level) for block in document.blocks])


def _passage(fields: Sequence[str | int]) -> Passage:
    document, title, headings, start, end, tokens, text = fields
    return Passage(
        str(document), str(title), tuple(json.loads(str(headings))), int(start), int(end), int(tokens), str(text)
    )
