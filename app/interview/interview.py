"""An interview and its rules: what is asked, what an answer leads to, when it ends.

Pure: no I/O, no clock, no model; `now` and `rng` are arguments. Every function takes an Interview
and returns a new one.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.interview.appeal import Appeal
from app.interview.citation import Citation
from app.interview.grade import Gate, GateReason, Grade, Mistake, Verdict, VerdictState
from app.interview.usage import Usage
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Difficulty, Stage, Topic

MOST_QUESTIONS = 12
# A follow-up asks for one point, where a question asks for four to eight.
FOLLOW_UP_MINUTES = 1
# After these there is nothing to follow up on: the reply teaches, and the interview goes on.
NO_FOLLOW_UP_AFTER = {GateReason.EMPTY, GateReason.NO_ANSWER, GateReason.NOT_LANGUAGE}


class TurnKind(StrEnum):
    """Whether a turn asks a question of the plan or follows up on the answer before."""

    QUESTION = "question"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True)
class Ask:
    """What is asked now: the wording, and the one key point that a follow-up asks about.

    `worded_by` is the model that worded it and `prompt_version` the version of its prompt; both are empty for the
    bank's own words. `usage` lists the requests that were made for the wording, including failed ones.
    """

    number: int
    kind: TurnKind
    question_id: str
    text: str
    point_id: str = ""
    worded_by: str = ""
    prompt_version: str = ""
    usage: tuple[Usage, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One ask with its answer, grade and reply; `point_citations` maps a missed point to its [n]."""

    ask: Ask
    answer: str
    grade: Grade
    reply: str
    citations: tuple[Citation, ...]
    point_citations: dict[str, int]
    answered_utc: datetime
    key: str = ""
    appeals: tuple[Appeal, ...] = ()

    @property
    def standing(self) -> Grade:
        """The grade as it stands after the appeals; `grade` is as it was given."""
        after = {appeal.point_id: appeal.after for appeal in self.appeals}
        verdicts = tuple(after.get(verdict.point_id, verdict) for verdict in self.grade.verdicts)
        return replace(self.grade, verdicts=verdicts)

    def heard(self, point_id: str, sentence: str) -> Appeal | None:
        """The same appeal as it was heard before, if the verdict still stands as it left it; None if there is none."""
        states = {verdict.point_id: verdict.state for verdict in self.standing.verdicts}
        same = (appeal for appeal in self.appeals if appeal.is_about(point_id, sentence))
        return next((appeal for appeal in same if appeal.after.state is states[point_id]), None)

    @property
    def usage(self) -> tuple[Usage, ...]:
        """Every request to a language model for this turn: for wording what was asked, and for grading."""
        return self.ask.usage + self.grade.usage


@dataclass(frozen=True)
class Interview:
    """A mock interview: its plan of questions, the turns so far, and what is asked now.

    `ask` is None exactly when the interview has ended; `unanswered` is then what was asked last, if the interview was
    ended before it was answered.
    """

    id: str
    stage: Stage
    topics: tuple[Topic, ...]
    plan: tuple[Question, ...]
    started_utc: datetime
    ask: Ask | None
    turns: tuple[Turn, ...] = ()
    ended_utc: datetime | None = None
    unanswered: Ask | None = None

    def question(self, question_id: str) -> Question:
        """The planned question of that id."""
        return next(question for question in self.plan if question.id == question_id)

    def minutes(self, ask: Ask) -> int:
        """Minutes that a good answer to `ask` takes."""
        return FOLLOW_UP_MINUTES if ask.kind is TurnKind.FOLLOW_UP else self.question(ask.question_id).minutes

    def held_back(self, turn: Turn) -> str:
        """The id of the point of this turn that is being asked about now; empty where none is."""
        is_open = self.ask is not None and self.ask.question_id == turn.ask.question_id
        return self.ask.point_id if is_open and self.ask is not None else ""

    def explained(self, ask: Ask, grade: Grade) -> tuple[Mistake, ...]:
        """The mistakes of the answer before, whose reasons were held back until `ask`, a follow-up, was graded so.

        Without those that the answer to the follow-up makes again, which are its own.
        """
        if ask.kind is not TurnKind.FOLLOW_UP:
            return ()
        again = {mistake.statement for mistake in grade.mistakes}
        before = [turn for turn in self.turns if turn.ask.question_id == ask.question_id and turn.ask != ask]
        return tuple(one for turn in before for one in turn.grade.mistakes if one.statement not in again)

    def shown_citations(self, turn: Turn) -> tuple[Citation, ...]:
        """The citations of a turn that may be shown now.

        A passage that teaches only the point that is held back would give the answer to the follow-up.
        """
        held_back = self.held_back(turn)
        hidden = turn.point_citations.get(held_back)
        told = {n for point_id, n in turn.point_citations.items() if point_id != held_back}
        return tuple(citation for citation in turn.citations if citation.n != hidden or citation.n in told)

    @property
    def usage(self) -> tuple[Usage, ...]:
        """Every request to a language model for this interview, including for a wording that was not answered."""
        open_ask = self.ask or self.unanswered
        taken = tuple(usage for turn in self.turns for usage in turn.usage)
        return taken if open_ask is None else taken + open_ask.usage


