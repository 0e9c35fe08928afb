"""The default embedder: the packaged model on the CPU, run by OpenVINO.

sentence-transformers exports the model once (export.py) and is the reference in tests; a query then needs OpenVINO and
`tokenizers` alone, so that a cold `coach search` does not pay for PyTorch. Decides in which precision and in which
batches texts are computed.
"""

import math
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from ingest.child_process import run_apart
from ingest.embedding.embedder import Embedder, EmbedError, Progress, Vectors, shared_tokenizer
from ingest.embedding.openvino import (
    EIGHT_BIT,
    EXACT,
    NOT_PINNED,
    VNNI,
    alone,
    cpu_flags,
    for_one_text,
    import_openvino,
)
from ingest.embedding.packaged_model import MODEL_NAME, exported_folder, is_exported, packaged_model
from ingest.errors import CoachError

# The position embeddings of all-MiniLM-L6-v2 end here; longer input has no meaning to it.
MAX_PIECES = 512


class OpenVinoEmbedder:
    """all-MiniLM-L6-v2 on the CPU through OpenVINO.

    One query runs in f32. A list of texts runs with its matrix products in 8 bit where the CPU has VNNI (eight_bit.py:
    mean cosine with the exact vector 0.998, 2.7 times the speed), else in bf16 where it has that (0.99998, 1.8 times),
    on a model compiled when first needed.
    """

    name = MODEL_NAME
    dimension = 384
    backend = "openvino"
    max_pieces = MAX_PIECES
    query_prompt = passage_prompt = ""

    def __init__(self, folder: Path, sha256: str, threads: int = 0) -> None:
        """Load the exported model from `folder` (see `export_openvino`); `threads` compute, 0 for one a core."""
        self.sha256 = sha256
        self._openvino = import_openvino()
        self._core = self._openvino.Core()
        self._core.set_property({"CACHE_DIR": str(folder / "compiled")})
        self._folder = folder
        self._threads = threads
        self._tokenizer = shared_tokenizer(folder)
        exact = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"} | NOT_PINNED
        model = self._core.read_model(str(folder / EXACT))
        for_one_text(model)
        with alone(folder):
            self._exact = self._core.compile_model(model, "CPU", exact).create_infer_request()
        # There is one request, so one query at a time: without the lock six threads got "Infer Request is busy" for 208
        # of 240 queries.
        self._one_query = threading.Lock()
        # Requests that nobody uses: each new one takes memory of its own, which the runtime gives back late.
        self._idle: list[Any] = []
        self._idle_lock = threading.Lock()

    @cached_property
    def _fast(self) -> Any:
        # Without VNNI 8-bit products saturate: the sum of two of them has only 16 bits.
        file = EIGHT_BIT if cpu_flags() & VNNI else EXACT
        how = {"PERFORMANCE_HINT": "THROUGHPUT", "CPU_RUNTIME_CACHE_CAPACITY": SHAPES_KEPT} | NOT_PINNED
        if self._threads:
            how["INFERENCE_NUM_THREADS"] = str(self._threads)
        with alone(self._folder):
            return self._core.compile_model(str(self._folder / file), "CPU", how)

    @cached_property
    def _streams(self) -> int:
        return int(self._fast.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))

    def encode_query(self, text: str) -> Vectors:
        """Embed one text in f32: float32 (384,), L2-normalised. Of a query only the first 512 word pieces are read."""
        encoding = self._tokenizer.encode(text)
        encoding.truncate(MAX_PIECES)
        with self._one_query:
            self._exact.infer(np.array([encoding.ids], dtype=np.int64), share_inputs=True)
            vector: Vectors = self._exact.get_output_tensor(0).data[0].copy()
        return vector

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed texts: float32 (n, 384), rows L2-normalised.

        Raises:
            EmbedError: a text is longer than the model reads; nothing is cut silently.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        done = 0

        def finished(count: int) -> None:
            nonlocal done
            done += count
            if progress is not None:
                progress(done, len(texts))

        for start in range(0, len(texts), CHUNK):
            encodings = self._tokenizer.encode_batch_fast(list(texts[start : start + CHUNK]))
            self._encode(encodings, vectors[start : start + CHUNK], finished)
        return vectors

    def _encode(self, encodings: Sequence[Encoding], vectors: Vectors, finished: Callable[[int], None]) -> None:
        for encoding in encodings:
            if len(encoding) > MAX_PIECES:
                raise EmbedError(
                    f"a text has {len(encoding)} word pieces, the model reads {MAX_PIECES}; cut windows first"
                )
        # Texts of similar length share a batch, so that little is spent on padding.
        order = sorted(range(len(encodings)), key=lambda row: len(encodings[row]))
        # Few texts are shared evenly by the streams (of nine, one stream had eight and the other one), in two batches
        # each: with one batch each, a fifth of the cost of an answer's sentences was padding.
        size = max(min(BATCH, math.ceil(len(order) / (2 * self._streams))), 1)
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        self._run(encodings, batches, vectors, finished)

    def piece_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character offsets of the word pieces of `text`, without [CLS] and [SEP]."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def passage_pieces(self, text: str) -> int:
        """How many pieces `text` has with [CLS] and [SEP]."""
        return len(self._tokenizer.encode(text))

    def _run(
        self,
        encodings: Sequence[Encoding],
        batches: list[list[int]],
        vectors: Vectors,
        finished: Callable[[int], None],
    ) -> None:
        """Fill `vectors`, the longest batches first, so that none is left to run alone.

        Without OpenVINO's AsyncInferQueue: its callbacks take the interpreter's lock on threads of its own, and a
        thread that still did so when the interpreter ended aborted the process (4 of 10 scripts, exit code 134).
        """
        running: deque[tuple[Any, list[int]]] = deque()

        def finish_oldest() -> None:
            request, rows = running.popleft()
            request.wait()
            vectors[rows] = request.get_output_tensor(0).data
            with self._idle_lock:
                self._idle.append(request)
            finished(len(rows))

        for rows in reversed(batches):
            # Twice as many as run at once: with fewer, the quicker stream waited for the other one.
            if len(running) == 2 * self._streams:
                finish_oldest()
            request = self._take()
            request.start_async(model_inputs([encodings[row] for row in rows]))
            running.append((request, rows))
        while running:
            finish_oldest()

    def _take(self) -> Any:
        """A request that nobody uses: it runs one batch at a time, and belongs to one call until that is done."""
        with self._idle_lock:
            return self._idle.pop() if self._idle else self._fast.create_infer_request()


