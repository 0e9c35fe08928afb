"""A question answered once more, and how the new answer differs from the one before. Pure.

Decides what is asked again and what comes after it, also where it is left: what was asked when it was taken up. A
second try is shown beside the first and counts in no score, since the first grade has told what was missing.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from app.interview.grade import CREDIT, Grade
from app.interview.interview import Interview
from app.interview.turn import Ask
from ingest.errors import Conflict

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
NAMED = re.compile(
    rf"\bq(?:uestion)?[ .#]*(?:number |no\.? ?)?(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)})\b"
    rf"|\b(?P<place>{'|'.join(PLACES)}) (?:question|one)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Difference:
    """The points that a second try earns more of than the first, and those that it earns less of, by their texts."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]


def taken_up(interview: Interview, number: int | None, now: datetime) -> Interview:
    """The interview asking again what was asked in turn `number`, None: in the last one; what is asked now waits.

    Raises:
        Conflict: there is no such turn, a second try is open already, or the interview has ended.
    """
    ask = interview.ask
    if ask is None:
        raise Conflict("this interview has ended; start another one to try a question again")
    if ask.retry_of:
        raise Conflict("a second try is open already; answer it, or skip it to go back to what was asked before")
    if ask.chair:
        raise Conflict("the interviewer beside the coach has asked something; answer it first")
    turns = [one for one in interview.turns if not one.ask.chair and number in {None, one.ask.number}]
    if not turns:
        raise Conflict("there is no answer yet to try again" if number is None else f"there is no turn {number}")
    before = turns[-1].ask
    first = before.retry_of or before.number
    again = replace(before, number=ask.number, retry_of=first, asked_utc=now, usage=())
    return replace(interview, ask=again, course=replace(interview.course, shelved=ask))


def turn_named(interview: Interview, words: str) -> int | None:
    """The turn of the question that words name by its number, as in "back to question 1"; None where they name none.

    Raises:
        Conflict: that question was not answered yet, or there is none of that number.
    """
    found = NAMED.search(words)
    if found is None:
        return None
    said = (found["number"] or found["place"]).lower()
    number = int(said) if said.isdigit() else (PLACES if found["place"] else NUMBERS).index(said) + 1
    turns = interview.turns_of(interview.plan[number - 1].id) if 0 < number <= len(interview.plan) else ()
    if not turns:
        raise Conflict(f"question {number} is not answered yet, and questions come in their order")
    return turns[0].ask.number


def left(interview: Interview, now: datetime) -> Interview:
    """The interview asking what it asked before the second try, which is left without an answer.

    Raises:
        Conflict: no question is being tried again.
    """
    ask, shelved = interview.ask, interview.course.shelved
    if ask is None or not ask.retry_of or shelved is None:
        raise Conflict("no second try is open; an empty answer skips what is asked")
    back = replace(shelved, asked_utc=now)
    return replace(interview, ask=back, course=replace(interview.course, shelved=None))


def going_on(interview: Interview, now: datetime) -> Ask | None:
    """What comes after a second try: what was asked when it was taken up."""
    shelved = interview.course.shelved
    if shelved is None:
        return None
    return replace(shelved, number=interview.turns[-1].ask.number + 1, asked_utc=now)


def difference(before: Grade, after: Grade) -> Difference:
    """How a second grade of the same question differs from the first."""
    credit = {one.point_id: CREDIT[one.state] for one in before.verdicts}
    change = [(one.point, CREDIT[one.state] - credit.get(one.point_id, 0.0)) for one in after.verdicts]
    return Difference(
        tuple(point for point, gain in change if gain > 0), tuple(point for point, gain in change if gain < 0)
    )
