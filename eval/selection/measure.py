"""How well the next question is chosen: questions on weak topics, the error of the skills, questions that come twice.

Decides what is compared: the coach one question at a time, in interviews of four as they are held, and in such that
are planned when they begin, chance, and an even spread; the error of an estimate is beside that of the prior mean,
which has heard no answer, and of the plain mean of the answers.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from math import sqrt

from app.candidate.candidate import Candidate, Memory, Seen
from app.candidate.cards import card_id, new_card
from app.candidate.recommend import WEIGHTS, Wanted, Weights, recommend
from app.candidate.skills import HARDNESS, Answered, skills
from app.interview.grade import VerdictState
from app.interview.requests.selection import choose
from eval.figures.agreement import Figure
from eval.figures.intervals import mean, shown, table
from eval.selection.simulated import Simulated, World, credit, draw
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
TEN, TWENTY = 10, 20
IN_AN_INTERVIEW = 4
Errors = dict[VerdictState, dict[VerdictState, float]]
# The bank, what is remembered, now, rng -> the questions of the next interview.
Policy = Callable[[Sequence[Question], Memory, datetime, random.Random], Sequence[Question]]


def by_chance(bank: Sequence[Question], memory: Memory, _: datetime, rng: random.Random) -> Sequence[Question]:
    """Any question that was not asked yet."""
    return [rng.choice([one for one in bank if one.id not in memory.candidate.seen])]


def spread(bank: Sequence[Question], _: Memory, __: datetime, rng: random.Random) -> Sequence[Question]:
    """An interview of four, spread over topics, by nobody's memory."""
    return choose(bank, bank[0].stage, (), IN_AN_INTERVIEW, rng)


def coach(count: int, weights: Weights = WEIGHTS) -> Policy:
    """The coach, `count` questions at a time."""

    def policy(bank: Sequence[Question], memory: Memory, now: datetime, rng: random.Random) -> Sequence[Question]:
        return [one.question for one in recommend(bank, Wanted(bank[0].stage, (), count, weights), memory, now, rng)]

    return policy


def held(bank: Sequence[Question], memory: Memory, now: datetime, rng: random.Random) -> Sequence[Question]:
    """The coach in interviews of four: the easiest of four begins, each next question is chosen by all before it."""
    begins = len(memory.candidate.answers) % IN_AN_INTERVIEW == 0
    wanted = Wanted(bank[0].stage, (), IN_AN_INTERVIEW if begins else 1)
    return [one.question for one in recommend(bank, wanted, memory, now, rng)][:1]


@dataclass(frozen=True)
class Course:
    """What became of one candidate: shares of the questions on weak topics, root mean squared errors, repeats."""

    weak_by_chance: float
    weak_of_ten: float
    weak_of_next_ten: float
    error: float
    error_of_weak: float
    error_of_prior: float
    error_of_means: float
    repeats: int


def hold(candidate: Simulated, bank: Sequence[Question], policy: Policy, seed: int) -> Course:
    """Ask a candidate twenty questions; the errors are after ten."""
    rng = random.Random(seed)  # noqa: S311
    memory, now, asked = Memory(), BEGIN, []  # type: Memory, datetime, list[Question]
    after_ten = memory
    while len(asked) < TWENTY:
        for question in policy(bank, memory, now, rng)[: TWENTY - len(asked)]:
            asked.append(question)
            now += timedelta(minutes=5)
            memory = _after(memory, question, candidate.answer(question, rng), now)
            if len(asked) == TEN:
                after_ten = memory
        if len(asked) % IN_AN_INTERVIEW == 0:
            now += timedelta(hours=20)
    is_weak = [one.topic in candidate.weak for one in asked]
    return Course(
        weak_by_chance=sum(one.topic in candidate.weak for one in bank) / len(bank),
        weak_of_ten=sum(is_weak[:TEN]) / TEN,
        weak_of_next_ten=sum(is_weak[TEN:]) / TEN,
        **_errors(candidate, bank, after_ten.candidate),
        repeats=len(asked) - len({one.id for one in asked}),
    )


def _after(memory: Memory, question: Question, given: dict[str, VerdictState], now: datetime) -> Memory:
    if question.topic is None:
        raise ValueError(f"{question.id} has no topic")
    points = sum(not one.bonus for one in question.key_points)
    number = len(memory.candidate.answers) + 1
    earned = credit(question, given)
    answer = Answered("simulated", number, question.id, question.topic, question.difficulty, earned, points, now)
    before = memory.candidate.seen.get(question.id, Seen(now, 0))
    seen = {**memory.candidate.seen, question.id: Seen(now, before.times + 1)}
    missed = [one for one in question.key_points if given.get(one.id, VerdictState.MET) is not VerdictState.MET]
    cards = {card_id(question.id, one.id): new_card(question, one, now) for one in missed}
    candidate = replace(memory.candidate, answers=(*memory.candidate.answers, answer), seen=seen)
    return Memory(candidate, {**memory.cards, **cards})


def _errors(candidate: Simulated, bank: Sequence[Question], known: Candidate) -> dict[str, float]:
    """Errors of the share of points that is expected in each topic, against what the grader would give."""
    topics = sorted({one.topic for one in bank if one.topic is not None})
    of_topic = {topic: [one for one in bank if one.topic is topic] for topic in topics}
    true = {topic: candidate.expected(of_topic[topic]) for topic in topics}
    now = known.answers[-1].at_utc
    told = _shares(known.answers, of_topic, now)
    prior = _shares((), of_topic, now)
    every = [one.credit for one in known.answers]
    means = {topic: _mean([one.credit for one in known.answers if one.topic is topic] or every) for topic in topics}
    return {
        "error": _rmse(told, true, topics),
        "error_of_weak": _rmse(told, true, [topic for topic in topics if topic in candidate.weak]),
        "error_of_prior": _rmse(prior, true, topics),
        "error_of_means": _rmse(means, true, topics),
    }


