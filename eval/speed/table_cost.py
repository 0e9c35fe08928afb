"""What a query takes where the passages of many owners lie in one PostgreSQL database: `coach eval tables --windows N`.

Decides what stands in for 10,000 candidates: one in five windows lies in a few large sets, the largest project that may
be kept among them, the rest in sets of 100. Vectors are grown from the corpus' own (search_growth.py), texts are the
corpus'. Rows are copied in and the graph is made at the end, past all policies, so it takes a superuser; queries run as
ever. Beside the wall clock stands the time of the processor, here and in the server, which other programs do not
stretch.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from pgvector import HalfVector
from pgvector.psycopg import register_vector
from sqlalchemy import Connection, Engine, text

from eval.figures.intervals import table
from eval.speed.material import median, p95, queries
from eval.speed.search_growth import grown_vectors
from ingest.embedding.embedder import Embedder, Vectors
from ingest.errors import BadRequest
from ingest.index.search import Index
from ingest.index.table import Made, PassageTables, Place, Rows
from ingest.index.table_search import TableSearch
from ingest.passages.split import Passage
from ingest.passages.windows import breadcrumb

LARGE = (40_000, 20_000, 10_000, 5_000, 2_000)
USUAL = 100
WINDOWS_PER_PASSAGE = 4
QUERIES = 40
MADE = Made("grown", "grown")
GRAPH = "CREATE INDEX private_windows_near ON private_windows USING hnsw (vector halfvec_ip_ops)"


@dataclass(frozen=True)
class Asked:
    """Queries of one set by one way: milliseconds, and the share of the best 5 that comparing all finds too."""

    windows: int
    way: str
    wall_median_ms: float
    wall_p95_ms: float
    processor_median_ms: float
    processor_p95_ms: float
    same_best_5: float


@dataclass(frozen=True)
class Cost:
    """The whole table, and what queries of its sets take."""

    windows: int
    owners: int
    copied_s: float
    graph_s: float
    disk_mb: float
    graph_mb: float
    asked: tuple[Asked, ...]

    def render(self) -> str:
        """A line of the whole, a table of the queries."""
        whole = (
            f"{self.windows:,} windows of {self.owners:,} owners: copied in {self.copied_s:.0f} s, graph made in "
            f"{self.graph_s:.0f} s; {self.disk_mb:,.0f} MB, the graph {self.graph_mb:,.0f} MB of it"
        )
        head = ["windows of the set", "way", "wall median ms", "p95", "processor median ms", "p95", "same best 5"]
        rows = [
            [
                f"{one.windows:,}",
                one.way,
                f"{one.wall_median_ms:.1f}",
                f"{one.wall_p95_ms:.1f}",
                f"{one.processor_median_ms:.1f}",
                f"{one.processor_p95_ms:.1f}",
                f"{one.same_best_5:.2f}",
            ]
            for one in self.asked
        ]
        return f"{whole}\n{table(head, rows)}"

    def as_json(self) -> str:
        """The same for a program."""
        return json.dumps(asdict(self), indent=1)


def sizes_of(windows: int) -> list[int]:
    """The windows of each owner's set: the large ones that fit into a fifth of all, then usual ones."""
    large: list[int] = []
    for size in LARGE:
        if sum(large) + size <= max(windows // 5, USUAL):
            large.append(size)
    return [*large, *[USUAL] * ((windows - sum(large)) // USUAL)]


def measure(engine: Engine, tables: PassageTables, index: Index, embedder: Embedder, windows: int) -> Cost:
    """Fill empty tables, ask, and empty them again.

    Raises:
        BadRequest: the tables hold something, or the user is bound by their policies.
    """
    sizes = sizes_of(windows)
    with engine.begin() as connection:
        if connection.execute(text("SELECT count(*) FROM private_sets")).scalar_one():
            raise BadRequest("the tables hold passages; measure in a database of its own")
        if not connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar_one():
            raise BadRequest("to fill the tables takes a superuser; measure on a server of its own")
    copied_s, graph_s = _fill(engine, tables, index, sizes)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
        whole, graph = connection.exec_driver_sql(
            "SELECT sum(pg_total_relation_size(c.oid)), pg_relation_size('private_windows_near') FROM pg_class c "
            "WHERE c.relname IN ('private_sets', 'private_passages', 'private_windows', 'private_words')"
        ).one()
    asked = tuple(one for at in _chosen(sizes) for one in _ask(tables, embedder, at, sizes[at]))
    with engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE private_sets CASCADE")
    return Cost(sum(sizes), len(sizes), copied_s, graph_s, float(whole) / 2**20, graph / 2**20, asked)


def _chosen(sizes: Sequence[int]) -> list[int]:
    """One owner of each size."""
    return [sizes.index(size) for size in dict.fromkeys(sizes)]


def _owner(at: int) -> Place:
    return Place(f"owner-{at}", "project")


def _fill(engine: Engine, tables: PassageTables, index: Index, sizes: Sequence[int]) -> tuple[float, float]:
    """Rows of all owners; how long copying and the graph took, in seconds."""
    known, _ = index.every_window()
    start = time.perf_counter()
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX private_windows_near")
    none = np.empty((0, known.shape[1]), dtype=np.float32)
    corpus = index.texts.all()
    for at in _chosen(sizes):
        passages = [corpus[row % len(corpus)] for row in range(sizes[at] // WINDOWS_PER_PASSAGE)]
        tables.replace(_owner(at), MADE, Rows(passages, none, (), _texts(passages)))
    first = sizes.index(USUAL)
    with engine.begin() as connection:
        for at, size in enumerate(sizes[: first + 1]):
            connection.execute(
                text("UPDATE private_sets SET windows = :windows WHERE owner = :owner"),
                {"windows": size, "owner": _owner(at).owner},
            )
        _clone(connection, first, len(sizes))
        _copy(connection, sizes, known)
    copied = time.perf_counter()
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '2GB'")
        connection.exec_driver_sql(GRAPH)
    return copied - start, time.perf_counter() - copied


def _texts(passages: Sequence[Passage]) -> list[str]:
    return ["\n".join((breadcrumb(one.title, one.headings), one.text)) for one in passages]


def _clone(connection: Connection, first: int, count: int) -> None:
    """Passages and words of the owner `first` for all after it."""
    columns = {
        "private_sets": "id, digest, made_by, passages, windows, spelt",
        "private_passages": 'set_id, row, document, title, headings, start, "end", tokens, text',
        "private_words": "set_id, block, held",
    }
    for name, rest in columns.items():
        connection.execute(
            text(
                f"INSERT INTO {name} SELECT 'owner-' || n, {rest} FROM {name}, "  # noqa: S608
                "generate_series(CAST(:next AS integer), CAST(:last AS integer)) AS n WHERE owner = :owner"
            ),
            {"owner": _owner(first).owner, "next": first + 1, "last": count - 1},
        )


def _copy(connection: Connection, sizes: Sequence[int], known: Vectors) -> None:
    """Grown vectors of all owners, by COPY."""
    vectors = grown_vectors(known, sum(sizes))
    driver = connection.connection.driver_connection
    if driver is None:
        raise BadRequest("the connection is closed")
    register_vector(driver)
    with driver.cursor() as cursor, cursor.copy("COPY private_windows FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["varchar", "varchar", "int4", "int4", "halfvec"])
        for (at, row, number), vector in zip(_places(sizes), vectors, strict=True):
            place = _owner(at)
            copy.write_row((place.owner, place.id, row, number, HalfVector(vector)))


def _places(sizes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    for at, size in enumerate(sizes):
        for window in range(size):
            yield at, window // WINDOWS_PER_PASSAGE, window % WINDOWS_PER_PASSAGE


def _ask(tables: PassageTables, embedder: Embedder, at: int, windows: int) -> Iterator[Asked]:
    """The same queries of one set, with all windows compared and by the graph."""
    place, asked = _owner(at), queries()[:QUERIES]
    best: dict[str, set[int]] = {}
    for way, by_graph in (("all compared", False), ("graph", True)):
        search = TableSearch(tables, by_graph=by_graph)
        wall, processor, same = [], [], []
        for query in asked:
            search.search(place, query, embedder, 5)
            with tables.as_owner(place.owner) as connection:
                server = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            before, start = _processor_s(server), time.perf_counter()
            hits = search.search(place, query, embedder, 5)
            wall.append(time.perf_counter() - start)
            processor.append(_processor_s(server) - before)
            rows = {hit.row for hit in hits}
            same.append(len(rows & best.setdefault(query, rows)) / max(len(rows), 1))
        yield Asked(
            windows,
            way,
            wall_median_ms=1000 * median(wall),
            wall_p95_ms=1000 * p95(wall),
            processor_median_ms=1000 * median(processor),
            processor_p95_ms=1000 * p95(processor),
            same_best_5=sum(same) / len(same),
        )


def _processor_s(server: int) -> float:
    """What this process and one of the server have had of the processor; of the server's only on Linux."""
    spent = Path(f"/proc/{server}/schedstat")
    there = int(spent.read_text().split()[0]) / 1e9 if spent.exists() else 0.0
    return time.process_time() + there
