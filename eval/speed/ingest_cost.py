"""How fast documents become an index: against plain sentence-transformers, against the bare encoder, and again.

Decides what is compared: the same window texts, the same machine, in turns. Quality is compared on a
retrieval set by plain vector search, so that no other stage can hide a loss of the encoder.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.settings import Settings
from eval.grading.dataset import DatasetError
from eval.retrieval.beir import read_beir
from eval.speed.material import Figure, Left, Measured, in_turns, median, sentences, write_notes
from ingest.embedding.embedder import Embedder, Progress, Vectors
from ingest.embedding.export import taught_model
from ingest.embedding.packaged_model import packaged_model
from ingest.index.vectors import write_vectors
from ingest.passages.windows import WindowSettings, windows
from ingest.pipeline.build import build

BATCH = 32
THROUGHPUT_TEXTS = 768
ROUNDS = 3


class Recorder:
    """An embedder that notes what it is given; it does what the one inside does."""

    def __init__(self, inner: Embedder) -> None:
        self.name, self.sha256, self.dimension = inner.name, inner.sha256, inner.dimension
        self.backend, self.max_pieces = inner.backend, inner.max_pieces
        self.query_prompt, self.passage_prompt = inner.query_prompt, inner.passage_prompt
        self.encode_query, self.piece_offsets = inner.encode_query, inner.piece_offsets
        self.passage_pieces = inner.passage_pieces
        self.texts: list[str] = []
        self._inner = inner

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed texts, and keep them."""
        self.texts = list(texts)
        return self._inner.encode(texts, progress)


def window_texts(settings: Settings, embedder: Embedder) -> list[str]:
    """The texts of all windows of the corpus, as the product embeds them."""
    recorder = Recorder(embedder)
    with tempfile.TemporaryDirectory() as folder:
        build(settings.corpus_paths, Path(folder) / "index", recorder)
    return recorder.texts


def reference_model() -> Any:
    """The same weights in PyTorch, as sentence-transformers loads them."""
    model = taught_model(packaged_model().folder)
    model.max_seq_length = 512
    return model


def measure_throughput(settings: Settings, embedder: Embedder) -> Measured:
    """Windows a second against `SentenceTransformer.encode`, both with their vectors written for search."""
    texts = window_texts(settings, embedder)
    drawn = np.random.default_rng(0).permutation(len(texts))[:THROUGHPUT_TEXTS]
    chosen = [texts[row] for row in drawn]
    model = reference_model()
    embedder.encode(chosen[:BATCH])
    model.encode(chosen[:BATCH], batch_size=BATCH)
    with tempfile.TemporaryDirectory() as folder:
        seconds = in_turns(
            {
                "product": lambda: write_vectors(Path(folder), embedder.encode(chosen)),
                "plain": lambda: write_vectors(
                    Path(folder), model.encode(chosen, batch_size=BATCH, normalize_embeddings=True)
                ),
            },
            ROUNDS,
        )
    ours, plain = median(seconds["product"]), median(seconds["plain"])
    return [
        Figure("ingest", "windows a second, product", len(chosen) / ours, "/s"),
        Figure("ingest", "windows a second, sentence-transformers (PyTorch)", len(chosen) / plain, "/s"),
        Figure("ingest", "throughput over sentence-transformers (PyTorch)", plain / ours, "x", at_least=3.5),
    ]


def measure_pipeline(settings: Settings, embedder: Embedder) -> Measured:
    """The whole build of the corpus over the bare encoder on the same window texts."""
    recorder = Recorder(embedder)
    with tempfile.TemporaryDirectory() as folder:
        number = iter(range(2 * ROUNDS))

        def whole() -> None:
            build(settings.corpus_paths, Path(folder) / f"index-{next(number)}", recorder)

        whole()
        texts = recorder.texts
        seconds = in_turns({"build": whole, "encode": lambda: embedder.encode(texts)}, ROUNDS)
    # Of pairs that ran one after the other: a burst of another process hits both or is outvoted.
    ratios = [whole_s / bare_s for whole_s, bare_s in zip(seconds["build"], seconds["encode"], strict=True)]
    return [
        Figure("ingest", "whole build of the corpus", median(seconds["build"]), "s"),
        Figure("ingest", "bare encoder on its windows", median(seconds["encode"]), "s"),
        Figure("ingest", "build over bare encoder", median(ratios), "x", at_most=1.1),
    ]


