"""Which questions come next, as a recommender decides it: candidates, ranking, re-ranking.

Decides what is weighed: how much somebody needs a topic (the share of points that they are expected to lack, where it
is likely that they lack it, and what is not known yet), whether a question is neither too hard nor too easy, whether
its points are due or near what was missed, and whether it is new. One question after the other is taken, so that a plan
is varied. A question does not come again within 30 days unless a point of it is due, and then in other words.

A new candidate has no answers: the prior then asks widely, the topics of a plan or a job first. A new question has no
answers either: its difficulty stands for them.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.candidate.candidate import Candidate, Memory
from app.candidate.skills import HARDNESS, Skill, logistic
from app.interview.requests.selection import EASY_FIRST, Choose
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Difficulty, Stage, Topic

AGAIN_AFTER = timedelta(days=30)
# A question of the bank has points of at most so many sections.
MOST_SECTIONS = 6
CARDS_OF_DUE, DUE_AFTER = 3, timedelta(days=7)
# A topic is in hand where this share of the points of a medium question is expected.
IN_HAND = 0.7
# The skill is read at the mean and so many standard deviations around it, with their weights: Gauss-Hermite, 3 points.
# Source: Abramowitz and Stegun, Handbook of mathematical functions, table 25.10.
NODES = ((-1.7320508, 1 / 6), (0.0, 2 / 3), (1.7320508, 1 / 6))


@dataclass(frozen=True)
class Weights:
    """How much each reason counts; chosen by `coach eval selection` on candidates that it does not report."""

    need: float = 3.0
    unknown: float = 0.5
    fit: float = 0.1
    tells: float = 0.1
    due: float = 0.4
    near: float = 0.2
    new: float = 0.2
    goal: float = 0.3
    variety: float = 0.1
    chance: float = 0.02


WEIGHTS = Weights()


@dataclass(frozen=True)
class Recommended:
    """A question with the reasons that brought it, each a number that was added."""

    question: Question
    reasons: Mapping[str, float]

    @property
    def score(self) -> float:
        """The sum of its reasons."""
        return sum(self.reasons.values())


@dataclass(frozen=True)
class Wanted:
    """What is asked for: the stage, the topics (none: all), how many."""

    stage: Stage
    topics: Sequence[Topic]
    count: int
    weights: Weights = WEIGHTS


def recommend(
    bank: Sequence[Question], wanted: Wanted, memory: Memory, now: datetime, rng: random.Random
) -> tuple[Recommended, ...]:
    """Up to `wanted.count` questions, easy ones first; one that was asked before is in other words.

    Where every question of the stage was asked within 30 days, those asked longest ago come again.
    """
    due = _due_questions(memory, now)
    ranking = _Ranking(memory.candidate, memory.candidate.skills(now), due, _missed_sections(memory), wanted.weights)
    fitting = _candidates(bank, wanted, memory.candidate, due, now)
    ranked = [Recommended(one, ranking.reasons(one, rng.random())) for one in fitting]
    chosen = sorted(_varied(ranked, wanted), key=lambda one: EASY_FIRST.index(one.question.difficulty))
    return tuple(Recommended(_reworded(one.question, memory.candidate), one.reasons) for one in chosen)


def chooser(memory: Memory, now: datetime) -> Choose:
    """What stands for `selection.choose` where somebody is known: it takes and returns the same."""

    def choose(
        bank: Sequence[Question], stage: Stage, topics: Sequence[Topic], count: int, rng: random.Random
    ) -> tuple[Question, ...]:
        return tuple(one.question for one in recommend(bank, Wanted(stage, topics, count), memory, now, rng))

    return choose


def _candidates(
    bank: Sequence[Question], wanted: Wanted, candidate: Candidate, due: set[str], now: datetime
) -> list[Question]:
    """The questions that may be asked now; where they are too few, also those that were seen longest ago."""
    fitting = [one for one in bank if one.stage is wanted.stage and (not wanted.topics or one.topic in wanted.topics)]
    free = [one for one in fitting if one.id in due or not _is_fresh(candidate, one, now)]
    if len(free) >= wanted.count:
        return free
    rest = [one for one in fitting if one not in free]
    rest.sort(key=lambda one: candidate.seen[one.id].at_utc)
    return free + rest[: wanted.count - len(free)]


def _is_fresh(candidate: Candidate, question: Question, now: datetime) -> bool:
    seen = candidate.seen.get(question.id)
    return seen is not None and now - seen.at_utc < AGAIN_AFTER


def _due_questions(memory: Memory, now: datetime) -> set[str]:
    """Questions of which several cards are due, a week after they were asked; single points are for a review."""
    counts = Counter(card.question_id for card in memory.cards.values() if card.is_due(now))
    seen = memory.candidate.seen
    return {
        one
        for one, count in counts.items()
        if count >= CARDS_OF_DUE and (one not in seen or now - seen[one].at_utc >= DUE_AFTER)
    }


def _missed_sections(memory: Memory) -> set[str]:
    """The sections that teach points which were missed and have not come back yet."""
    return {card.section for card in memory.cards.values() if card.section and card.reviews == card.lapses}


@dataclass(frozen=True)
class _Ranking:
    """What a question is ranked by."""

    candidate: Candidate
    known: Mapping[Topic, Skill]
    due: set[str]
    missed: set[str]
    weights: Weights

    def reasons(self, question: Question, chance: float) -> dict[str, float]:
        """Each reason to ask a question with what it adds."""
        weights = self.weights
        sections = {point.section for point in question.key_points if point.section}
        return self._of_skill(question) | {
            "tells": weights.tells * min(len(sections), MOST_SECTIONS) / MOST_SECTIONS,
            "due": weights.due * (question.id in self.due),
            "near": weights.near * bool(sections & self.missed),
            "new": weights.new * (question.id not in self.candidate.seen),
            "goal": weights.goal * (question.topic in self.candidate.goals),
            "chance": weights.chance * chance,
        }

    def _of_skill(self, question: Question) -> dict[str, float]:
        if question.topic is None:
            return {}
        skill, weights = self.known[question.topic], self.weights
        return {
            "need": weights.need * need(skill),
            "unknown": weights.unknown * skill.sd,
            "fit": weights.fit * fit(skill, question.difficulty),
        }


def need(skill: Skill) -> float:
    """The share of points that somebody is expected to lack up to where a topic is in hand, 0..1."""
    shares = ((logistic(skill.mean + node * skill.sd), weight) for node, weight in NODES)
    return sum(weight * max(0.0, IN_HAND - share) for share, weight in shares)


def fit(skill: Skill, difficulty: Difficulty) -> float:
    """1 where half of the points are expected, less towards all or none: an answer then tells and teaches most."""
    share = skill.share(HARDNESS[difficulty])
    return 4 * share * (1 - share)


def _varied(ranked: Sequence[Recommended], wanted: Wanted) -> list[Recommended]:
    """The best one after the other, where each question of a topic or note that is in already counts less.

    Source: Carbonell and Goldstein (1998), The use of MMR, diversity-based reranking.
    """
    left, chosen = list(ranked), []  # type: list[Recommended], list[Recommended]
    topics: Counter[Topic | None] = Counter()
    sections: Counter[str] = Counter()
    while left and len(chosen) < wanted.count:
        best = max(left, key=lambda one: one.score - wanted.weights.variety * _likeness(one.question, topics, sections))
        left.remove(best)
        chosen.append(best)
        topics[best.question.topic] += 1
        sections.update({point.section for point in best.question.key_points})
    return chosen


def _likeness(question: Question, topics: Counter[Topic | None], sections: Counter[str]) -> float:
    same = sum(sections[point.section] > 0 for point in question.key_points) / len(question.key_points)
    return topics[question.topic] + same


def _reworded(question: Question, candidate: Candidate) -> Question:
    """A question that was asked before in the next of its wordings."""
    seen = candidate.seen.get(question.id)
    if seen is None or not question.variants:
        return question
    wordings = (question.text, *question.variants)
    return question.model_copy(update={"text": wordings[seen.times % len(wordings)]})
