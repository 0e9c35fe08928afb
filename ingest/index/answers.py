"""Prepared answers in an index folder: what they say, and the vectors of the wordings that they are asked in.

Decides how they lie on disk and which wordings are nearest to a query. Which of them answers is for app/answering.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from ingest.bank.answers import PreparedAnswer
from ingest.embedding.embedder import Vectors
from ingest.index.manifest import IndexUnfit, way_out

ANSWERS = "answers.json"
WORDINGS = "answers.npy"
# Wordings of an answer whose mean tells how near it is.
FEW = 3
_ANSWERS = TypeAdapter(tuple[PreparedAnswer, ...])


@dataclass(frozen=True)
class Matched:
    """The prepared answer `row` of an index, near to a query.

    `likeness`, -1..1, is the cosine of `asked`, its nearest wording; `near` the mean of the FEW nearest ones'.
    """

    row: int
    answer: PreparedAnswer
    asked: str
    likeness: float
    near: float


class StoredAnswers:
    """The prepared answers of an index; none in one that was built without."""

    def __init__(self, answers: Sequence[PreparedAnswer] = (), vectors: Vectors | None = None) -> None:
        """`vectors`: float32 (wordings, dimension), rows L2-normalised, answer after answer."""
        self.answers = answers
        self._vectors = vectors
        counts = [len(answer.asked) for answer in answers]
        self._starts = np.cumsum([0, *counts])[:-1]
        self._wordings = [wording for answer in answers for wording in answer.asked]

    def nearest(self, query: Vectors, count: int) -> list[Matched]:
        """The answers whose nearest wordings are nearest to an embedded query, best first."""
        if self._vectors is None or not self.answers:
            return []
        cosines = self._vectors @ query
        best = np.maximum.reduceat(cosines, self._starts)
        found = []
        for at in np.argsort(-best, kind="stable")[:count].tolist():
            start = int(self._starts[at])
            own = cosines[start : start + len(self.answers[at].asked)]
            wording = start + int(own.argmax())
            near = float(np.sort(own)[-FEW:].mean())
            found.append(Matched(at, self.answers[at], self._wordings[wording], float(cosines[wording]), near))
        return found

    def by_wording(self) -> Mapping[str, Vectors]:
        """The vector of each wording, float32 (dimension,)."""
        return {} if self._vectors is None else dict(zip(self._wordings, self._vectors, strict=True))


def write_answers(folder: Path, answers: Sequence[PreparedAnswer], vectors: Vectors) -> None:
    """Write answers and the vectors of their wordings, (wordings, dimension), into `folder`."""
    (folder / ANSWERS).write_text(
        json.dumps([answer.model_dump() for answer in answers], ensure_ascii=False), encoding="utf-8"
    )
    # Rounded to half precision, on which what weighs answers was fitted, and stored in single, so that it is mapped:
    # kept in half, each process had 22 MB of its own.
    np.save(folder / WORDINGS, vectors.astype(np.float16).astype(np.float32))


def read_answers(folder: Path, count: int, dimension: int) -> StoredAnswers:
    """The `count` prepared answers of an index folder, with vectors of `dimension` numbers.

    Raises:
        IndexUnfit: one of the two files is missing or damaged, or is of another build.
    """
    if not count:
        return StoredAnswers()
    try:
        answers = _ANSWERS.validate_json((folder / ANSWERS).read_bytes())
        # An index of before may hold them in half precision.
        vectors = np.load(folder / WORDINGS, mmap_mode="r").astype(np.float32, copy=False).view(np.ndarray)
    except (OSError, ValueError, EOFError) as error:
        why = str(error).splitlines()[0]
        raise IndexUnfit(f"the prepared answers in {folder} cannot be read ({why}); {way_out(folder)}") from error
    wordings = sum(len(answer.asked) for answer in answers)
    if len(answers) != count or vectors.shape != (wordings, dimension):
        raise IndexUnfit(f"the prepared answers in {folder} are not of one build; {way_out(folder)}")
    return StoredAnswers(answers, vectors)
