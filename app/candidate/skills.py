"""What somebody can do in each topic, and how sure that is: answers -> skills.

Decides the model: a Rasch model with a skill per topic, in which topics share what is learned of one another. A skill
is a general ability, plus what a family of topics has in common, plus the topic's own deviation, each with a Gaussian
prior; so one answer about retrieval tells something of agents too, and a little of statistics. The share of the points
that an answer earned counts as so many right and wrong items. Estimated at the mode, with the curvature there as its
uncertainty. Old answers count less.

Source: Rasch (1960), Probabilistic models for some intelligence and attainment tests; Adams, Wilson and Wang (1997),
The multidimensional random coefficients multinomial logit model; for the mode and its curvature Rasmussen and Williams
(2006), Gaussian processes for machine learning, algorithm 3.1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log, pi, sqrt

from app.candidate.gaussian import Matrix, Vector, cholesky, forward, solve, times
from ingest.bank.taxonomy import Difficulty, Topic

TOPICS = tuple(Topic)
FAMILIES: tuple[frozenset[Topic], ...] = (
    frozenset((Topic.LLMS, Topic.RAG, Topic.AGENTS, Topic.PROMPTING)),
    frozenset(
        (Topic.ML_FUNDAMENTALS, Topic.EVALUATION, Topic.CLASSICAL_ALGORITHMS, Topic.MATHEMATICS, Topic.DEEP_LEARNING)
    ),
    frozenset((Topic.MLOPS, Topic.SYSTEM_DESIGN, Topic.CODING)),
    frozenset((Topic.BEHAVIOURAL, Topic.INTERVIEW)),
)
# Standard deviations of the three parts of a skill, in logits.
GENERAL, FAMILY, OWN = 0.3, 0.2, 0.8
# What is expected before the first answer, in logits, of a question of medium difficulty. It belongs to the grader, who
# gives the points: chosen on made-up candidates with the errors of the one that ships (docs/memory.md).
PRIOR_MEAN = 0.6
# Logits by which a question is harder. A question that nobody has answered starts there.
HARDNESS = {Difficulty.EASY: -0.2, Difficulty.MEDIUM: 0.0, Difficulty.HARD: 0.2}
# A point is as much evidence as so many independent items: points of a question belong together, and the grader errs.
ITEMS_PER_POINT = 0.8
# An answer counts half as much after so many days.
HALF_LIFE_DAYS = 180.0
DAY_S = 86_400.0
MOST_STEPS, CLOSE_ENOUGH = 20, 1e-6


@dataclass(frozen=True)
class Answered:
    """An answer as evidence of a skill: `credit` is the share of its `points` key points that it earned, 0..1."""

    interview_id: str
    turn: int
    question_id: str
    topic: Topic
    difficulty: Difficulty
    credit: float
    points: int
    at_utc: datetime
    is_follow_up: bool = False

    def is_of(self, other: "Answered") -> bool:
        """Whether both are whole answers to one question in one interview, of which the later one counts."""
        same = (self.interview_id, self.question_id) == (other.interview_id, other.question_id)
        return same and not self.is_follow_up and not other.is_follow_up


@dataclass(frozen=True)
class Skill:
    """A skill in logits: its mean and standard deviation."""

    mean: float
    sd: float

    def share(self, hardness: float = 0.0) -> float:
        """The share of the points that is expected in a question, 0..1, the uncertainty of the skill included.

        Source: MacKay (1992), The evidence framework applied to classification networks, equation 17.
        """
        return logistic((self.mean - hardness) / sqrt(1 + pi * self.sd**2 / 8))

    def between(self, deviations: float = 1.64) -> tuple[float, float]:
        """Shares that it lies between, by default in nine of ten cases."""
        return logistic(self.mean - deviations * self.sd), logistic(self.mean + deviations * self.sd)


def logistic(value: float) -> float:
    """1 / (1 + e^-value), for values of any size."""
    if value >= 0:
        return 1 / (1 + exp(-value))
    return exp(value) / (1 + exp(value))


def covariance() -> Matrix:
    """How far two topics vary together before anything is known."""
    return [[_shared(one, other) for other in TOPICS] for one in TOPICS]


def _shared(one: Topic, other: Topic) -> float:
    is_family = any(one in family and other in family for family in FAMILIES)
    return GENERAL**2 + FAMILY**2 * is_family + OWN**2 * (one is other)


def skills(
    answers: Iterable[Answered], now: datetime, expected: Mapping[Topic, float] | None = None
) -> dict[Topic, Skill]:
    """The skill in every topic by the answers up to `now`; `expected` moves the mean of topics, in logits."""
    prior = covariance()
    mean = [PRIOR_MEAN + (expected or {}).get(topic, 0.0) for topic in TOPICS]
    evidence = _evidence(answers, now)
    moved = [0.0] * len(TOPICS)
    for _ in range(MOST_STEPS):
        slopes, curves = _slopes([m + d for m, d in zip(mean, moved, strict=True)], evidence)
        after = _step(prior, moved, slopes, curves)
        is_there = max(abs(one - other) for one, other in zip(after, moved, strict=True)) < CLOSE_ENOUGH
        moved = after
        if is_there:
            break
    at = [m + d for m, d in zip(mean, moved, strict=True)]
    spread = _spread(prior, _slopes(at, evidence)[1])
    return {topic: Skill(at[n], sqrt(spread[n])) for n, topic in enumerate(TOPICS)}


def _evidence(answers: Iterable[Answered], now: datetime) -> list[list[tuple[float, float, float]]]:
    """Of each topic the items, the share of them that was right, and how hard they are, a row a difficulty.

    Of answers to questions that are as hard the sums tell as much as each of them.
    """
    asked: dict[tuple[Topic, Difficulty], list[float]] = {}
    for answer in answers:
        items = _items(answer, now)
        sums = asked.setdefault((answer.topic, answer.difficulty), [0.0, 0.0])
        sums[0] += items
        sums[1] += items * answer.credit
    evidence: list[list[tuple[float, float, float]]] = [[] for _ in TOPICS]
    for (topic, difficulty), (items, right) in asked.items():
        if items > 0:
            evidence[TOPICS.index(topic)].append((items, right / items, HARDNESS[difficulty]))
    return evidence


def _items(answer: Answered, now: datetime) -> float:
    days = max(0.0, (now - answer.at_utc).total_seconds() / DAY_S)
    return ITEMS_PER_POINT * answer.points * exp(-log(2) * days / HALF_LIFE_DAYS)


def _slopes(at: Vector, evidence: Sequence[Sequence[tuple[float, float, float]]]) -> tuple[Vector, Vector]:
    """First derivative of the log likelihood, and the second with its sign turned, for each topic."""
    slopes, curves = [], []
    for skill, rows in zip(at, evidence, strict=True):
        shares = [(items, credit, logistic(skill - hardness)) for items, credit, hardness in rows]
        slopes.append(sum(items * (credit - share) for items, credit, share in shares))
        curves.append(sum(items * share * (1 - share) for items, _, share in shares))
    return slopes, curves


def _roots(prior: Matrix, curves: Vector) -> tuple[Vector, Matrix]:
    """The roots of the curves, and the Cholesky triangle of I + W^1/2 K W^1/2."""
    roots = [sqrt(curve) for curve in curves]
    size = range(len(roots))
    return roots, cholesky([[(i == j) + roots[i] * prior[i][j] * roots[j] for j in size] for i in size])


def _step(prior: Matrix, moved: Vector, slopes: Vector, curves: Vector) -> Vector:
    """One step of Newton's method."""
    roots, lower = _roots(prior, curves)
    target = [curve * value + slope for curve, value, slope in zip(curves, moved, slopes, strict=True)]
    inner = [root * value for root, value in zip(roots, times(prior, target), strict=True)]
    solved = solve(lower, inner)
    return times(prior, [one - root * other for one, root, other in zip(target, roots, solved, strict=True)])


def _spread(prior: Matrix, curves: Vector) -> Vector:
    """The variance of every topic given the evidence."""
    roots, lower = _roots(prior, curves)
    found = []
    for n, row in enumerate(prior):
        half = forward(lower, [root * value for root, value in zip(roots, row, strict=True)])
        found.append(max(row[n] - sum(value * value for value in half), 1e-9))
    return found
