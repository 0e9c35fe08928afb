"""`coach eval refusal`: does the bound on evidence refuse what the corpus cannot answer, and only that?

Decides how a bound is judged that was read off our own labels: beside its figure on all of them stands a
cross-validated one, where each query is judged by a weight of words and a bound that were both set without it.
What speaks for an answer is taken apart too: closeness alone, words alone, and no bound at all.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from app.retrieval.retriever import LEAST_EVIDENCE, WORD_EVIDENCE
from eval.intervals import table
from eval.spans import Query
from ingest.index import Hit

# A bound refuses this share of the answerable queries that it is set on: a little below the 5 % that may be.
REFUSED_SHARE = 0.045
FOLDS, ROUNDS, SEED = 5, 40, 20
# Weights of words beside closeness that are tried in each fold.
WEIGHTS = np.arange(0, 2.01, 0.1)

Best = Callable[[str], Hit]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Rule:
    """A rule: share refused of the unanswerable and of the answerable queries, and the same held out; 0..1."""

    name: str
    refused: float
    refused_wrongly: float
    held_out: float | None = None
    held_out_wrongly: float | None = None


@dataclass(frozen=True)
class Report:
    """The rules on one set of labels."""

    answerable: int
    unanswerable: int
    rules: tuple[Rule, ...]

    def render(self) -> str:
        """A text table, per cent."""
        head = ["refused, %", f"{self.unanswerable} unanswerable", f"{self.answerable} answerable"]
        rows = [[rule.name, *(_shown(share) for share in list(vars(rule).values())[1:])] for rule in self.rules]
        return table([*head, "held out: unanswerable", "answerable"], rows)

    def as_json(self) -> str:
        """One JSON document with every share."""
        return json.dumps(asdict(self), indent=1)


def evaluate(queries: Sequence[Query], best: Best) -> Report:
    """Judge the rules on labelled queries; `best` finds the first passage of a query."""
    hits = [best(query.text) for query in queries]
    closeness, words = np.array([hit.vector for hit in hits]), np.array([hit.words for hit in hits])
    answerable = np.array([bool(query.parts) for query in queries])
    coach = f"closeness + {WORD_EVIDENCE:g} x words, bound {LEAST_EVIDENCE:g}: the coach"
    rules = (
        _rule(coach, closeness + WORD_EVIDENCE * words, _weighed(closeness, words), answerable, LEAST_EVIDENCE),
        _rule("closeness alone", closeness, closeness[np.newaxis], answerable),
        _rule("words alone", words, words[np.newaxis], answerable),
        Rule("no bound", 0.0, 0.0),
    )
    return Report(int(answerable.sum()), int((~answerable).sum()), rules)


def _weighed(closeness: Floats, words: Floats) -> Floats:
    """The evidence by each weight that words could have: (weights, queries)."""
    return closeness + np.outer(WEIGHTS, words)


def _rule(name: str, evidence: Floats, ways: Floats, answerable: Flags, bound: float | None = None) -> Rule:
    """A rule on all queries, by `bound` or the one that REFUSED_SHARE sets; held out, the best of `ways` is chosen."""
    is_refused = evidence < (_bound(evidence[answerable]) if bound is None else bound)
    return Rule(
        name,
        float(is_refused[~answerable].mean()),
        float(is_refused[answerable].mean()),
        *_held_out(ways, answerable),
    )


def _bound(evidence: Floats) -> float:
    return float(np.quantile(evidence, REFUSED_SHARE))


def _held_out(ways: Floats, answerable: Flags) -> tuple[float, float]:
    """Mean shares over rounds of cross-validation; weight and bound are both chosen without the fold they judge.

    `ways`: (ways, queries), the evidence by each weight. The way that refuses most of the unanswerable is taken, the
    middle one of equals.
    """
    rng = np.random.default_rng(SEED)
    refused = np.zeros(len(answerable))
    for _ in range(ROUNDS):
        fold = rng.permutation(len(answerable)) % FOLDS
        for held in range(FOLDS):
            seen = fold != held
            bounds = np.array([_bound(way[answerable & seen]) for way in ways])
            counts = (ways[:, ~answerable & seen] < bounds[:, np.newaxis]).sum(axis=1)
            equals = np.flatnonzero(counts == counts.max())
            chosen = equals[len(equals) // 2]
            refused[~seen] += ways[chosen, ~seen] < bounds[chosen]
    shares = refused / ROUNDS
    return float(shares[~answerable].mean()), float(shares[answerable].mean())


def _shown(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"
