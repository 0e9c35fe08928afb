"""What is prepared for a section of the corpus: how people ask for it, and the key points that it teaches.

Decides nothing about answers; it holds the bank's questions and the phrasings by section, and the vectors of their
texts as far as they have been needed.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.bank.questions import KeyPoint, Question
from ingest.embedding.embedder import Embedder, Vectors, as_far_as_read

# Of 384 numbers each, 15 MB.
MOST_KEPT = 10_000


@dataclass(frozen=True)
class Taught:
    """A key point that a section teaches, and the question that it answers."""

    question: str
    question_id: str
    point: KeyPoint


class Shelf:
    """Prepared texts by section, `<document>#<anchor>`."""

    def __init__(
        self, questions: Iterable[Question] = (), phrasings: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """`phrasings`: how people ask for a section, where the index is of the corpus."""
        self._phrasings = phrasings or {}
        self._taught: dict[str, list[Taught]] = {}
        for question in questions:
            asked = [(question.text, question.key_points), *((step.text, step.key_points) for step in question.thread)]
            for text, points in asked:
                for point in points:
                    if point.section:
                        self._taught.setdefault(point.section, []).append(Taught(text, question.id, point))

    def taught(self, section: str) -> Sequence[Taught]:
        """The key points that a section teaches."""
        return self._taught.get(section, ())

    def asked(self, section: str) -> list[str]:
        """How people ask for what a section teaches: its phrasings, the questions of the bank, their follow-ups."""
        taught = self.taught(section)
        questions = [one.question for one in taught]
        follow_ups = [one.point.follow_up for one in taught if one.point.follow_up]
        return list(dict.fromkeys([*self._phrasings.get(section, ()), *questions, *follow_ups]))


class TextVectors:
    """Vectors of short texts, kept as long as there is room for them."""

    def __init__(self, embedder: Embedder) -> None:
        """Take the embedder of the index."""
        self._embedder = embedder
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def query(self, text: str) -> Vectors:
        """The vector of a query, float32 (dimension,)."""
        return self._embedder.encode_query(text)

    def likeness(self, texts: Sequence[str], to: Vectors) -> list[float]:
        """The cosine of each text with a vector, in their order."""
        return [float(value) for value in self.of(texts) @ to] if texts else []

    def of(self, texts: Sequence[str]) -> Vectors:
        """Float32 (texts, dimension); at least one text."""
        with self._lock:
            known = {text: self._kept[text] for text in dict.fromkeys(texts) if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            read = self._embedder.encode([as_far_as_read(text, self._embedder) for text in new])
            known.update(zip(new, read, strict=True))
        with self._lock:
            self._kept.update((text, known[text]) for text in new)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return np.stack([known[text] for text in texts])
