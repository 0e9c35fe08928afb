"""An index folder, open for search over its vectors and words.

Decides how a query becomes a ranked list of passages: mended, embedded, and every passage scored by vectors and
words; in a large index, candidates from both sides. How vectors lie on disk is for vectors.py, words for bm25.py, how
scores are put together for fuse.py, whether an index fits for manifest.py, and how many passages an answer stands on
for app/answering.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.embedder import Embedder, Vectors
from ingest.index.answers import read_answers
from ingest.index.bm25 import StoredWords, Word, straight, write_words
from ingest.index.fuse import SearchSettings, closeness, order, weigh
from ingest.index.manifest import IndexUnfit, check_fits, read_manifest, way_out
from ingest.index.passages import PassageReader
from ingest.index.spelling import Speller
from ingest.index.vectors import Embedded, StoredVectors, write_vectors
from ingest.passages.split import Passage

# Candidates by vectors and by words where vectors are searched by lists. With 200 windows, the top 5 were the same as
# when all passages were scored.
VECTOR_CANDIDATES = 200
WORD_CANDIDATES = 100


# Called with the name of each step of a search when it ends.
Done = Callable[[str], None]


@dataclass(frozen=True)
class Hit:
    """A passage that was found, with the scores that put it there.

    `score` is fused, at most 1; `vector` its closeness (fuse.py), -1..1; `words` its word
    score (bm25.py), 0..1: about 0.45 where it holds each word of the query once.
    """

    rank: int
    score: float
    vector: float
    words: float
    row: int
    passage: Passage


@dataclass(frozen=True)
class Near:
    """A window near a query: the `number`th, from 0, of the passage `row`."""

    cosine: float
    row: int
    number: int


@dataclass(frozen=True)
class Ranking:
    """A search and its stages.

    `vector` float32 (dimension,) of the query; `words` float32 (passages,) the word score of every passage; `rows`
    int64 (candidates,) of the passages that were scored; `hits` the best of them. `agreed`, 0..1: how far vectors
    agree with words; `word_weight` the weight that words have for it (fuse.py).
    """

    vector: Vectors
    words: NDArray[np.float32]
    rows: NDArray[np.int64]
    hits: list[Hit]
    agreed: float
    word_weight: float


class Index:
    """An index folder, open for search; made by ingest/pipeline/build.py."""

    def __init__(self, folder: Path, embedder: Embedder, settings: SearchSettings | None = None) -> None:
        """Open an index.

        Raises:
            IndexUnfit: there is none, it is damaged, or it was built by another version or another model.
        """
        self.manifest = read_manifest(folder)
        check_fits(self.manifest, embedder, folder)
        self.folder = folder
        self.settings = settings or SearchSettings()
        self._embedder = embedder
        try:
            self._open()
        # Of any kind: NumPy, FAISS, bm25s and SQLite each raise errors of their own where a file is cut short, missing
        # or not theirs. Seen: ValueError, OSError, KeyError, RuntimeError and sqlite3.OperationalError.
        except Exception as error:
            raise IndexUnfit(f"the index in {folder} is damaged ({error}); {way_out(folder)}") from error

    def _open(self) -> None:
        """Open all files, and see that they belong together."""
        self._vectors = StoredVectors(self.folder)
        self._passage_of_window: NDArray[np.int32] = np.load(self.folder / "window_passage.npy")
        self._window_starts: NDArray[np.int64] = np.searchsorted(self._passage_of_window, np.arange(self.passages + 1))
        self._words = StoredWords(self.folder)
        windows = int(self.manifest["windows"])
        self.answers = read_answers(self.folder, int(self.manifest.get("answers", 0)), self._embedder.dimension)
        self.texts = PassageReader(self.folder / "passages.sqlite")
        held = [len(self._vectors), len(self._passage_of_window), len(self._words), len(self.texts)]
        if held != [windows, windows, self.passages, self.passages]:
            self.texts.close()
            raise ValueError("its files are not of one index")
        embedder = self._embedder
        self._speller = Speller(
            self._words.spelt, self._words.holds, is_word=lambda word: len(embedder.piece_offsets(word)) == 1
        )

    @property
    def passages(self) -> int:
        """How many passages it holds."""
        return int(self.manifest["passages"])

    def meant(self, query: str) -> str:
        """The query with its slips mended by the words of the corpus; what is searched for, in NFC as documents are.

        A query in the words of a phrasing has no slips: "logistic regression" is not joined there. An "ï" of two
        characters, as macOS may send it, cut "naïve" into the words "nai" and "ve".
        """
        query = unicodedata.normalize("NFC", query)
        is_mended = self.settings.mend_spelling and not self._words.asked_just_so(query)
        return self._speller.repair(query) if is_mended else query

    def search(self, query: str, k: int = 5) -> list[Hit]:
        """The k best passages for a query, best first; fewer only where the index holds fewer."""
        return self.rank(self.meant(query), k).hits

    def rank(self, meant: str, k: int, done: Done = lambda _: None) -> Ranking:
        """Search for a query that is mended already, step by step; `done` is told each step as it ends."""
        vector = self._embedder.encode_query(straight(meant))
        done("embed")
        words = self._words.shares(meant)
        done("words")
        return self._ranked(vector, words, k, done)

    def deeper(self, ranking: Ranking, k: int) -> Ranking:
        """The same search with the k best passages."""
        return self._ranked(ranking.vector, ranking.words, k, lambda _: None)

    def _ranked(self, vector: Vectors, words: NDArray[np.float32], k: int, done: Done) -> Ranking:
        rows = self._candidates(vector, words, k)
        cosines, starts = self._window_cosines(rows, vector)
        done("windows")
        near = self._near(cosines, starts)
        done("closeness")
        fused, agreed, word_weight = weigh(near, words[rows], self.settings)
        best = order(fused, rows, k).tolist()
        texts = self.texts.passages([int(rows[at]) for at in best])
        hits = [
            Hit(rank, float(fused[at]), float(near[at]), float(words[rows[at]]), int(rows[at]), passage)
            for rank, (at, passage) in enumerate(zip(best, texts, strict=True), start=1)
        ]
        done("fuse")
        return Ranking(vector, words, rows, hits, agreed, word_weight)

    def scores(self, query: str) -> tuple[Vectors, Vectors]:
        """Closeness and word score of every passage, both float32 (passages,): for measuring, not for searching."""
        meant = self.meant(query)
        rows = np.arange(self.passages)
        return self.closeness(rows, self._embedder.encode_query(straight(meant))), self._words.shares(meant)

    def words(self, meant: str) -> list[Word]:
        """The words that are searched for, as stems, each with its rarity."""
        return self._words.asked(meant)

    def telling(self, passage: Passage) -> list[str]:
        """What a passage says below its headings, as stems in their order, without the words that ask.

        Without the title above it: the copy of a document may have another name.
        """
        headings = [name for name in passage.headings if name != passage.title]
        return self._words.telling(" ".join((*headings, passage.text.removeprefix(f"# {passage.title}"))))

    def nearest_windows(self, query: Vectors, count: int) -> list[Near]:
        """The windows nearest to an embedded query, best first."""
        cosines, windows = self._vectors.search(query, count)
        rows = self._passage_of_window[windows].tolist()
        return [
            Near(float(cosine), row, int(window - self._window_starts[row]))
            for cosine, window, row in zip(cosines, windows, rows, strict=True)
        ]

    def every_window(self) -> tuple[Vectors, NDArray[np.int64]]:
        """The vectors of all windows, and where each passage's begin: for measuring, not for searching."""
        return self._vectors.of(slice(None)), self._window_starts[:-1]

    def _candidates(self, query: Vectors, words: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        """Rows of the passages to score, int64, ascending: all, or those that lists and words name."""
        if self._vectors.are_all_searched:
            return np.arange(self.passages)
        _, windows = self._vectors.search(query, max(VECTOR_CANDIDATES, 4 * k))
        near = self._passage_of_window[windows[windows >= 0]]
        count = min(max(WORD_CANDIDATES, 2 * k), len(words))
        worded = np.argpartition(-words, count - 1)[:count] if self.settings.word_weight > 0 else near[:0]
        return np.union1d(near, worded[words[worded] > 0]).astype(np.int64)

    def closeness(self, rows: NDArray[np.int64], query: Vectors) -> Vectors:
        """How near passages are to an embedded query by their vectors: float32 (rows,), -1..1. `rows` ascending."""
        return self._near(*self._window_cosines(rows, query))

    def _near(self, cosines: Vectors, starts: NDArray[np.int64]) -> Vectors:
        """Closeness of passages; the first window of each, at `starts`, is its wide one, or its only one."""
        return closeness(np.maximum.reduceat(cosines, starts), cosines[starts], self.settings.wide_weight)

    def _window_cosines(self, rows: NDArray[np.int64], query: Vectors) -> tuple[Vectors, NDArray[np.int64]]:
        """Cosines of all windows of passages, one passage after another, and where each passage's begin."""
        first = self._window_starts[rows]
        if len(rows) == self.passages:
            return self._vectors.all_cosines(query), first
        counts = self._window_starts[rows + 1] - first
        starts = np.cumsum(counts) - counts
        windows = np.arange(int(counts.sum())) + np.repeat(first - starts, counts)
        return self._vectors.cosines(windows, query), starts


def write_index(
    folder: Path, windows: Embedded, texts: Iterable[str], phrasings: Iterable[Iterable[str]] = ()
) -> dict[str, str | int]:
    """Write windows and the word index into `folder`; returns how the vectors lie, for the manifest.

    `texts`: what is searched by words, one a passage; `phrasings`: how people ask for each.
    """
    np.save(folder / "window_passage.npy", np.asarray(windows.passages, dtype=np.int32))
    write_words(folder, texts, phrasings)
    return write_vectors(folder, windows.vectors, trained=windows.trained)
