# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""What is asked -> the fact of a case that answers it, and how likely it does.

Decides what speaks for a fact: how near the question that it was written for, other wordings of that, and the fact
itself are, and whether it is of a kind that is asked for; and what speaks against all: that another fact is about as
near, or a question that the case is known to have no fact for. What each is worth is fitted: `coach fit facts`.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from ingest.bank.questions import Clarification, FactKind, Question
from ingest.embedding.embedder import Embedder, Vectors

WEIGHTS = Path(__file__).with_name("fact_weights.json")
# What a kind in common adds to a likeness, less where a question may ask for several kinds.
SAME_KIND = 0.1
# Wordings of a fact whose mean likeness speaks for it.
NEAREST = 3
# How near questions without a fact are on average: so much where a case lists none.
OF_NONE = 0.45
# Nothing answers that is no nearer than this.
LEAST_LIKENESS = 0.35
# Cases whose texts stay embedded, 0.2 MB each.
CASES_KEPT = 16
KINDS = {
    FactKind.LOAD: r"how (?:many|much traffic|large|big|busy)|traffic|qps|rps|volume|throughput|\bload\b|scale|peak|concurrent"
    r"|daily (?:active )?users|\bdau\b|\bmau\b|per (?:day|second)|user base|how often .* used",
    FactKind.LATENCY: r"latenc\w+|how (?:fast|quick\w*|long|soon)|response time|\bslas?\b|p9\d|milliseconds|deadlines?|real.?time|time budget"
    r"|wait",
    FactKind.FRESHNESS: r"fresh\w*|up.to.date|how often|how (?:current|old|stale)|stale\w*|chang\w+|updat\w+|retrain\w*|refresh\w*",
    FactKind.QUALITY: r"accura\w+|errors?|wrong|worse|worst|success|metrics?|precision|recall|false|quality|goal|optimi[sz]\w+|mistakes?"
    r"|good enough|kpis?",
    FactKind.BUDGET: r"budget|cost\w*|spen[dt]\w*|hardware|gpus?|machines|money|afford|pay|price|how many (?:people|engineers)|team",
    FactKind.DATA: r"\bdata\b|labels?|labell?ed|histor\w+|logs?|training|ground truth|data ?sets?|examples|documents?|sources",
    FactKind.LEGAL: r"gdpr|legal\w*|regulat\w+|privacy|complian\w+|personal data|consent|\brules\b|\bpii\b|confidential|allowed|law\b"
    r"|restrictions?|security",
    FactKind.SCOPE: r"\bwho\b|which (?:languages?|users|features|questions|countries)|use case|in scope|scope|what (?:does|should|exactly)"
    r"|out of scope|platforms?|functional",
}
_KINDS = {kind: re.compile(rf"\b(?:{cue})", re.IGNORECASE) for kind, cue in KINDS.items()}


class FactWeights(BaseModel):
    """A logistic form of the features of the nearest fact."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    constant: float
    likeness: float
    wordings: float
    fact: float
    kind: float
    others: float
    not_given: float


@dataclass(frozen=True)
class Nearness:
    """How near the nearest fact, pair `row` of the case, is to what is asked; cosines, -1..1.

    `likeness`: of the nearest of its texts; `wordings`: the mean of its nearest wordings; `fact`: of the fact itself;
    `kind`: 0..1, whether it is of a kind that is asked for, less where several are; `others`: the likeness of the
    nearest other fact; `not_given`: of the nearest question that the case has no fact for.
    """

    row: int
    likeness: float
    wordings: float
    fact: float
    kind: float
    others: float
    not_given: float

    @property
    def features(self) -> tuple[float, ...]:
        """Without the row."""
        return self.likeness, self.wordings, self.fact, self.kind, self.others, self.not_given


class FactMatcher:
    """Finds the fact of a case that answers what is asked."""

    def __init__(self, embedder: Embedder, weights: FactWeights | None = None) -> None:
        """`weights`: those that are shipped, where none are given."""
        self._embedder = embedder
        self.weights = weights or FactWeights.model_validate_json(WEIGHTS.read_text(encoding="utf-8"))
        self._vectors: Callable[[tuple[str, ...]], Vectors] = lru_cache(CASES_KEPT)(
            lambda texts: embedder.encode(list(texts))
        )

    def matches(self, question: Question, asked: Sequence[str]) -> list[tuple[Clarification | None, float]]:
        """For each thing asked the nearest pair of question and fact, and the probability that it answers, 0..1."""
        if not question.clarifying or not asked:
            return [(None, 0.0) for _ in asked]
        vectors = self._embedder.encode(list(asked))
        found = [nearness(question, words, self._case(question) @ v) for words, v in zip(asked, vectors, strict=True)]
        return [(question.clarifying[one.row], self._probability(one)) for one in found]

    def _case(self, question: Question) -> Vectors:
        return self._vectors(tuple(text for group in groups(question) for text in group))

    def _probability(self, one: Nearness) -> float:
        if one.likeness < LEAST_LIKENESS:
            return 0.0
        weights = self.weights
        worth = (weights.likeness, weights.wordings, weights.fact, weights.kind, weights.others, weights.not_given)
        return 1 / (1 + math.exp(-weights.constant - float(np.dot(worth, one.features))))


def groups(question: Question) -> list[tuple[str, ...]]:
    """The texts of a case: of each pair the fact, the question and its wordings; then each that it has no fact for."""
    pairs = [(pair.fact, pair.question, *pair.asked) for pair in question.clarifying]
    return [*pairs, *((text,) for text in question.not_given)]


def nearness(question: Question, asked: str, likeness: Vectors) -> Nearness:
    """The nearest fact to what is asked. `likeness`: the cosines of all texts of `groups`, in their order."""
    cut = np.split(likeness, np.cumsum([len(group) for group in groups(question)])[:-1])
    pairs, not_given = cut[: len(question.clarifying)], cut[len(question.clarifying) :]
    nearest = np.array([float(one.max()) for one in pairs])
    kinds = kinds_of(asked)
    shared = np.array([(pair.kind in kinds) / max(1, len(kinds)) ** 0.5 for pair in question.clarifying])
    row = int((nearest + SAME_KIND * shared).argmax())
    return Nearness(
        row,
        likeness=float(nearest[row]),
        wordings=float(np.sort(pairs[row][1:])[-NEAREST:].mean()),
        fact=float(pairs[row][0]),
        kind=float(shared[row]),
        others=float(np.delete(nearest, row).max(initial=0.0)),
        not_given=max((float(one[0]) for one in not_given), default=OF_NONE),
    )


def kinds_of(words: str) -> set[FactKind]:
    """The kinds of fact that a question may ask for."""
    return {kind for kind, cue in _KINDS.items() if cue.search(words)}