@dataclass(frozen=True)
class _Set:
    """A retrieval set cut into windows: `starts` are the rows of each document's first window."""

    documents: list[str]
    texts: list[str]
    starts: NDArray[np.int64]
    asked: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]

    def ndcg(self, vectors: Vectors, asked_vectors: Sequence[Vectors] | Vectors) -> float:
        """Mean nDCG@10. Source: Järvelin and Kekäläinen 2002, gain = grade, discount log2(rank + 1)."""
        discounts = 1 / np.log2(np.arange(2, 12))
        values = []
        for key, vector in zip(self.asked, asked_vectors, strict=True):
            best = np.maximum.reduceat(vectors @ vector, self.starts)
            ranked = [self.documents[row] for row in np.argsort(-best, kind="stable")[:10]]
            gains = np.array([self.relevant[key].get(document, 0) for document in ranked])
            ideal = np.sort(list(self.relevant[key].values()))[::-1][:10]
            values.append(float(gains @ discounts[: len(gains)] / (ideal @ discounts[: len(ideal)])))
        return float(np.mean(values))


def measure_quality(dataset: Path, embedder: Embedder) -> Measured:
    """nDCG@10 of plain vector search by best narrow window, product and PyTorch, on a set in BEIR layout."""
    name = f"nDCG@10 lost against PyTorch, {dataset.name}"
    if not (dataset / "corpus.jsonl").exists():
        return [Left("ingest", name, f"{dataset} holds no corpus.jsonl")]
    try:
        chosen = _read_set(dataset, embedder)
    except DatasetError as error:
        return [Left("ingest", name, str(error))]
    asked = list(chosen.asked.values())
    ours = chosen.ndcg(embedder.encode(chosen.texts), [embedder.encode_query(text) for text in asked])
    vectors = reference_model().encode([*chosen.texts, *asked], batch_size=BATCH, normalize_embeddings=True)
    plain = chosen.ndcg(vectors[: len(chosen.texts)], vectors[len(chosen.texts) :])
    return [
        Figure("ingest", f"nDCG@10 of PyTorch, {dataset.name}", plain, ""),
        Figure("ingest", name, plain - ours, "", at_most=0.003),
    ]


def _read_set(dataset: Path, embedder: Embedder) -> _Set:
    read = read_beir(dataset)
    texts: list[str] = []
    starts = []
    for title, body in read.documents.values():
        text = f"{title} {body}".strip()
        starts.append(len(texts))
        narrow = windows(text, embedder.piece_offsets, WindowSettings(wide=0))
        texts += [text[start:end] for start, end in narrow]
    return _Set(list(read.documents), texts, np.asarray(starts), read.queries, read.judgements)


def measure_again(settings: Settings, embedder: Embedder, documents: int = 10_000) -> Measured:
    """The share of a full build that a build takes after one short note of many has changed."""
    with tempfile.TemporaryDirectory() as base:
        notes, index = Path(base) / "notes", Path(base) / "index"
        paths = write_notes(notes, sentences(settings.corpus_paths), documents)
        embedder.encode(["warm"])
        full = in_turns({"full": lambda: build([notes], index, embedder)}, 1)["full"][0]
        changed = iter(range(ROUNDS))

        def again() -> None:
            path = paths[documents // 2]
            path.write_text(f"{path.read_text(encoding='utf-8')}\nChange {next(changed)}.\n", encoding="utf-8")
            report = build([notes], index, embedder)
            if not 0 < report.embedded_windows < report.windows:
                raise RuntimeError(f"{report.embedded_windows} of {report.windows} windows were embedded again")

        seconds = median(in_turns({"again": again}, ROUNDS)["again"])
    return [
        Figure("again", f"full build of {documents:,} notes", full, "s"),
        Figure("again", "build after one of them changed", seconds, "s"),
        Figure("again", "share of the full build", 100 * seconds / full, "%", at_most=2.0),
    ]