# Texts that are tokenized at a time: what the tokenizer makes of a window takes 10 kB, so a million windows took 10 GB.
CHUNK = 4096
# 8, 16 and 32 took the same time on windows of 64 pieces; small batches share an answer's sentences between the cores.
BATCH = 8
# Shapes of batches that the runtime keeps what it has built for. Of its own accord it keeps 5,000: after 60 answers
# that took 80 MB more and was no faster.
SHAPES_KEPT = "8"


# Widths are rounded up: for each shape of a batch the runtime builds anew, and keeps weights packed in another way.
# With each width as it came an answer's sentences took 15.7 ms of processor time for 12.2, and a server 50 MB more.
STEP = 8


def model_inputs(encodings: Sequence[Encoding]) -> dict[str, NDArray[np.int64]]:
    """What the model takes: ids and mask, int64 (texts, longest rounded up to STEP) each, padded with 0."""
    width = min(-(-max(len(encoding) for encoding in encodings) // STEP) * STEP, MAX_PIECES)
    ids = np.zeros((len(encodings), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding)] = encoding.ids
        mask[row, : len(encoding)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def load_embedder(cache: Path, threads: int = 0) -> Embedder:
    """The default embedder, exported into `cache` at its first use, in another process: PyTorch would stay in this one.

    `threads`: how many compute the vectors of many texts, 0 for one a core.

    Raises:
        EmbedError: the model's package is missing or its file is damaged.
    """
    model = packaged_model()
    if not is_exported(cache):
        try:
            run_apart("ingest.embedding.export:export_into", str(model.folder), str(exported_folder(cache)))
        except CoachError as error:
            raise EmbedError(f"{MODEL_NAME} cannot be made ready: {error}") from error
    return OpenVinoEmbedder(exported_folder(cache), model.sha256, threads)
