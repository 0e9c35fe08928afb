"""The classifier of messages: a message and what is asked -> how likely it is an answer, or each of the commands.

Decides how the two are laid out in word pieces and that the weights are the ones we know. What is made of the shares is
for recognition.py; `coach fit messages` teaches it (eval/hearing).
"""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from tokenizers import Tokenizer

from ingest.embedding.eight_bit import without_rounding
from ingest.embedding.embedder import shared_tokenizer
from ingest.embedding.openvino import NOT_PINNED, VNNI, cpu_flags, import_openvino
from ingest.errors import CoachError

WEIGHTS = Path(__file__).with_name("weights")
MODEL, TOKENIZER, CARD = "classifier.xml", "tokenizer.json", "classifier.json"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# A command has 60 words at most; of a question its beginning tells what it is about.
MOST_MESSAGE, MOST_QUESTION = 96, 40
# Widths are rounded up, so that few shapes come: for each the runtime keeps what it has built.
STEP, SHAPES_KEPT = 16, "8"

Ids = NDArray[np.int64]


class ClassifierUnusable(CoachError):
    """The classifier's weights are missing or damaged; the message says what to do."""

    status = 503
    code = "classifier_unusable"


class Card(BaseModel):
    """classifier.json: which files belong together, and which label each logit is of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: tuple[str, ...] = Field(min_length=2)
    files: dict[str, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]] = Field(min_length=3)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A message and its question in word pieces: ids, and whether each is the message's (0) or the question's (1)."""

    ids: list[int]
    types: list[int]


def pieces_of(tokenizer: Tokenizer, message: str, question: str) -> Pieces:
    """[CLS] message [SEP] question [SEP]; of each what is too long loses its end."""
    first, last = _special(tokenizer, "[CLS]"), _special(tokenizer, "[SEP]")
    of_message, of_question = (
        one.ids for one in tokenizer.encode_batch_fast([message, question], add_special_tokens=False)
    )
    ids = [first, *of_message[:MOST_MESSAGE], last]
    beside = [*of_question[:MOST_QUESTION], last]
    return Pieces([*ids, *beside], [0] * len(ids) + [1] * len(beside))


def model_inputs(pieces: Sequence[Pieces]) -> dict[str, Ids]:
    """Ids, mask and types, int64 (messages, pieces), padded with 0."""
    width = -(-max(len(one.ids) for one in pieces) // STEP) * STEP
    ids, mask, types = (np.zeros((len(pieces), width), dtype=np.int64) for _ in INPUTS)
    for row, one in enumerate(pieces):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
        types[row, : len(one.ids)] = one.types
    return dict(zip(INPUTS, (ids, mask, types), strict=True))


class Classifier:
    """The taught model on the CPU through OpenVINO, its matrix products in 8 bit where the CPU has VNNI.

    May be called from several threads; one message is read at a time, in some milliseconds.
    """

    def __init__(self, folder: Path = WEIGHTS) -> None:
        """Compile the model in `folder`.

        Raises:
            ClassifierUnusable: a file is missing, or is not the one that classifier.json names.
        """
        card = _card(folder)
        self.labels = card.labels
        self._tokenizer = shared_tokenizer(folder)
        core = import_openvino().Core()
        model = core.read_model(str(folder / MODEL))
        if not cpu_flags() & VNNI:
            without_rounding(model)
        how = {"PERFORMANCE_HINT": "LATENCY", "CPU_RUNTIME_CACHE_CAPACITY": SHAPES_KEPT} | NOT_PINNED
        self._request = core.compile_model(model, "CPU", how).create_infer_request()
        self._one_at_a_time = threading.Lock()

    def shares(self, message: str, question: str) -> dict[str, float]:
        """How likely each label is of a message to `question`, 0..1, together 1."""
        inputs = model_inputs([pieces_of(self._tokenizer, message, question)])
        with self._one_at_a_time:
            self._request.infer(inputs)
            logits = self._request.get_output_tensor(0).data[0].astype(np.float64)
        powers = np.exp(logits - logits.max())
        return dict(zip(self.labels, map(float, powers / powers.sum()), strict=True))


@lru_cache(maxsize=1)
def shipped_classifier() -> Classifier:
    """The classifier that ships, loaded once in a process.

    Raises:
        ClassifierUnusable: a file is missing, or is not the one that classifier.json names.
    """
    return Classifier()


def _special(tokenizer: Tokenizer, name: str) -> int:
    found: int | None = tokenizer.token_to_id(name)
    if found is None:
        raise ClassifierUnusable(f"the classifier's tokenizer has no {name}; restore it from git")
    return found


def _card(folder: Path) -> Card:
    path = folder / CARD
    try:
        card = Card.model_validate_json(path.read_text(encoding="utf-8"))
        for name, expected in card.files.items():
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            if digest != expected:
                raise ClassifierUnusable(
                    f"{folder / name} has sha256 {digest}, expected {expected}; restore it from git"
                )
    except OSError as error:
        raise ClassifierUnusable(f"{error.filename} cannot be read: {error.strerror}; restore it from git") from error
    except ValidationError as error:
        raise ClassifierUnusable(f"{path} is not valid: {error}") from error
    return card
