"""Which questions an interview or a loop of rounds is planned with, which comes next by now, and how it is held.

Decides that a level picks its questions and what of them counts, that a project review begins with the project and
stays with it, asking what was drawn from its documents where one is chosen, that the rounds of a loop follow one
another in one plan, and what comes in place of a question that was left. Which questions fit among those is for
app/interview/requests/selection.py.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.coach.question_bank import QuestionBank
from app.interview.course import Course, Mode, Round
from app.interview.flows.project_review import OPENING, of_one_project, opening_of
from app.interview.interview import Interview
from app.interview.levels import asked_at, at_level
from app.interview.requests.selection import MOST_QUESTIONS, Choose, choose
from ingest.bank.loops import Loop, LoopRound
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Level, Stage, Topic
from ingest.errors import BadRequest

# How long each round lasts in the guide, in minutes.
ROUND_MINUTES = {
    Stage.SCREENING: 60,
    Stage.PROJECT_REVIEW: 60,
    Stage.DEEP_DIVE: 90,
    Stage.SYSTEM_DESIGN: 60,
    Stage.BEHAVIOURAL: 45,
}
# A screening goes broad: so many questions of a topic at most, and from so many questions on the last one is code.
MOST_OF_A_TOPIC, FEWEST_WITH_CODE = 2, 4
# The minutes of a round that is no part of a loop are those of its terms.
ANY_MINUTES = 60


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
    opening, fitting = _fitting(bank, wanted)
    if wanted.stage is Stage.PROJECT_REVIEW and material is not None:
        reviewed = [one for one in bank if one.stage is wanted.stage]
        plan = _about(material, asked_at(reviewed, wanted.level) or reviewed, wanted.questions, rng, pick)
        return tuple(at_level(one, wanted.level) for one in plan)
    chosen = _picked(fitting, wanted, rng, pick)
    if not chosen:
        chosen = pick(bank, wanted.stage, wanted.topics, wanted.questions, rng)
    return tuple(at_level(one, wanted.level) for one in (*opening, *chosen)[: wanted.questions])


def replanned(so_far: Interview, bank: Sequence[Question], rng: random.Random, pick: Choose) -> Interview:
    """The interview with the question as its next one that `pick` takes by now; what was asked and its length stay.

    What was planned before comes after it, and the last of it gives way.
    """
    ids = [one.id for one in so_far.plan]
    known = [turn.ask.question_id for turn in so_far.turns] + ([so_far.ask.question_id] if so_far.ask else [])
    asked = 1 + max(ids.index(one) for one in known)
    left = so_far.plan[asked:]
    if not left:
        return so_far
    wanted = LoopRound(
        stage=so_far.stage, questions=1, minutes=ANY_MINUTES, topics=so_far.topics, level=so_far.course.level
    )
    _, fitting = _fitting(bank, wanted)
    free: Sequence[Question] = [one for one in fitting if one.id not in ids[:asked]]
    if _goes_broad(wanted):
        free = _broad(free, so_far.plan[:asked], len(ids))
    chosen = pick(free, wanted.stage, wanted.topics, 1, rng)
    if not chosen:
        return so_far
    best = at_level(chosen[0], wanted.level)
    rest = (one for one in left if one.id != best.id)
    return replace(so_far, plan=(*so_far.plan[:asked], best, *rest)[: len(ids)])


def with_another(so_far: Interview, bank: Sequence[Question], rng: random.Random) -> Interview | None:
    """The interview with one more question of its last round, in place of one that was left; None where none is left.

    A round asks as many questions as one may be started with, and no more.
    """
    last = so_far.plan[-1]
    rounds = so_far.course.rounds
    if len(rounds[-1].question_ids if rounds else so_far.plan) >= MOST_QUESTIONS:
        return None
    wanted = LoopRound(
        stage=last.stage, questions=1, minutes=ANY_MINUTES, topics=so_far.topics, level=so_far.course.level
    )
    ids = {one.id for one in so_far.plan}
    _, fitting = _fitting(bank, wanted)
    free: Sequence[Question] = [one for one in fitting if one.id not in ids]
    if _goes_broad(wanted):
        free = _broad(free, so_far.plan, len(ids) + 1)
    chosen = choose(free, wanted.stage, wanted.topics, 1, rng)
    if not chosen:
        return None
    another = at_level(chosen[0], wanted.level)
    if rounds:
        rounds = (*rounds[:-1], replace(rounds[-1], question_ids=(*rounds[-1].question_ids, another.id)))
    return replace(so_far, plan=(*so_far.plan, another), course=replace(so_far.course, rounds=rounds))


def with_untold(so_far: Interview, told: Question, bank: Sequence[Question], rng: random.Random) -> Interview:
    """The interview with another question of the project in place of one that was told; the same where none is left."""
    wanted = LoopRound(
        stage=told.stage, questions=1, minutes=ANY_MINUTES, topics=so_far.topics, level=so_far.course.level
    )
    ids = {one.id for one in so_far.plan}
    _, fitting = _fitting(bank, wanted)
    chosen = choose([one for one in fitting if one.id not in ids], wanted.stage, wanted.topics, 1, rng)
    if not chosen:
        return so_far
    another = at_level(chosen[0], wanted.level)
    rounds = tuple(
        replace(one, question_ids=tuple(another.id if name == told.id else name for name in one.question_ids))
        for one in so_far.course.rounds
    )
    plan = tuple(another if one.id == told.id else one for one in so_far.plan)
    return replace(so_far, plan=plan, course=replace(so_far.course, rounds=rounds))


def _goes_broad(wanted: LoopRound) -> bool:
    """A screening asks for breadth; who chose topics has chosen."""
    return wanted.stage is Stage.SCREENING and not wanted.topics


def _picked(fitting: Sequence[Question], wanted: LoopRound, rng: random.Random, pick: Choose) -> tuple[Question, ...]:
    """What is picked of those that fit; the last question of a screening is a small implementation."""
    code = [one for one in fitting if one.topic is Topic.CODING]
    if not code or not _goes_broad(wanted) or wanted.questions < FEWEST_WITH_CODE:
        return pick(fitting, wanted.stage, wanted.topics, wanted.questions, rng)
    others = [one for one in fitting if one.topic is not Topic.CODING]
    first = pick(others, wanted.stage, wanted.topics, wanted.questions - 1, rng)
    return (*first, *pick(code, wanted.stage, wanted.topics, 1, rng))


def _broad(free: Sequence[Question], asked: Sequence[Question], planned: int) -> Sequence[Question]:
    """Of those that are free the ones that keep a screening broad; all, where none does."""
    counts = Counter(one.topic for one in asked)
    wants_code = len(asked) == planned - 1 and not counts[Topic.CODING]
    kept = [one for one in free if planned < FEWEST_WITH_CODE or (one.topic is Topic.CODING) == wants_code]
    return [one for one in kept if counts[one.topic] < MOST_OF_A_TOPIC] or free


def _fitting(bank: Sequence[Question], wanted: LoopRound) -> tuple[tuple[Question, ...], list[Question]]:
    """The question that a round has to open with, if there is one, and those that may follow."""
    fitting = [one for one in bank if one.stage is wanted.stage]
    fitting = asked_at(fitting, wanted.level) or fitting
    if wanted.stage is not Stage.PROJECT_REVIEW or wanted.topics:
        return (), fitting
    return tuple(one for one in fitting if one.id == OPENING), of_one_project(fitting)


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
