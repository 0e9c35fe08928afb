"""The reader: key points and the sentences of an answer -> what the answer does with each point, and where.

Decides that the weights are the ones we know, and how many excerpts are run together. Which sentences are read is for
excerpts.py, what a grade makes of it for app/grading.
"""

import hashlib
import os
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.reading.encoding import Encoded, batches_by_length, encode, model_inputs
from app.reading.outcome import TOUCHES, Excerpt, Floats, Found
from ingest.embedding.eight_bit import without_rounding
from ingest.embedding.embedder import shared_tokenizer
from ingest.embedding.openvino import NOT_PINNED, VNNI, alone, cpu_flags, import_openvino
from ingest.errors import CoachError

WEIGHTS = Path(__file__).with_name("weights")
MODEL, CARD = "reader.xml", "reader.json"
# Word pieces of a batch: small batches waste little on padding and share an answer's points between the cores.
BATCH_PIECES = 512
SHAPES_KEPT = "16"
# Excerpts that are tokenized at a time: a bound on memory, not on what can be read.
CHUNK = 256

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ReaderUnusable(CoachError):
    """The reader's weights are missing or damaged; the message says what to do."""

    status = 503
    code = "reader_unusable"


class Card(BaseModel):
    """reader.json: which files belong together, and what the logits are divided by before they are probabilities."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    files: dict[str, Sha256] = Field(min_length=3)
    temperature: float = Field(gt=0)


@lru_cache(maxsize=1)
def shipped_reader(kept: Path | None = None) -> "Reader":
    """The reader that ships, loaded once in a process; `kept` as in `load_reader`.

    Raises:
        ReaderUnusable: a file is missing, or is not the one that reader.json names.
    """
    return load_reader(kept=kept)


def load_reader(folder: Path = WEIGHTS, kept: Path | None = None) -> "Reader":
    """The reader whose files lie in `folder`; with `kept`, what is compiled of them is kept below it (60 MB).

    From there it is loaded in a third of the time, and its word vectors, which ship in 8 bit and run in 32, are pages
    of a file and not 46 MB of each process.

    Raises:
        ReaderUnusable: a file is missing, or is not the one that reader.json names.
    """
    card = read_card(folder)
    for name, expected in card.files.items():
        digest = _digest(folder / name)
        if digest != expected:
            raise ReaderUnusable(f"{folder / name} has sha256 {digest}, expected {expected}; restore it from git")
    return Reader(folder, card, None if kept is None else _writable(kept / card.name))


def _writable(folder: Path) -> Path | None:
    """The folder, made where it is missing; None where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def read_card(folder: Path) -> Card:
    """Read reader.json.

    Raises:
        ReaderUnusable: it is missing or not valid.
    """
    path = folder / CARD
    try:
        return Card.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReaderUnusable(f"there is no reader at {path}; teach one: docs/reader.md, coach reader train") from error
    except ValidationError as error:
        raise ReaderUnusable(f"{path} is not valid: {error}") from error


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ReaderUnusable(f"{path} cannot be read: {error.strerror}; restore it from git") from error


class Reader:
    """A cross-encoder on the CPU through OpenVINO, its matrix products in 8 bit where the CPU has VNNI.

    May be called from several threads at once.
    """

    def __init__(self, folder: Path, card: Card, compiled: Path | None = None) -> None:
        """Compile the model in `folder`; its files are checked by `load_reader`. `compiled`: where that is kept."""
        self.name = card.name
        self._temperature = card.temperature
        self._tokenizer = shared_tokenizer(folder)
        core = import_openvino().Core()
        core.set_property({"CACHE_DIR": "" if compiled is None else str(compiled)})
        # Of its own accord the runtime keeps what it has built for 5,000 shapes: 2 GB after some thousand answers.
        how = {"PERFORMANCE_HINT": "THROUGHPUT", "CPU_RUNTIME_CACHE_CAPACITY": SHAPES_KEPT} | NOT_PINNED
        model = core.read_model(str(folder / MODEL))
        if not cpu_flags() & VNNI:
            without_rounding(model)
        with nullcontext() if compiled is None else alone(compiled):
            self._model = core.compile_model(model, "CPU", how)
            if compiled is not None and not self._model.get_property("LOADED_FROM_CACHE"):
                # What has just been compiled has its word vectors in memory of its own; what is kept now has not.
                self._model = core.compile_model(model, "CPU", how)
        self._streams = int(self._model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        self._idle: list[Any] = []
        self._lock = threading.Lock()

    def read(self, excerpts: Sequence[Excerpt]) -> list[Found]:
        """What each excerpt does with its statement, in their order; an excerpt has at least one sentence.

        The end of an excerpt of more than `encoding.MAX_PIECES` word pieces is not read.
        """
        found: list[Found] = []
        for start in range(0, len(excerpts), CHUNK):
            found += self._run(encode(self._tokenizer, excerpts[start : start + CHUNK]))
        return found

    def _run(self, encoded: Sequence[Encoded]) -> list[Found]:
        found: dict[int, Found] = {}
        running: deque[tuple[Any, list[int]]] = deque()
        # The longest batches first, so that none is left to run alone.
        for rows in reversed(batches_by_length(encoded, BATCH_PIECES)):
            if len(running) == 2 * self._streams:
                self._finish(running, encoded, found)
            request = self._take()
            request.start_async(model_inputs([encoded[row] for row in rows]))
            running.append((request, rows))
        while running:
            self._finish(running, encoded, found)
        return [found[row] for row in range(len(encoded))]

    def _finish(
        self, running: deque[tuple[Any, list[int]]], encoded: Sequence[Encoded], found: dict[int, Found]
    ) -> None:
        request, rows = running.popleft()
        request.wait()
        states = _log_softmax(request.get_output_tensor(0).data / self._temperature)
        outcomes = np.exp(_log_softmax(request.get_output_tensor(1).data))
        with self._lock:
            self._idle.append(request)
        for at, row in enumerate(rows):
            spans = encoded[row].spans
            read = outcomes[at, : len(spans)].copy()
            read[[start == end for start, end in spans]] = np.eye(3, dtype=np.float32)[TOUCHES]
            found[row] = Found(states[at], read)

    def _take(self) -> Any:
        """A request that nobody uses: a request runs one batch at a time, and belongs to one call until it is done."""
        with self._lock:
            return self._idle.pop() if self._idle else self._model.create_infer_request()


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    logs: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs
