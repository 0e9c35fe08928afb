"""The clock of an exam: how long one may take for what is asked, and until when a round lasts. Pure.

Decides the times. An answer that was begun in time is taken, however long it takes; what comes after the end of a round
is not asked. Practice has no clock.
"""

from datetime import datetime, timedelta

from app.interview.interview import Interview
from app.interview.turn import Ask, Turn
from ingest.bank.taxonomy import Stage

# Who types takes about twice as long as who speaks, and reads first.
TYPED, READING_S = 2, 30


def seconds_for(interview: Interview, ask: Ask) -> int | None:
    """Seconds for an answer to `ask`; None where there is no clock.

    A design is drawn up over its share of the round, in as many messages as one likes: a phase that is asked for has
    what is left of it.
    """
    if not interview.course.is_exam:
        return None
    seconds = READING_S + 60 * TYPED * interview.minutes(ask)
    is_drawn_up = bool(ask.about) or not (ask.is_follow_up or ask.step)
    if is_drawn_up and interview.question(ask.question_id).stage is Stage.SYSTEM_DESIGN:
        return max(seconds, _left_of_design(interview, ask))
    return seconds


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
    minutes, ids = _round(interview, question_id)
    if not minutes:
        return None
    asks = [turn.ask for turn in interview.turns] + ([interview.ask] if interview.ask else [])
    begun = next((ask.asked_utc for ask in asks if ask.question_id in ids and ask.asked_utc), interview.started_utc)
    return begun + timedelta(minutes=minutes)


def _left_of_design(interview: Interview, ask: Ask) -> int:
    """Seconds that are left of the share of a design in its round when `ask` is asked; below 0 where it is over."""
    lasts, ids = _round(interview, ask.question_id)
    share_s = READING_S + 60 * max(TYPED * interview.question(ask.question_id).minutes, lasts // len(ids))
    begun = next((turn.ask.asked_utc for turn in interview.turns_of(ask.question_id)), ask.asked_utc)
    if begun is None or ask.asked_utc is None:
        return share_s
    return share_s - round((ask.asked_utc - begun).total_seconds())


def _round(interview: Interview, question_id: str) -> tuple[int, tuple[str, ...]]:
    """How many minutes the round of a question lasts, 0 where nothing limits it, and the ids of its questions."""
    for one in interview.course.rounds:
        if question_id in one.question_ids:
            return one.minutes, one.question_ids
    return interview.course.minutes, tuple(question.id for question in interview.plan)