DIFFICULTY_ORDER = list(Difficulty)


def choose(
    bank: Sequence[Question], stage: Stage, topics: Sequence[Topic], count: int, rng: random.Random
) -> tuple[Question, ...]:
    """Up to `count` questions of the stage and, where named, the topics: spread over topics, easy ones first.

    `topics` empty means all. Returns fewer, or none, where the bank has fewer.
    """
    fitting = [item for item in bank if item.stage is stage and (not topics or item.topic in topics)]
    rng.shuffle(fitting)
    chosen: list[Question] = []
    while fitting and len(chosen) < count:
        used = [item.topic for item in chosen]
        rarest = min(fitting, key=lambda item: used.count(item.topic))
        chosen.append(rarest)
        fitting.remove(rarest)
    return tuple(sorted(chosen, key=lambda item: DIFFICULTY_ORDER.index(item.difficulty)))


def start(
    identifier: str, stage: Stage, topics: Sequence[Topic], plan: tuple[Question, ...], now: datetime
) -> Interview:
    """A new interview that asks the first question of its plan, which must hold at least one."""
    first = Ask(1, TurnKind.QUESTION, plan[0].id, plan[0].text)
    return Interview(identifier, stage, tuple(topics), plan, now, first)


def asked_question(interview: Interview) -> Question:
    """The question to grade against: the planned one, in a follow-up narrowed to one key point and a minute."""
    if interview.ask is None:
        raise ValueError("the interview has ended")
    question = interview.question(interview.ask.question_id)
    if interview.ask.kind is TurnKind.QUESTION:
        return (
            question
            if interview.ask.text == question.text
            else question.model_copy(update={"text": interview.ask.text})
        )
    return narrowed(question, interview.ask.point_id, interview.ask.text)


def narrowed(question: Question, point_id: str, text: str) -> Question:
    """A question that asks for one of its key points, as a follow-up does, in the words of `text`.

    Raises:
        ValueError: it has no such point.
    """
    point = next((point for point in question.key_points if point.id == point_id), None)
    if point is None:
        raise ValueError(f"the question {question.id} has no key point {point_id!r}")
    return question.model_copy(update={"text": text, "key_points": (point,), "minutes": FOLLOW_UP_MINUTES})


def next_ask(interview: Interview, grade: Grade) -> Ask | None:
    """What to ask after this grade: a follow-up on the heaviest missed point, the next question, or nothing.

    No follow-up comes after a follow-up: an interviewer who has asked twice knows the answer.
    """
    ask = interview.ask
    if ask is None:
        return None
    number = ask.number + 1
    missed = point_to_probe(interview.question(ask.question_id), grade)
    if ask.kind is TurnKind.QUESTION and missed is not None:
        return Ask(number, TurnKind.FOLLOW_UP, ask.question_id, missed.follow_up, missed.id)
    position = [question.id for question in interview.plan].index(ask.question_id) + 1
    if position == len(interview.plan):
        return None
    following = interview.plan[position]
    return Ask(number, TurnKind.QUESTION, following.id, following.text)


def point_to_probe(question: Question, grade: Grade) -> KeyPoint | None:
    """The heaviest point that was missed or left vague and has a follow-up; None where there is none."""
    if not grade.is_graded or _closes_topic(grade.gate):
        return None
    probes = {point.id: point for point in question.key_points if point.follow_up}
    missed = [
        verdict for verdict in grade.verdicts if verdict.state is not VerdictState.MET and verdict.point_id in probes
    ]
    if not missed:
        return None
    heaviest = max(missed, key=lambda verdict: (verdict.weight, _closeness(verdict)))
    return probes[heaviest.point_id]


def _closes_topic(gate: Gate | None) -> bool:
    return gate is not None and gate.reason in NO_FOLLOW_UP_AFTER


def _closeness(verdict: Verdict) -> float:
    # Among points of equal weight, ask about the one the answer came closest to: there a hint helps most.
    return verdict.probability


def take(interview: Interview, turn: Turn, following: Ask | None) -> Interview:
    """Record a turn and go on to what follows; the interview ends where nothing does."""
    ended = turn.answered_utc if following is None else None
    return replace(interview, turns=(*interview.turns, turn), ask=following, ended_utc=ended)


def end(interview: Interview, now: datetime) -> Interview:
    """End an interview early; what was answered and asked stays. Ending twice changes nothing."""
    if interview.ask is None:
        return interview
    return replace(interview, ask=None, unanswered=interview.ask, ended_utc=now)
