"""Whether an answer or a command still meets the interview that it was meant for.

Decides what is refused because the interview has gone on, ended, or asks another turn.
"""

from dataclasses import replace

from app.interview.interview import Interview
from app.interview.turn import Ask
from ingest.errors import Conflict


def unchanged(now: Interview, seen: Interview, after: Interview) -> Interview:
    """What a command makes of an interview, if nothing has happened to it since it was read.

    What the chair has noted meanwhile stays.

    Raises:
        Conflict: an answer or another command came in between.
    """
    chair = now.course.chair
    if now != replace(seen, course=replace(seen.course, chair=chair)):
        raise Conflict("this interview has gone on in the meantime; reload it")
    return replace(after, course=replace(after.course, chair=chair))


def asked_now(interview: Interview, number: int | None) -> Ask:
    """What is asked now, which has to be turn `number` where one is named.

    Raises:
        Conflict: nothing is asked, or another turn.
    """
    ask = interview.ask
    if ask is None:
        raise Conflict("this interview has ended; start another one")
    if number is not None and number != ask.number:
        raise Conflict(f"turn {number} is not the one that is asked now, that is {ask.number}; reload the interview")
    return ask
