"""Which questions an interview or a loop of rounds is planned with, and how it is held.

Decides that a level picks its questions and what of them counts, that a project review begins with the project and
stays with it, asking what was drawn from its documents where one is chosen, and that the rounds of a loop follow one
another in one plan. Which questions fit among those is for app/interview/selection.py.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.coach.question_bank import QuestionBank
from app.interview.course import Course, Mode, Round
from app.interview.flows.project_review import OPENING, of_one_project, opening_of
from app.interview.levels import asked_at, at_level
from app.interview.selection import Choose, choose
from ingest.bank.loops import Loop, LoopRound
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Level, Stage
from ingest.errors import BadRequest

# How long each round lasts in the guide, in minutes.
ROUND_MINUTES = {
    Stage.SCREENING: 60,
    Stage.PROJECT_REVIEW: 60,
    Stage.DEEP_DIVE: 90,
    Stage.SYSTEM_DESIGN: 60,
    Stage.BEHAVIOURAL: 45,
}


@dataclass(frozen=True)
class Terms:
    """How an interview is held: mode, level of the job, and the minutes of an exam; None: as in the guide.

    `project` is the id of the candidate's project that the project review is about; empty: one of their choice.
    """

    mode: Mode = Mode.PRACTICE
    level: Level | None = None
    minutes: int | None = None
    project: str = ""

    def course(self, stage: Stage) -> Course:
        """The course of an interview of one round."""
        minutes = ROUND_MINUTES[stage] if self.minutes is None else self.minutes
        return Course(self.mode, self.level, minutes=minutes if self.mode is Mode.EXAM else 0)


PRACTICE = Terms()


@dataclass(frozen=True)
class Material:
    """A project that is talked about: its id and name, and what a reviewer asks of it, first things first."""

    id: str
    name: str
    questions: tuple[Question, ...]

    def of(self, course: Course) -> Course:
        """The course of an interview about it."""
        return replace(course, project=self.id, project_name=self.name)


def round_plan(
    bank: Sequence[Question],
    wanted: LoopRound,
    rng: random.Random,
    pick: Choose = choose,
    material: Material | None = None,
) -> tuple[Question, ...]:
    """The questions of a round, as they are graded at its level; the level gives way where it has none.

    With `material` a project review asks about that project.
    """
    stage, topics, level = wanted.stage, wanted.topics, wanted.level
    fitting = [one for one in bank if one.stage is stage]
    fitting = asked_at(fitting, level) or fitting
    opening: tuple[Question, ...] = ()
    if stage is Stage.PROJECT_REVIEW and material is not None:
        plan = _about(material, fitting, wanted.questions, rng, pick)
        return tuple(at_level(one, level) for one in plan)
    if stage is Stage.PROJECT_REVIEW and not topics:
        opening = tuple(one for one in fitting if one.id == OPENING)
        fitting = of_one_project(fitting)
    chosen = pick(fitting, stage, topics, wanted.questions, rng)
    if not chosen:
        chosen = pick(bank, stage, topics, wanted.questions, rng)
    return tuple(at_level(one, level) for one in (*opening, *chosen)[: wanted.questions])


def _about(
    material: Material, fitting: Sequence[Question], count: int, rng: random.Random, pick: Choose
) -> tuple[Question, ...]:
    """The walk through the project, what was drawn from it, and where that is too little what any project is asked.

    A single question is one about the project itself.
    """
    opening = [opening_of(one, material.name) for one in fitting if one.id == OPENING and count > 1]
    own = (*opening, *material.questions)[:count]
    return (*own, *pick(of_one_project(fitting), Stage.PROJECT_REVIEW, (), count - len(own), rng))


def loop_plan(  # noqa: PLR0913, PLR0917 - the parts of a plan
    bank: QuestionBank,
    loop: Loop,
    terms: Terms,
    rng: random.Random,
    pick: Choose = choose,
    material: Material | None = None,
) -> tuple[tuple[Question, ...], Course]:
    """The questions of all rounds of a loop in their order, and its course.

    Raises:
        BadRequest: the bank has no question for one of its rounds, or a project is chosen and no round is about one.
    """
    if material is not None and not any(one.stage is Stage.PROJECT_REVIEW for one in loop.rounds):
        raise BadRequest(f"the loop {loop.name} has no project review; choose another loop, or no project")
    level = terms.level or loop.level
    plan: list[Question] = []
    rounds = []
    for one in loop.rounds:
        left = [question for question in bank.questions if question.id not in {known.id for known in plan}]
        questions = round_plan(left, one.model_copy(update={"level": one.level or level}), rng, pick, material)
        if not questions:
            raise bank.nothing_fits(one.stage, one.topics)
        plan += questions
        rounds.append(Round(one.stage, tuple(question.id for question in questions), one.minutes))
    return tuple(plan), Course(terms.mode, level, loop.name, tuple(rounds))
