"""How search grows: a thousand to a million windows, what a query takes, finds and holds in memory.

Decides what stands in for a corpus of a million windows. Vectors: those of the corpus, then made ones:
a corpus window moved by a share of the difference of two others, normalised again. So they lie where
text lies (27 dimensions hold half of the variance; uniform vectors have no neighbours to find) and a query
of the corpus has near and far neighbours. Texts: sentences of the corpus, shuffled, whose common words are in
nearly all passages: for the word index that is worse than real text.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.settings import Settings
from eval.speed.material import NOTE_WORDS, Figure, Measured, median, note_texts, p95, queries, sentences
from eval.speed.served import resident_mb
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Embedder, Vectors
from ingest.index.bm25 import StoredWords
from ingest.index.manifest import write_manifest
from ingest.index.passages import write_passages
from ingest.index.search import Index, write_index
from ingest.index.vectors import Embedded, StoredVectors
from ingest.passages.split import Passage
from ingest.pipeline.steps import BuildSettings

SIZES = (1_000, 10_000, 100_000, 1_000_000)
WINDOWS_PER_PASSAGE = 4
MOVED_BY = 0.35
CHUNK = 50_000
QUERIES = 200
CANDIDATES = 200


@dataclass(frozen=True)
class Point:
    """One size. Times in ms of one query, `query_*` end to end; memory in MB; recall of the ten nearest, 0..1."""

    windows: int
    layout: str
    query_median_ms: float
    query_p95_ms: float
    vectors_median_ms: float
    vectors_p95_ms: float
    words_median_ms: float
    own_mb: float
    mapped_mb: float
    disk_mb: float
    build_s: float
    recall_at_10: float


def grown_vectors(known: Vectors, count: int) -> Vectors:
    """`count` vectors like those `known`: float32 (count, dimension), rows L2-normalised; the known ones first."""
    rng = np.random.default_rng(0)
    vectors = np.empty((count, known.shape[1]), dtype=np.float32)
    for start in range(0, count, CHUNK):
        size = min(CHUNK, count - start)
        base, one, other = (known[rng.integers(len(known), size=size)] for _ in range(3))
        moved = base + MOVED_BY * (one - other)
        vectors[start : start + size] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    kept = min(count, len(known))
    vectors[:kept] = known[:kept]
    return vectors


def exact_rows(vectors: Vectors, asked: Vectors, count: int = 10) -> NDArray[np.int64]:
    """The rows nearest to each query by comparing with all: int64 (queries, count), in no order."""
    scores = np.full((len(asked), 0), 0, dtype=np.float32)
    rows = np.full((len(asked), 0), 0, dtype=np.int64)
    for start in range(0, len(vectors), CHUNK):
        here = asked @ vectors[start : start + CHUNK].T
        scores = np.hstack([scores, here])
        rows = np.hstack([rows, np.broadcast_to(np.arange(start, start + here.shape[1]), here.shape)])
        if scores.shape[1] > count:
            best = np.argpartition(-scores, count - 1, axis=1)[:, :count]
            scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
    return rows


def write_grown(folder: Path, vectors: Vectors, known: Sequence[str], embedder: Embedder) -> float:
    """Write an index folder of these vectors and of shuffled texts; returns the seconds that its indexes took."""
    passages = -(-len(vectors) // WINDOWS_PER_PASSAGE)
    of_window = np.arange(len(vectors)) // WINDOWS_PER_PASSAGE
    texts = note_texts(known, passages, NOTE_WORDS)
    start = time.perf_counter()
    layout = write_index(folder, Embedded(vectors, of_window.tolist()), texts)
    seconds = time.perf_counter() - start
    rows = (Passage(f"note-{row}", f"Note {row}", (), 0, len(text), 200, text) for row, text in enumerate(texts))
    write_passages(folder / "passages.sqlite", [], rows, [])
    facts = {"settings": asdict(BuildSettings()), "vectors": layout, "digest": "", "documents": {}}
    write_manifest(folder, embedder, passages=passages, windows=len(vectors), **facts)
    return seconds


def probe(folder: Path, models: Path, asked: Sequence[str]) -> dict[str, Any]:
    """Search an index in a process of its own: seconds of each query, and what opening and asking took in memory."""
    embedder = load_embedder(models)
    embedded = [embedder.encode_query(query) for query in asked]
    before = resident_mb()
    index = Index(folder, embedder)
    whole = _seconds([lambda query=query: index.search(query) for query in asked])  # type: ignore[misc]
    after = resident_mb()
    vectors = StoredVectors(folder)
    nearest = [vectors.search(vector, CANDIDATES)[1][:10].tolist() for vector in embedded]
    by_vector = _seconds([lambda vector=vector: vectors.search(vector, CANDIDATES) for vector in embedded])  # type: ignore[misc]
    words = StoredWords(folder)
    by_words = _seconds([lambda query=query: words.shares(query) for query in asked])  # type: ignore[misc]
    return {
        "whole": whole,
        "vectors": by_vector,
        "words": by_words,
        "nearest": nearest,
        "own_mb": after["RssAnon"] - before["RssAnon"],
        "mapped_mb": after["RssFile"] - before["RssFile"],
    }


def _seconds(tasks: Sequence[Callable[[], object]]) -> list[float]:
    """Wall seconds of each task, after a first round that brings the pages in."""
    seconds = []
    for is_warm in (False, True):
        for task in tasks:
            start = time.perf_counter()
            task()
            if is_warm:
                seconds.append(time.perf_counter() - start)
    return seconds


def measure_point(settings: Settings, embedder: Embedder, known: Vectors, windows: int) -> Point:
    """Build an index of so many windows and search it."""
    asked = queries()[:QUERIES]
    vectors = grown_vectors(known, windows)
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base)
        build_s = write_grown(folder, vectors, sentences(settings.corpus_paths), embedder)
        exact = exact_rows(vectors, np.stack([embedder.encode_query(query) for query in asked]))
        del vectors
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            probed = pool.apply(probe, (folder, settings.models_folder, asked))
        disk_mb = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
        layout = Index(folder, embedder).manifest["vectors"]["search"]
    shared = [len(set(rows) & set(truth)) for rows, truth in zip(probed["nearest"], exact.tolist(), strict=True)]
    return Point(
        windows=windows,
        layout=layout,
        query_median_ms=1000 * median(probed["whole"]),
        query_p95_ms=1000 * p95(probed["whole"]),
        vectors_median_ms=1000 * median(probed["vectors"]),
        vectors_p95_ms=1000 * p95(probed["vectors"]),
        words_median_ms=1000 * median(probed["words"]),
        own_mb=probed["own_mb"],
        mapped_mb=probed["mapped_mb"],
        disk_mb=disk_mb,
        build_s=build_s,
        recall_at_10=sum(shared) / (10 * len(shared)),
    )


def measure_growth(settings: Settings, embedder: Embedder) -> tuple[Measured, list[Point]]:
    """All sizes, and the figures of them that have targets."""
    known: Vectors = np.load(settings.index_folder / "vectors.npy")
    points = [measure_point(settings, embedder, known, size) for size in SIZES]
    found: Measured = []
    for point in points:
        at_most = 20.0 if point.windows == max(SIZES) else None
        found += [
            Figure("growth", f"query p95, {point.windows:,} windows", point.query_p95_ms, "ms", at_most=at_most),
            Figure("growth", f"recall@10, {point.windows:,} windows", point.recall_at_10, "", at_least=0.97),
        ]
    return found, points


def table(points: Sequence[Point]) -> str:
    """The points as a markdown table."""
    heads = (
        "windows | vectors searched | query median ms | p95 ms | vectors alone median ms | p95 ms | words alone ms "
        "| own MB | mapped MB | disk MB | indexes built s | recall@10"
    )
    rows = [
        f"| {point.windows:,} | {point.layout} | {point.query_median_ms:.1f} | {point.query_p95_ms:.1f} "
        f"| {point.vectors_median_ms:.2f} | {point.vectors_p95_ms:.2f} | {point.words_median_ms:.2f} "
        f"| {point.own_mb:.0f} | {point.mapped_mb:.0f} | {point.disk_mb:.0f} | {point.build_s:.1f} "
        f"| {point.recall_at_10:.3f} |"
        for point in points
    ]
    return "\n".join([f"| {heads} |", "|" + " --- |" * (heads.count("|") + 1), *rows])


def plot(points: Sequence[Point], path: Path) -> None:
    """Draw what a query takes and holds over the number of windows, into a PNG."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    windows = [point.windows for point in points]
    left.plot(windows, [point.query_p95_ms for point in points], "o-", label="whole query, p95")
    left.plot(windows, [point.query_median_ms for point in points], "o-", label="whole query, median")
    left.plot(windows, [point.vectors_median_ms for point in points], "o--", label="vectors alone, median")
    left.plot(windows, [point.words_median_ms for point in points], "o--", label="words alone, median")
    left.set(xscale="log", yscale="log", xlabel="windows", ylabel="ms", title="One query, warm")
    left.legend()
    right.plot(windows, [point.disk_mb for point in points], "o-", label="on disk")
    right.plot(windows, [max(point.mapped_mb, 0.1) for point in points], "o-", label="mapped pages touched")
    right.plot(windows, [max(point.own_mb, 0.1) for point in points], "o-", label="own memory")
    right.set(xscale="log", yscale="log", xlabel="windows", ylabel="MB", title="The index, on disk and in memory")
    right.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
