"""The clock of an exam: how long one may take for what is asked, and until when a round lasts. Pure.

Decides the times. An answer that was begun in time is taken, however long it takes; what comes after the end of a round
is not asked. Practice has no clock.
"""

from datetime import datetime, timedelta

from app.interview.interview import Interview
from app.interview.turn import Ask, Turn

# Who types takes about twice as long as who speaks, and reads first.
TYPED, READING_S = 2, 30


def seconds_for(interview: Interview, ask: Ask) -> int | None:
    """Seconds for an answer to `ask`; None where there is no clock."""
    return READING_S + 60 * TYPED * interview.minutes(ask) if interview.course.is_exam else None


def over_s(interview: Interview, turn: Turn) -> int:
    """Seconds that an answer took too long; 0 where it did not, or there is no clock."""
    allowed = seconds_for(interview, turn.ask)
    if allowed is None or turn.ask.asked_utc is None:
        return 0
    took = (turn.answered_utc - turn.ask.asked_utc).total_seconds()
    return max(0, round(took - allowed))


def round_ends(interview: Interview, question_id: str) -> datetime | None:
    """When the round of a question ends; None where nothing limits it."""
    if not interview.course.is_exam:
        return None
    minutes, ids = interview.course.minutes, tuple(question.id for question in interview.plan)
    for one in interview.course.rounds:
        if question_id in one.question_ids:
            minutes, ids = one.minutes, one.question_ids
    if not minutes:
        return None
    asks = [turn.ask for turn in interview.turns] + ([interview.ask] if interview.ask else [])
    begun = next((ask.asked_utc for ask in asks if ask.question_id in ids and ask.asked_utc), interview.started_utc)
    return begun + timedelta(minutes=minutes)
