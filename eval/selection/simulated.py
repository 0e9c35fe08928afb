"""Made-up candidates who know some sections of the notes and others not, and answer so.

Decides nothing of what the coach does. It is another model than the one that estimates skills (app/candidate):
a graph of topics, all or nothing for each section, slips and guesses, and the measured errors of the grader over them.
Source: Junker and Sijtsma (2001), Cognitive assessment models with few assumptions (DINA).
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.interview.grade import CREDIT, VerdictState
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Level, Topic

States = Mapping[VerdictState, float]


class World(BaseModel):
    """What all candidates are drawn from (eval/cases/simulated_candidates.json)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    builds_on: dict[Topic, tuple[Topic, ...]]
    spreads: float
    known_share: tuple[float, ...]
    known_share_of_weak: tuple[float, float]
    around: float
    of_level: dict[Level, float]
    said_of_known: dict[VerdictState, float]
    said_of_unknown: dict[VerdictState, float]
    first_seed_of_choice: int
    first_seed: int
    candidates: int


def read_world(cases: Path) -> World:
    """The world of the made-up candidates."""
    return World.model_validate_json((cases / "simulated_candidates.json").read_text(encoding="utf-8"))


def read_errors(cases: Path) -> dict[VerdictState, dict[VerdictState, float]]:
    """How often the grader gives each state where another one is right, as shares."""
    table = json.loads((cases / "grader_errors.json").read_text(encoding="utf-8"))
    rows = {state: table[state.value] for state in VerdictState}
    return {
        state: {VerdictState(name): count / sum(row.values()) for name, count in row.items()}
        for state, row in rows.items()
    }


def no_errors() -> dict[VerdictState, dict[VerdictState, float]]:
    """A grader that is always right."""
    return {state: {other: float(other is state) for other in VerdictState} for state in VerdictState}


@dataclass(frozen=True)
class Simulated:
    """One candidate: the topics in which they are weak, and the sections that they know."""

    weak: frozenset[Topic]
    knows: Mapping[str, bool]
    world: World
    errors: Mapping[VerdictState, States]

    def answer(self, question: Question, rng: random.Random) -> dict[str, VerdictState]:
        """The grader's verdict of each point that a full answer holds."""
        given = {}
        for point in _wanted(question):
            true = _draw(self._says(point), rng)
            given[point.id] = _draw(self.errors[true], rng)
        return given

    def expected(self, questions: Sequence[Question]) -> float:
        """The share of the points that the grader would give, over all answers to these questions."""
        earned = possible = 0.0
        for question in questions:
            for point in _wanted(question):
                says = self._says(point)
                earned += point.weight * sum(
                    share * graded * CREDIT[state]
                    for true, share in says.items()
                    for state, graded in self.errors[true].items()
                )
                possible += point.weight
        return earned / possible

    def _says(self, point: KeyPoint) -> States:
        return self.world.said_of_known if self.knows[point.section] else self.world.said_of_unknown


def credit(question: Question, given: Mapping[str, VerdictState]) -> float:
    """The share of the points of a question that verdicts give."""
    points = _wanted(question)
    return sum(one.weight * CREDIT[given[one.id]] for one in points) / sum(one.weight for one in points)


def draw(world: World, errors: Mapping[VerdictState, States], bank: Sequence[Question], seed: int) -> Simulated:
    """The candidate of a seed."""
    rng = random.Random(seed)  # noqa: S311
    topics = list(world.builds_on)
    share = rng.choice(world.known_share)
    weak = set(rng.sample(topics, rng.choice((1, 2, 2))))
    for topic in topics:
        if topic not in weak and weak & set(world.builds_on[topic]) and rng.random() < world.spreads:
            weak.add(topic)
    of_topic = {
        topic: rng.uniform(*world.known_share_of_weak)
        if topic in weak
        else share + rng.uniform(-world.around, world.around)
        for topic in topics
    }
    knows = {}
    for question in bank:
        for point in question.key_points:
            if question.topic in of_topic and point.section not in knows:
                likely = of_topic[question.topic] + world.of_level[point.level]
                knows[point.section] = rng.random() < likely
    return Simulated(frozenset(weak), knows, world, errors)


def _wanted(question: Question) -> list[KeyPoint]:
    return [point for point in question.key_points if not point.bonus]


def _draw(states: States, rng: random.Random) -> VerdictState:
    return rng.choices(list(states), weights=list(states.values()))[0]
