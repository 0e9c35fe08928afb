"""What the flows of all stages share: how the next thing to ask is found and made. Pure.

Decides that nothing is asked for that was said, or may well have been, that nobody is probed who said nothing, and
that no point is asked for twice. Which of what is left comes next is for the stages.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.interview.grade import GateReason, Grade, Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.standing_verdicts import Standing, open_points, standing_of
from app.interview.turn import Ask, Turn, TurnKind
from ingest.bank.questions import KeyPoint, Question, ThreadStep

# The interview with the answer that was just heard, and the time -> what to ask next; None at the end.
Flow = Callable[[Interview, datetime], Ask | None]
# After an answer that the gate has stopped for one of these reasons there is nothing to follow up on; the reply
# teaches, and the interview goes on.
CLOSED_BY = frozenset((GateReason.EMPTY, GateReason.NO_ANSWER, GateReason.NOT_LANGUAGE))
# What is believed of a point from here on is too much to ask for it: much of what the grader calls half said was said.
HARDLY_SAID = 0.15
# Beliefs that are no further apart are the same: of two points that are as surely missing the heavier one is asked for.
AS_SURE = 0.05


def is_skipped(turn: Turn) -> bool:
    """Whether there was no word of an answer: who has no more to tell is asked for no more of it."""
    return turn.grade.gate is not None and turn.grade.gate.reason is GateReason.EMPTY


def said_nothing(grade: Grade) -> bool:
    """Whether an answer is none: it could not be graded, or the gate has stopped it as no answer."""
    return not grade.is_graded or (grade.gate is not None and grade.gate.reason in CLOSED_BY)


def number_after(so_far: Interview) -> int:
    """The number of the turn that comes next."""
    return so_far.turns[-1].ask.number + 1 if so_far.turns else 1


def next_question(so_far: Interview, now: datetime) -> Ask | None:
    """The next question of the plan, in the words of the bank; None after the last."""
    following = so_far.question_after(so_far.turns[-1].ask.question_id)
    if following is None:
        return None
    return Ask(number_after(so_far), TurnKind.QUESTION, following.id, following.text, asked_utc=now)


def probe(so_far: Interview, question: Question, point: KeyPoint, now: datetime, step: str = "") -> Ask:
    """A follow-up on one point, of the question or of a step of its thread."""
    number = number_after(so_far)
    return Ask(number, TurnKind.FOLLOW_UP, question.id, point.follow_up, point.id, step=step, asked_utc=now)


def take_step(so_far: Interview, question: Question, step: ThreadStep, now: datetime) -> Ask:
    """A step further down the thread of a question."""
    return Ask(number_after(so_far), TurnKind.FOLLOW_UP, question.id, step.text, step=step.id, asked_utc=now)


def probeable(so_far: Interview, question: Question, hardly_said: float = HARDLY_SAID) -> list[KeyPoint]:
    """The points of a question that can be asked for, most urgent first.

    Each has a follow-up, has not been asked for before, and was hardly said by all answers so far: a verdict can be
    wrong, and who is asked for what they have just said is not listened to.
    """
    stands = standing_of(so_far, question.id)
    asked = {turn.ask.point_id for turn in so_far.turns_of(question.id)}
    points = [
        point
        for point in open_points(question, stands)
        if point.follow_up
        and point.id not in asked
        and point.id in stands
        and stands[point.id].is_missed
        and was_hardly_said(stands[point.id], hardly_said)
    ]
    return sorted(points, key=lambda point: urgency(stands[point.id]), reverse=True)


def was_hardly_said(verdict: Verdict, most: float = HARDLY_SAID) -> bool:
    """Whether a point can be asked for by what is believed of it; a language model's "half" has no such belief."""
    is_of_model = verdict.state is VerdictState.PARTLY_MET and verdict.certainty is None
    return is_of_model or verdict.probability <= most


def urgency(verdict: Verdict) -> tuple[bool, int, int, float]:
    """Sorts the points that can be asked for, the greatest first.

    What is missing or half there comes before what was denied, which the answer did speak of; then what is most surely
    missing, and of what is as sure the heaviest.
    """
    sure = -round(verdict.probability / AS_SURE)
    return verdict.state is not VerdictState.CONTRADICTED, sure, verdict.weight, -verdict.probability


def follow_ups(so_far: Interview, question_id: str) -> int:
    """How many follow-ups on a question were answered."""
    return sum(turn.ask.is_follow_up for turn in so_far.turns_of(question_id))


def all_said(points: Sequence[KeyPoint], stands: Standing) -> bool:
    """Whether every point that counts is made; true of none."""
    return all(point.bonus or (point.id in stands and stands[point.id].state is VerdictState.MET) for point in points)
