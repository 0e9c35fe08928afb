"""The deep dive: down one thread until what the candidate knows ends. Pure.

Decides the way down: what the first answer missed or left half said, then the steps of the question's thread with
what is half said of them, at last a typical wrong statement to judge. How many by the level of the job. It ends where
two follow-ups in a row brought nothing, and says where that was.
"""

from collections.abc import Iterator
from datetime import datetime

from app.interview.flows.asking import (
    all_said,
    follow_ups,
    next_question,
    probe,
    probeable,
    said_nothing,
    take_step,
)
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.levels import demands
from app.interview.standing_verdicts import is_met, standing_of
from app.interview.turn import WRONG, Ask, Turn, edges, step_question
from ingest.bank.questions import Question

# Follow-ups in a row that bring nothing, after which the thread ends.
END_AFTER = 2
# Points of the first answer that are asked for before the thread goes on.
MOST_FIRST = 2
# Typical wrong statements to judge, beside the follow-ups of the level.
EDGES = 1


def after_answer(so_far: Interview, now: datetime) -> Ask | None:
    """What to ask after the last answer; None at the end."""
    turn = so_far.turns[-1]
    question = so_far.question(turn.ask.question_id)
    is_first = not turn.ask.is_follow_up
    if (is_first and said_nothing(turn.grade)) or end_of_knowledge(so_far, question.id) is not None:
        return next_question(so_far, now)
    return next(_ways_down(so_far, question, now), None) or next_question(so_far, now)


def end_of_knowledge(interview: Interview, question_id: str) -> Turn | None:
    """The turn at which the candidate was at the end of what they know of a question; None where they were not."""
    turns = [turn for turn in interview.turns_of(question_id) if turn.ask.is_follow_up]
    trailing = turns[-END_AFTER:]
    if len(trailing) < END_AFTER or any(turn.has_earned for turn in trailing):
        return None
    return trailing[0]


def _ways_down(so_far: Interview, question: Question, now: datetime) -> Iterator[Ask]:
    turns = so_far.turns_of(question.id)
    left = demands(so_far.course.level).depth - sum(not turn.ask.step.startswith(WRONG) for turn in turns[1:])
    stands = standing_of(so_far, question.id)
    if left > 0:
        yield from _half_of_step(so_far, question, turns[-1].ask, now)
        if sum(bool(turn.ask.point_id) and not turn.ask.step for turn in turns) < MOST_FIRST:
            for point in probeable(so_far, question):
                yield probe(so_far, question, point, now)
        taken = {turn.ask.step for turn in turns}
        for step in question.thread:
            if step.id not in taken and not all_said(step.key_points, stands):
                yield take_step(so_far, question, step, now)
    judged = [turn for turn in turns if turn.ask.step.startswith(WRONG)]
    if len(judged) < EDGES and follow_ups(so_far, question.id) > 0:
        yield from _edges(so_far, question, now)


def _half_of_step(so_far: Interview, question: Question, ask: Ask, now: datetime) -> Iterator[Ask]:
    """What was half said of the step that was just asked."""
    if ask.step and not ask.point_id and not ask.step.startswith(WRONG):
        stands = standing_of(so_far, question.id)
        for point in probeable(so_far, step_question(question, ask.step)):
            if stands[point.id].state is VerdictState.PARTLY_MET:
                yield probe(so_far, question, point, now, step=ask.step)


def _edges(so_far: Interview, question: Question, now: datetime) -> Iterator[Ask]:
    """A wrong statement whose opposite was not made yet and was not asked for."""
    stands = standing_of(so_far, question.id)
    asked = {turn.ask.point_id for turn in so_far.turns_of(question.id)}
    for step in edges(question):
        at = int(step.id.removeprefix(WRONG))
        point_id = question.wrong_statements[at].contradicts
        if point_id is None or not (is_met(stands, point_id) or point_id in asked):
            yield take_step(so_far, question, step, now)
