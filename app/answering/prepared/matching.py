"""A query -> the prepared answers that answer it, each with how likely it does.

Decides what speaks for an answer: how near one of the wordings that it is asked in is to the query, and how many of the
query's words, the rare ones above all, it and its wordings hold, beside how many words that are: of a long story fewer
are held. What each is worth is fitted (`coach fit answers`).
"""

import math
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.bank.answers import PreparedAnswer
from ingest.embedding.embedder import Vectors
from ingest.index.answers import Matched, StoredAnswers
from ingest.index.bm25 import telling
from ingest.index.search import Index

# From which probability on an answer is given. Chosen on the 310 questions of eval/cases/ask that had been opened
# before: 89 of the 100 without an answer are below it and 9 of the other 210. By the evidence of the search alone,
# whose place this took, 37 of the 210 are refused where 90 of the 100 are.
LIKELY = 0.11
# A word that the corpus does not have is the name of something else or a slip that is not mended ("kv cahe memroy").
UNKNOWN = 0.5
WEIGHTS = Path(__file__).with_name("matching.json")
# Answers that are looked at for a query, those with the nearest wordings.
CANDIDATES = 20


class Weights(BaseModel):
    """A logistic form of the features."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    constant: float
    likeness: float
    words: float
    length: float


@dataclass(frozen=True)
class Match:
    """An answer near to a query. `likeness`: -1..1 to `asked`; `words`: 0..1 of the query's; `probability`: 0..1.

    `length`: log(1 + the query's words).
    """

    answer: PreparedAnswer
    asked: str
    likeness: float
    words: float
    length: float
    probability: float


class Matcher:
    """Finds prepared answers of one index."""

    def __init__(self, index: Index, answers: StoredAnswers, weights: Weights | None = None) -> None:
        """`weights`: those that are shipped, where none are given. `documents`: what answers are prepared for."""
        self._index, self._answers = index, answers
        self.documents = frozenset(answer.document for answer in answers.answers)
        self._stems: dict[int, frozenset[str]] = {}
        self.weights = weights or Weights.model_validate_json(WEIGHTS.read_text(encoding="utf-8"))

    def matches(self, query: str, vector: Vectors) -> list[Match]:
        """The likeliest answers to a query, likeliest first; `vector` float32 (dimension,) is its own."""
        rarity = {word.stem: word.rarity * (1 if word.in_corpus else UNKNOWN) for word in self._index.words(query)}
        length = math.log1p(len(rarity))
        found = []
        for near in self._answers.nearest(vector, CANDIDATES):
            words = _share(rarity, self._held(near))
            probability = self._probability(near.likeness, words, length)
            found.append(Match(near.answer, near.asked, near.likeness, words, length, probability))
        return sorted(found, key=lambda one: -one.probability)

    def _held(self, near: Matched) -> frozenset[str]:
        """The stems of an answer and of its wordings."""
        if near.row not in self._stems:
            self._stems[near.row] = frozenset(telling(" ".join((*near.answer.asked, near.answer.text))))
        return self._stems[near.row]

    def _probability(self, likeness: float, words: float, length: float) -> float:
        weights = self.weights
        worth = weights.likeness * likeness + weights.words * words + weights.length * length
        return 1 / (1 + math.exp(-weights.constant - worth))


def _share(rarity: dict[str, float], held: frozenset[str]) -> float:
    """The share of a query's words that a text holds, each counted by its rarity."""
    whole = sum(rarity.values())
    return sum(value for stem, value in rarity.items() if stem in held) / whole if whole else 0.0
