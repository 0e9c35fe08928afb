"""`coach eval refusal`: does the coach refuse what the corpus cannot answer, and only that?

Decides what the coach's rule is held against, query by query, so that an interval that holds 0 says that no difference
was seen here: the minimum score alone, which decides where no answers are prepared, closeness alone, words alone, and
no rule at all. The minimum was read off these labels: beside its figure on all of them stands a cross-validated one,
where each query is judged by a weight of words and a bound that were both set without it. Of the coach's rule nothing
is chosen on them.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from app.answering.retriever import LEAST_EVIDENCE, WORD_EVIDENCE, Found
from eval.figures.agreement import Figure
from eval.figures.intervals import difference, mean, shown, table
from eval.retrieval.spans import Query

COACH, MINIMUM = "the coach", "minimum score alone"
# A bound refuses this share of the answerable queries that it is set on: a little below the 5 % that may be.
REFUSED_SHARE = 0.045
# What is asked of the coach's rule: 36 of 40 unanswerable queries refused, and at most 5 % of the answerable.
LEAST_REFUSED, MOST_WRONGLY = 0.9, 0.05
FOLDS, ROUNDS, SEED = 5, 40, 20
# Weights of words beside closeness that are tried in each fold.
WEIGHTS = np.arange(0, 2.01, 0.1)

Find = Callable[[str], Found]
Answers = Callable[[str], bool]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Shares:
    """What a rule refuses of the unanswerable and of the answerable queries, 0..1, and both minus the coach's."""

    refused: Figure
    refused_wrongly: Figure
    change: Figure
    change_wrongly: Figure


@dataclass(frozen=True)
class Rule:
    """A rule on all queries, by its `setting`, and held out; `held_out` is None where nothing is chosen."""

    name: str
    setting: str
    on_all: Shares
    held_out: Shares | None = None


@dataclass(frozen=True)
class Report:
    """The rules on one set of labels, the coach's first: whether a prepared answer is likely, where any is prepared."""

    answerable: int
    unanswerable: int
    rules: tuple[Rule, ...]

    def render(self) -> str:
        """Two text tables, per cent with 95 % intervals: on all queries, and held out; then the targets."""
        kinds = [f"{self.unanswerable} unanswerable", "change", f"{self.answerable} answerable", "change"]
        on_all = [[f"{rule.name}{rule.setting}", *_cells(rule.on_all)] for rule in self.rules]
        held_out = [[rule.name, *_cells(rule.held_out)] for rule in self.rules if rule.held_out is not None]
        tables = table(["refused, %", *kinds], on_all), table(["refused, %, held out", *kinds], held_out)
        return "\n\n".join((*tables, "\n".join(self._targets())))

    def _targets(self) -> Iterator[str]:
        """Whether the coach's rule is where it should be."""
        shares = self.rules[0].on_all
        least, most = shares.refused.value, shares.refused_wrongly.value
        if least is not None and most is not None:
            refused = f"{_percent(least)} of the unanswerable refused, at least {_percent(LEAST_REFUSED)}"
            wrongly = f"{_percent(most)} of the answerable, at most {_percent(MOST_WRONGLY)}"
            yield f"{COACH}: {refused}: {_met(least >= LEAST_REFUSED)}; {wrongly}: {_met(most <= MOST_WRONGLY)}"

    def as_json(self) -> str:
        """One JSON document with every share and its interval."""
        return json.dumps(asdict(self), indent=1)


def evaluate(queries: Sequence[Query], find: Find, answers: Answers) -> Report:
    """Judge the rules on labelled queries; `answers` is the coach's.

    What closeness must be at least for the minimum score is not chosen on them, and stays.
    """
    found = [find(query.text) for query in queries]
    hits = [one.ranked[0] if one.ranking is None else one.ranking.hits[0] for one in found]
    closeness, words = np.array([hit.vector for hit in hits]), np.array([hit.words for hit in hits])
    answerable = np.array([bool(query.parts) for query in queries])
    evidence = closeness + WORD_EVIDENCE * words
    refused = np.array([not one.answers for one in found])
    too_far = refused & (evidence >= LEAST_EVIDENCE)
    coach = np.array([not answers(query.text) for query in queries]).astype(float)
    # Each rule: what it refuses with a bound set on all queries, and the evidence that it could choose among held out.
    rules = {
        MINIMUM: (refused, _weighed(closeness, words)),
        "closeness alone": (closeness < _bound(closeness[answerable]), closeness[np.newaxis]),
        "words alone": (words < _bound(words[answerable]), words[np.newaxis]),
    }
    on_all = {name: which.astype(float) for name, (which, _) in rules.items()}
    held_out = {name: _held_out(ways, answerable) for name, (_, ways) in rules.items()}
    held_out[MINIMUM] = np.maximum(held_out[MINIMUM], too_far)
    settings = {MINIMUM: f": closeness + words, weight {WORD_EVIDENCE:g}, at least {LEAST_EVIDENCE:g}"}
    told = [
        Rule(name, settings.get(name, ""), *(_shares(one[name], coach, answerable) for one in (on_all, held_out)))
        for name in rules
    ]
    first = Rule(COACH, ": a prepared answer is likely", _shares(coach, coach, answerable))
    nothing = Rule("no rule", "", _shares(np.zeros(len(queries)), coach, answerable))
    return Report(int(answerable.sum()), int((~answerable).sum()), (first, *told, nothing))


def _shares(refused: Floats, base: Floats, answerable: Flags) -> Shares:
    """Means over queries with intervals: `refused` is 0..1 a query, `base` the same by the coach's rule."""
    kinds = (("unanswerable", ~answerable), ("answerable", answerable))
    figures = [mean(kind, refused[rows]) for kind, rows in kinds]
    changes = [difference(f"{kind}, minus the coach", refused[rows], base[rows]) for kind, rows in kinds]
    return Shares(figures[0], figures[1], changes[0], changes[1])


def _weighed(closeness: Floats, words: Floats) -> Floats:
    """The evidence by each weight that words could have: (weights, queries)."""
    return closeness + np.outer(WEIGHTS, words)


def _bound(evidence: Floats) -> float:
    return float(np.quantile(evidence, REFUSED_SHARE))


def _held_out(ways: Floats, answerable: Flags) -> Floats:
    """In what share of the rounds each query is refused by a weight and a bound that were chosen without its fold.

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
    return refused / ROUNDS


def _cells(shares: Shares) -> tuple[str, ...]:
    changes = shown(shares.change, signed=True), shown(shares.change_wrongly, signed=True)
    return shown(shares.refused), changes[0], shown(shares.refused_wrongly), changes[1]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _met(is_met: bool) -> str:
    return "met" if is_met else "MISSED"
