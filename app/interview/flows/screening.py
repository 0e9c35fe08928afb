"""The screening: breadth at a quick pace. Pure.

Decides that only what is half there is followed up, and one time at most: half of a point, or in an answer with about
half of the points one that surely was not said. What else was missed or denied is taught, and the next topic comes.
"""

from datetime import datetime

from app.interview.flows.asking import follow_ups, next_question, probe, probeable, said_nothing
from app.interview.grade import Grade, VerdictState
from app.interview.interview import Interview
from app.interview.standing_verdicts import standing_of
from app.interview.turn import Ask
from ingest.bank.questions import KeyPoint, Question

# The share of its points that an answer has which is half there, and how little is believed of what it is asked for.
LEAST, MOST = 0.4, 0.7
SURELY_MISSING = 0.1


def after_answer(so_far: Interview, now: datetime) -> Ask | None:
    """What to ask after the last answer; None at the end."""
    turn = so_far.turns[-1]
    question = so_far.question(turn.ask.question_id)
    if not said_nothing(turn.grade) and follow_ups(so_far, question.id) == 0:
        points = _half_there(so_far, question, turn.grade)
        if points:
            return probe(so_far, question, points[0], now)
    return next_question(so_far, now)


def _half_there(so_far: Interview, question: Question, grade: Grade) -> list[KeyPoint]:
    stands = standing_of(so_far, question.id)
    half = [one for one in probeable(so_far, question) if stands[one.id].state is VerdictState.PARTLY_MET]
    if half or grade.score is None or not LEAST <= grade.score <= MOST:
        return half
    missing = probeable(so_far, question, SURELY_MISSING)
    return [one for one in missing if stands[one.id].state is VerdictState.NOT_MET]
