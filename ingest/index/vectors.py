"""Vectors on disk, and the windows nearest to a query. The only importer of FAISS.

Decides how vectors are searched, by how many there are; the figures are by `coach bench` (eval/speed/search_growth.py,
whose vectors beyond the corpus are made of corpus vectors; eval/results/bench.md has the run):

- up to `MOST_EXACT`, all of them, straight from the memory-mapped file: no second copy on disk or in
  memory, nothing to train, nothing missed. 50,000 x 384 floats took 1.8 ms, 10,000 took 0.4 ms. Every
  passage is scored: choosing candidates first and gathering their vectors took 0.5 ms more per query.
- above, inverted lists of 8-bit vectors (a quarter of the bytes, memory-mapped too) give candidates,
  which are scored again from the file, so that scores are exact. A million vectors were trained and filled
  in 32 s on two cores; a query took 1.4 ms on a busy machine; recall@10 against exact search was 0.999. A
  graph (HNSW, 32 links) took six times as long to build at 100,000 and found 0.967 of the ten nearest.

Lists that an earlier build has trained are filled anew as long as nearly all vectors are the ones they were trained
for: of a build after one note of 10,000 has changed, training was 0.85 s of 2.7.

A search runs on one thread. With two threads on two busy cores, 50,000 vectors took 13 times as long (the
threads spin while they wait for each other and for OpenVINO's), and a server answers several queries at once.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from ingest.embedding.embedder import Vectors

VECTORS = "vectors.npy"
LISTS = "vectors.faiss"
MOST_EXACT = 50_000
# Lists for n vectors: 4 * sqrt(n), as FAISS advises; 128 of them are read for a query. On a million vectors,
# recall@10 was 0.981 with 16, 0.989 with 32, and 0.994 with 64 at 0.7 ms. On 100,000 vectors with one and a
# half times the noise, 64 found 0.966 and 128 found 0.987, so 128.
# Source: https://github.com/facebookresearch/faiss/wiki/Guidelines-to-choose-an-index
LISTS_PER_ROOT = 4
PROBES = 128
# k-means on 48 vectors per list in 6 rounds gave the recall above; FAISS by itself takes up to 256 in 10 rounds.
SAMPLE_PER_LIST = 48
ROUNDS = 6
SEED = 20
# Lists are trained again once this share of the vectors has come after, or the number of lists would differ by so much.
MOST_NEW = 0.1
# Vectors that are added at once: this bounds the memory needed beside the array that is written.
CHUNK = 100_000
MAPPED = faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY


@dataclass(frozen=True)
class VectorLayout:
    """How vectors lie on disk, kept in the manifest. All numbers are 0 where the search is exact.

    `new`: how many of the vectors have come since the lists were trained.
    """

    search: str
    lists: int = 0
    probes: int = 0
    new: int = 0


@dataclass(frozen=True)
class Trained:
    """The lists of an earlier index in `folder`, and how many vectors are `new` since they were trained."""

    folder: Path
    lists: int
    new: int

    def fits(self, count: int, layout: VectorLayout) -> bool:
        """Whether these lists are as good for `count` vectors as lists that are trained on them."""
        return abs(self.lists - layout.lists) <= MOST_NEW * layout.lists and self.new <= MOST_NEW * count


@dataclass(frozen=True)
class Embedded:
    """All windows: `vectors` float32 (windows, dimension), rows L2-normalised, and the row of each one's passage.

    `passages` is ascending, and each passage has at least one window; `trained`: an earlier index' lists, to use again.
    """

    vectors: Vectors
    passages: Sequence[int]
    trained: Trained | None = None


def layout_for(count: int, most_exact: int = MOST_EXACT) -> VectorLayout:
    """The layout for a number of vectors."""
    if count <= most_exact:
        return VectorLayout("exact")
    lists = max(int(LISTS_PER_ROOT * count**0.5), 1)
    return VectorLayout("inverted lists, 8 bit", lists, min(PROBES, lists))


def write_vectors(
    folder: Path, vectors: Vectors, most_exact: int = MOST_EXACT, trained: Trained | None = None
) -> dict[str, str | int]:
    """Write vectors into `folder`; returns their layout for the manifest.

    `vectors`: float32 (n, dimension), rows L2-normalised, in memory or memory-mapped; `trained`: lists to use again.
    """
    layout = layout_for(len(vectors), most_exact)
    np.save(folder / VECTORS, vectors)
    if layout.lists:
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        if trained is not None and trained.fits(len(vectors), layout):
            layout = replace(layout, lists=trained.lists, probes=min(PROBES, trained.lists), new=trained.new)
            index = _emptied(trained.folder / LISTS)
        else:
            index = _trained(vectors, layout)
        for start in range(0, len(vectors), CHUNK):
            index.add(np.ascontiguousarray(vectors[start : start + CHUNK]))
        faiss.write_index(index, str(folder / LISTS))
    return asdict(layout)


def _emptied(path: Path) -> Any:
    """The index of a file with its trained lists, and nothing in them."""
    # Mapped, since FAISS can't read the rest of an index without what is in its lists.
    index: Any = faiss.read_index(str(path), MAPPED)
    lists: Any = faiss.ArrayInvertedLists(index.nlist, index.code_size)
    index.replace_invlists(lists, True)
    # The index frees them, so that Python must not.
    lists.this.disown()
    index.ntotal = 0
    return index


def _trained(vectors: Vectors, layout: VectorLayout) -> faiss.Index:
    dimension = vectors.shape[1]
    inner = faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, layout.lists, faiss.ScalarQuantizer.QT_8bit, inner
    )
    index.by_residual = False
    index.nprobe = layout.probes
    index.cp.seed, index.cp.niter, index.cp.max_points_per_centroid = SEED, ROUNDS, SAMPLE_PER_LIST
    index.cp.min_points_per_centroid = 1
    wanted = min(len(vectors), SAMPLE_PER_LIST * layout.lists)
    sample = np.sort(np.random.default_rng(SEED).choice(len(vectors), wanted, replace=False))
    index.train(np.ascontiguousarray(vectors[sample]))
    return index


class StoredVectors:
    """The vectors of an index folder, memory-mapped; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open what `write_vectors` wrote.

        Raises:
            OSError, ValueError, RuntimeError: a file is missing or damaged.
        """
        # As a plain array: numpy.memmap makes an object of each slice.
        self._vectors: Vectors = np.load(folder / VECTORS, mmap_mode="r").view(np.ndarray)
        # FAISS reads them by address, so it would read bytes of any other kind as floats.
        if self._vectors.dtype != np.float32 or self._vectors.ndim != 2 or not self._vectors.flags.c_contiguous:
            raise ValueError(f"{folder / VECTORS} holds {self._vectors.dtype} values of shape {self._vectors.shape}")
        self._lists = _open_lists(folder / LISTS) if (folder / LISTS).exists() else None

    def __len__(self) -> int:
        """How many vectors there are."""
        return len(self._vectors)

    @property
    def are_all_searched(self) -> bool:
        """Whether a search compares with every row; else with those of some lists."""
        return self._lists is None

    def of(self, rows: slice | NDArray[np.int64]) -> Vectors:
        """The vectors of rows as they were written: float32 (rows, dimension)."""
        vectors: Vectors = self._vectors[rows]
        return vectors

    def cosines(self, rows: slice | NDArray[np.int64], query: Vectors) -> Vectors:
        """Cosines of rows with `query`: float32 (rows,).

        With einsum, which stays on this thread: `@` shares 1,000 rows between threads of OpenBLAS. On two busy
        cores its median was 14 ms, and its fastest tenth took 0.3 ms.
        """
        scores: Vectors = np.einsum("rd,d->r", self._vectors[rows], query)
        return scores

    def all_cosines(self, query: Vectors) -> Vectors:
        """Cosines of every row with `query`: float32 (n,).

        With the loop that FAISS itself runs for one query, which stays on this thread: einsum took twice as long,
        and faiss.pairwise_distances up to 20 times as long on busy cores, whose threads spin while they wait.

        Raises:
            ValueError: the query has another dimension than the rows.
        """
        count, dimension = self._vectors.shape
        asked = np.ascontiguousarray(query, dtype=np.float32)
        if asked.shape != (dimension,):
            raise ValueError(f"the query has shape {asked.shape}, the index holds vectors of {dimension}")
        scores = np.empty(count, dtype=np.float32)
        faiss.fvec_inner_products_ny(  # type: ignore[attr-defined]
            faiss.swig_ptr(scores), faiss.swig_ptr(asked), faiss.swig_ptr(self._vectors), dimension, count
        )
        return scores

    def search(self, query: Vectors, count: int) -> tuple[Vectors, NDArray[np.int64]]:
        """The `count` rows nearest to `query`, best first: cosines float32 (count,), rows int64 (count,).

        Fewer only where there are fewer, or where the lists that were read hold fewer.
        """
        # The setting is the calling thread's alone; it is set each time, since a server starts and ends threads.
        faiss.omp_set_num_threads(1)
        count = min(count, len(self._vectors))
        asked = np.ascontiguousarray(query, dtype=np.float32)[np.newaxis]
        if self._lists is None:
            scores, rows = faiss.knn(asked, self._vectors, count, metric=faiss.METRIC_INNER_PRODUCT)
            return scores[0], rows[0]
        _, candidates = self._lists.search(asked, count)
        # In the order of the file, so that its pages are read one after the other.
        found = np.sort(candidates[0][candidates[0] >= 0])
        scores = self.cosines(found, asked[0])
        order = np.argsort(-scores, kind="stable")
        return scores[order], found[order]


def _open_lists(path: Path) -> Any:
    index: Any = faiss.read_index(str(path), MAPPED)
    # Otherwise 32 threads read ahead for each query, though the pages of a warm index are in memory already.
    lists: Any = faiss.downcast_InvertedLists(index.invlists)
    lists.prefetch_nthread = 0
    return index
