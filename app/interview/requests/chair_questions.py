"""The questions of the chair: which may be asked, which waits, and how it becomes what is asked. Pure.

Decides that a question waits until what is asked now is answered, or the candidate takes it at once: nobody is
interrupted while they write, and no answer goes to a question that its candidate has not seen. What the coach would
have asked comes after it.
"""

from dataclasses import replace
from datetime import datetime

from app.interview.chair import MOST_QUESTIONS, ChairQuestion
from app.interview.interview import Interview
from app.interview.turn import Ask, TurnKind
from ingest.bank.questions import Question
from ingest.errors import BadRequest, Conflict


def talked_about(interview: Interview) -> Question:
    """The question that the chair follows up on: that of the last answer, else the one that is asked now.

    Raises:
        Conflict: the interview has ended.
    """
    if interview.ask is None:
        raise Conflict("this interview has ended; nothing more is asked")
    last = interview.turns[-1].ask if interview.turns else interview.ask
    return interview.question(last.question_id)


def waiting_question(interview: Interview) -> ChairQuestion | None:
    """The first question of the chair that is not asked yet; None where none waits."""
    asks = [turn.ask for turn in interview.turns] + ([] if interview.ask is None else [interview.ask])
    asked = {ask.chair for ask in asks}
    return next((one for one in interview.course.chair.questions if one.key not in asked), None)


def asked_by_chair(interview: Interview, key: str, text: str, point_id: str, now: datetime) -> Interview:
    """The interview with one more question of the chair, which waits.

    Raises:
        Conflict: another one waits, or there were too many, or the interview has ended.
        BadRequest: the question that it follows up on has no such point.
    """
    question, chair = talked_about(interview), interview.course.chair
    if waiting_question(interview) is not None:
        raise Conflict("your last question waits until the candidate has answered what is asked now")
    if len(chair.questions) >= MOST_QUESTIONS:
        raise Conflict(f"the chair asks {MOST_QUESTIONS} questions in an interview at most")
    if point_id and point_id not in {point.id for point in question.key_points}:
        raise BadRequest(f"the question that you follow up on has no key point {point_id!r}")
    chair = chair.asking(ChairQuestion(key, text, question.id, point_id, now))
    return replace(interview, course=replace(interview.course, chair=chair))


def chair_ask(question: ChairQuestion, number: int, then: Ask | None, now: datetime) -> Ask:
    """A question of the chair as what is asked in turn `number`; `then` is what the coach asks after it."""
    kind = TurnKind.FOLLOW_UP
    return Ask(
        number,
        kind,
        question.question_id,
        question.text,
        question.point_id,
        asked_utc=now,
        chair=question.key,
        then=then,
    )


def taken_at_once(interview: Interview, now: datetime) -> Interview:
    """The interview in which the waiting question of the chair is asked now, and what was asked comes after it.

    Raises:
        Conflict: none waits, or the interview has ended or rests.
    """
    ask, waiting = interview.ask, waiting_question(interview)
    if ask is None or waiting is None:
        raise Conflict("no question of the interviewer waits")
    if interview.course.is_paused:
        raise Conflict("the interview is paused; go on first")
    return replace(interview, ask=chair_ask(waiting, ask.number, ask, now))
