"""`coach eval refusal`: does the bound on evidence refuse what the corpus cannot answer, and only that?

Decides how a bound is judged that was read off our own labels: beside its figure on all of them stands a
cross-validated one, where each query is judged by a bound that was set without it. What speaks for an answer is
taken apart too: closeness alone, words alone, and no bound at all.
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

Best = Callable[[str], Hit]


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
    both = closeness + WORD_EVIDENCE * words
    rules = [_fixed(f"closeness + {WORD_EVIDENCE:g} x words, bound {LEAST_EVIDENCE:g}: the coach", both, answerable)]
    for name, evidence in (("closeness alone", closeness), ("words alone", words)):
        rules.append(_set_on_all(name, evidence, answerable))
    return Report(int(answerable.sum()), int((~answerable).sum()), (*rules, Rule("no bound", 0.0, 0.0)))


def _fixed(name: str, evidence: NDArray[np.float64], answerable: NDArray[np.bool_]) -> Rule:
    is_refused = evidence < LEAST_EVIDENCE
    return Rule(
        name,
        float(is_refused[~answerable].mean()),
        float(is_refused[answerable].mean()),
        *_held_out(evidence, answerable),
    )


def _set_on_all(name: str, evidence: NDArray[np.float64], answerable: NDArray[np.bool_]) -> Rule:
    is_refused = evidence < np.quantile(evidence[answerable], REFUSED_SHARE)
    return Rule(
        name,
        float(is_refused[~answerable].mean()),
        float(is_refused[answerable].mean()),
        *_held_out(evidence, answerable),
    )


def _held_out(evidence: NDArray[np.float64], answerable: NDArray[np.bool_]) -> tuple[float, float]:
    """Mean shares over rounds of cross-validation."""
    rng = np.random.default_rng(SEED)
    refused = np.zeros(len(evidence))
    for _ in range(ROUNDS):
        fold = rng.permutation(len(evidence)) % FOLDS
        for held in range(FOLDS):
            bound = np.quantile(evidence[answerable & (fold != held)], REFUSED_SHARE)
            refused[fold == held] += evidence[fold == held] < bound
    shares = refused / ROUNDS
    return float(shares[~answerable].mean()), float(shares[answerable].mean())


def _shown(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"
