"""The screening: breadth at a quick pace. Pure.

Decides that only a point that was half there is followed up, and one of a question at most: what was missed is
taught, and the next topic comes.
"""

from datetime import datetime

from app.interview.flows.asking import follow_ups, next_question, probe, probeable, said_nothing
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.turn import Ask


def after_answer(so_far: Interview, now: datetime) -> Ask | None:
    """What to ask after the last answer; None at the end."""
    turn = so_far.turns[-1]
    question = so_far.question(turn.ask.question_id)
    if not said_nothing(turn.grade) and follow_ups(so_far, question.id) == 0:
        half = probeable(so_far, question, (VerdictState.PARTLY_MET,))
        if half:
            return probe(so_far, question, half[0], now)
    return next_question(so_far, now)
