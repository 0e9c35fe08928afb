"""A query -> the best passages of one set in the tables, scored as in an index folder (search.py).

Decides when all windows of a set are compared with a query and when the graph (HNSW) names candidates. Scores, their
fusion and the mending of slips are those of the folder; only where rows come from differs.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from ingest.embedding.embedder import Embedder, Vectors
from ingest.index.bm25 import Posting, shares_of, straight, tokenize
from ingest.index.fuse import SearchSettings, closeness, order, weigh
from ingest.index.search import VECTOR_CANDIDATES, WORD_CANDIDATES, Hit
from ingest.index.spelling import Speller
from ingest.index.table import PassageTables, Place, as_text, block_of, passage_of

# What a window costs where all of a set are compared, and what a row costs that the graph leads to, in microseconds of
# the server's processor (docs/hosting.md). The graph leads through the rows of all owners, of which those of this set
# are a share, so it is worth asking only for a set that holds much of the table.
COMPARED_US = 1.0
FOLLOWED_US = 21.0
# How far the graph is followed for windows of this set among all others, in rows, and by how long a list.
MOST_LOOKED_AT = 200_000
GRAPH = (
    "SET LOCAL hnsw.iterative_scan = relaxed_order",
    f"SET LOCAL hnsw.ef_search = {VECTOR_CANDIDATES}",
    f"SET LOCAL hnsw.max_scan_tuples = {MOST_LOOKED_AT}",
)
SIZES = """
SELECT passages, windows, (SELECT reltuples FROM pg_class WHERE oid = CAST('private_windows' AS regclass)) AS among
FROM private_sets WHERE owner = :owner AND id = :set
"""
SPELT = "SELECT spelt FROM private_sets WHERE owner = :owner AND id = :set"
WORDS = "SELECT held FROM private_words WHERE owner = :owner AND set_id = :set AND block = ANY(:blocks)"
NEAREST = """
SELECT row FROM private_windows WHERE owner = :owner AND set_id = :set
ORDER BY vector <#> CAST(:query AS halfvec) LIMIT :count
"""
# One row of three arrays: 7,000 rows took longer to send than to find.
COSINES = """
SELECT array_agg(row) AS rows, array_agg(best) AS best, array_agg(wide) AS wide FROM (
    SELECT row, CAST(max(cosine) AS real) AS best, CAST(max(cosine) FILTER (WHERE number = 0) AS real) AS wide
    FROM (SELECT row, number, -(vector <#> CAST(:query AS halfvec)) AS cosine FROM private_windows
          WHERE owner = :owner AND set_id = :set {among}) AS windows
    GROUP BY row ORDER BY row) AS passages
"""
PASSAGES = "SELECT * FROM private_passages WHERE owner = :owner AND set_id = :set AND row = ANY(:rows)"


class TableSearch:
    """Searches sets of passages; safe to use from several threads."""

    def __init__(
        self, tables: PassageTables, settings: SearchSettings | None = None, by_graph: bool | None = None
    ) -> None:
        """`by_graph`: whether the graph names candidates; None: where it costs less."""
        self._tables = tables
        self._settings = settings or SearchSettings()
        self._by_graph = by_graph

    def search(self, place: Place, query: str, embedder: Embedder, k: int) -> list[Hit]:
        """The k best passages of a set, best first; none where the set is not there."""
        with self._tables.as_owner(place.owner, is_of_one_moment=True) as connection:
            sizes = connection.execute(text(SIZES), place.named).one_or_none()
            if sizes is None:
                return []
            words = WordsOfSet(connection, place, sizes.passages)
            meant = self._meant(unicodedata.normalize("NFC", query), words, embedder)
            vector = embedder.encode_query(straight(meant))
            worded = self.word_scores(meant, words, sizes.passages)
            among = None
            is_graph = is_worth_following(sizes.windows, sizes.among) if self._by_graph is None else self._by_graph
            if is_graph:
                among = _candidates(connection, place, vector, worded, k)
            rows, near = self._near(connection, place, vector, among)
            fused, _, _ = weigh(near, worded[rows], self._settings)
            best = order(fused, rows, k)
            found = connection.execute(text(PASSAGES), {**place.named, "rows": rows[best].tolist()}).all()
        passages = {row.row: passage_of(row) for row in found}
        return [
            Hit(rank, float(fused[at]), float(near[at]), float(worded[row]), row, passages[row])
            for rank, (at, row) in enumerate(zip(best.tolist(), rows[best].tolist(), strict=True), start=1)
        ]

    def word_scores(self, meant: str, words: "WordsOfSet", passages: int) -> NDArray[np.float32]:
        """The word score of each passage of a set, float32 (passages,), 0..1: our own BM25.

        `coach eval tables` measures PostgreSQL's full text in its place.
        """
        return shares_of(meant, words.of(tokenize(meant)), passages)

    def _meant(self, query: str, words: "WordsOfSet", embedder: Embedder) -> str:
        if not self._settings.mend_spelling:
            return query
        words.of(tokenize(query))
        return Speller(words.spelt, words.holds, lambda word: len(embedder.piece_offsets(word)) == 1).repair(query)

    def _near(
        self, connection: Connection, place: Place, query: Vectors, among: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Rows of the passages that are scored, ascending, and how near each is: float32 (rows,)."""
        asked = {**place.named, "query": as_text(query)}
        statement = COSINES.format(among="" if among is None else "AND row = ANY(:among)")
        found = connection.execute(
            text(statement), asked if among is None else {**asked, "among": among.tolist()}
        ).one()
        best, wide = np.array(found.best or [], dtype=np.float32), np.array(found.wide or [], dtype=np.float32)
        return np.array(found.rows or [], dtype=np.int64), closeness(best, wide, self._settings.wide_weight)


def is_worth_following(windows: int, among: float) -> bool:
    """Whether the graph finds candidates for a set of so many windows, `among` those of all, at less cost."""
    looked_at = VECTOR_CANDIDATES * max(among, windows) / max(windows, 1)
    return looked_at * FOLLOWED_US < windows * COMPARED_US


def _candidates(
    connection: Connection, place: Place, query: Vectors, words: NDArray[np.float32], k: int
) -> NDArray[np.int64]:
    """Rows of the passages to score, ascending: those that the graph and the words name."""
    for setting in GRAPH:
        connection.exec_driver_sql(setting)
    asked = {**place.named, "query": as_text(query), "count": max(VECTOR_CANDIDATES, 4 * k)}
    near = connection.execute(text(NEAREST), asked).scalars().all()
    worded = order(words, np.arange(len(words)), max(WORD_CANDIDATES, 2 * k))
    return np.union1d(np.array(near, dtype=np.int64), worded[words[worded] > 0])


class WordsOfSet:
    """The words of a set of so many passages, as far as they are asked for."""

    def __init__(self, connection: Connection, place: Place, passages: int) -> None:
        self.connection = connection
        self.place = place
        self._passages = passages
        self._blocks: set[int] = set()
        self._held: dict[str, Posting] = {}

    def of(self, stems: Iterable[str]) -> Mapping[str, Posting]:
        """Postings, among them those of these stems that some passage holds."""
        new = {block_of(stem, self._passages) for stem in stems} - self._blocks
        if new:
            self._blocks |= new
            for held in self.connection.execute(text(WORDS), {**self.place.named, "blocks": sorted(new)}).scalars():
                self._held |= {
                    stem: Posting(np.array(rows, np.int32), np.array(scores, np.float32))
                    for stem, (rows, scores) in json.loads(held).items()
                }
        return self._held

    def holds(self, word: str) -> bool:
        """Whether a passage holds the word in some form of it."""
        stems = tokenize(word)
        held = self.of(stems)
        return any(stem in held for stem in stems)

    def spelt(self) -> Any:
        """The words as they are spelt, each with the number of passages that hold it."""
        return json.loads(self.connection.execute(text(SPELT), self.place.named).scalar_one())