def _shares(answers: Sequence[Answered], of_topic: dict[Topic, list[Question]], now: datetime) -> dict[Topic, float]:
    found = skills(answers, now)
    return {
        topic: _mean([found[topic].share(HARDNESS[one.difficulty]) for one in questions])
        for topic, questions in of_topic.items()
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _rmse(told: dict[Topic, float], true: dict[Topic, float], topics: Sequence[Topic]) -> float:
    return sqrt(_mean([(told[topic] - true[topic]) ** 2 for topic in topics]))


@dataclass(frozen=True)
class Report:
    """The courses of all candidates by the policy's name, in the same order of candidates."""

    stage: str
    candidates: int
    questions: int
    topics: int
    courses: dict[str, list[Course]]

    def figure(self, policy: str, name: str, by: str = "", of: str = "") -> Figure:
        """The mean of a field; with `by` its ratio to the mean of the field `of` under that policy."""
        values = [getattr(one, name) for one in self.courses[policy]]
        if not by:
            return mean(name, values)
        others = [getattr(one, of or name) for one in self.courses[by]]
        return ratio(name, values, others)

    def render(self) -> str:
        """The table and the targets."""
        head = ["", "weak of ten, %", "times chance", "weak of next ten, %", "error, points", "repeats in 20"]
        rows = []
        for policy in self.courses:
            rows.append(
                [
                    policy,
                    shown(self.figure(policy, "weak_of_ten")),
                    _times(self.figure(policy, "weak_of_ten", CHANCE, "weak_by_chance")),
                    shown(self.figure(policy, "weak_of_next_ten")),
                    shown(self.figure(policy, "error")),
                    f"{self.figure(policy, 'repeats').value:.2f}",
                ]
            )
        best = COACH
        targets = [
            ["questions on weak topics in the first ten, times chance", "at least 2", self._vs("weak_of_ten")],
            ["the same in the next ten", "at least 2", self._vs("weak_of_next_ten")],
            [
                "error / error of the prior mean",
                "at most 0.60",
                _times(self.figure(best, "error", best, "error_of_prior")),
            ],
            ["error / error with questions by chance", "at most 0.60", _times(self.figure(best, "error", CHANCE))],
            [
                "error / error of plain means, by chance",
                "at most 0.60",
                _times(self.figure(best, "error", CHANCE, "error_of_means")),
            ],
            [
                "error on weak topics / the same by chance",
                "at most 0.60",
                _times(self.figure(best, "error_of_weak", CHANCE)),
            ],
        ]
        about = (
            f"{self.stage}: {self.candidates} made-up candidates, {self.questions} questions on {self.topics} topics; "
            f"the error is the root mean square over topics after ten questions, in per cent of the points"
        )
        return "\n\n".join((about, table(head, rows), table([f"{best}", "target", "reached"], targets)))

    def _vs(self, name: str) -> str:
        return _times(self.figure(COACH, name, CHANCE, "weak_by_chance"))

    def as_json(self) -> str:
        """Every course."""
        return json.dumps(asdict(self), indent=1)


@dataclass(frozen=True)
class Drawn:
    """Which candidates are held: `count` of them from `first_seed` on, asked the questions of a stage."""

    stage: Stage
    world: World
    errors: Errors
    first_seed: int
    count: int


CHANCE, COACH = "chance", "coach, interviews of four"
POLICIES: dict[str, Policy] = {
    CHANCE: by_chance,
    "spread, interviews of four": spread,
    "coach, one at a time": coach(1),
    COACH: held,
    "coach, four planned at the start": coach(IN_AN_INTERVIEW),
}


def evaluate(bank: Sequence[Question], drawn: Drawn, policies: dict[str, Policy] | None = None) -> Report:
    """Hold the courses of all candidates."""
    used = [one for one in bank if one.stage is drawn.stage and one.topic in drawn.world.builds_on]
    seeds = range(drawn.first_seed, drawn.first_seed + drawn.count)
    candidates = [(seed, draw(drawn.world, drawn.errors, used, seed)) for seed in seeds]
    # Nobody is measured on being sent to weak topics where none has a question in this stage.
    topics = {one.topic for one in used}
    kept = [(seed, one) for seed, one in candidates if one.weak & topics]
    courses = {
        name: [hold(one, used, policy, seed) for seed, one in kept] for name, policy in (policies or POLICIES).items()
    }
    return Report(drawn.stage.value, len(kept), len(used), len(topics), courses)


def ratio(name: str, values: Sequence[float], others: Sequence[float]) -> Figure:
    """The ratio of two means over the same candidates with its 95 % interval: candidates are drawn again."""
    rng = random.Random(0)  # noqa: S311
    size = len(values)
    drawn = sorted(_ratio(values, others, rng.choices(range(size), k=size)) for _ in range(1000))
    return Figure(name, _ratio(values, others, range(size)), drawn[25], drawn[974])


def _ratio(values: Sequence[float], others: Sequence[float], rows: Sequence[int]) -> float:
    return sum(values[n] for n in rows) / sum(others[n] for n in rows)


def _times(figure: Figure) -> str:
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}]"
