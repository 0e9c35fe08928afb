"""Hints: three levels for each thing that is asked, each dearer, on the point that matters most. Pure.

Decides which point a hint is about, what each level tells of it, and its price: a share of what the point earns
afterwards. The price is known before; it is paid only where the point is then made.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from app.interview.course import Exchange
from app.interview.grade import Verdict
from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.standing_verdicts import open_points, standing_of
from app.interview.turn import Ask
from ingest.bank.questions import KeyPoint
from ingest.language.content_words import content_stems

RUNGS = 3
PRICES = (0.25, 0.5, 0.75)
PRICE_WORDS = ("a quarter", "half", "three quarters")
BLANK = "…"
WORD = re.compile(r"[\w'\u2019-]+")


def point_to_hint(interview: Interview, ask: Ask) -> KeyPoint | None:
    """The point that a hint on what is asked is about; None where every point is made."""
    earlier = given_on(interview, ask)
    question = interview.graded_against(ask)
    if earlier:
        return next((point for point in question.key_points if point.id == earlier[-1].point_id), None)
    left = open_points(question, standing_of(interview, ask.question_id))
    return max(left, key=lambda point: point.weight, default=None)


def hint(point: KeyPoint, rung: int, asked: str, heading: str) -> str:
    """What the hint of level `rung`, 1 to 3, tells of a point.

    Args:
        point: what the hint is about.
        rung: its level.
        asked: what is asked now, which a hint does not repeat.
        heading: of the section that teaches the point; empty where none does.
    """
    found = ways(point, asked, heading)
    told = found[min(rung, len(found)) - 1]
    return f"{told} (Level {rung} of {RUNGS}: costs {PRICE_WORDS[rung - 1]} of what this point earns.)"


def ways(point: KeyPoint, asked: str, heading: str = "") -> list[str]:
    """The ways to help somebody to a point, from the least to the most that is given away."""
    found = []
    if point.follow_up and point.follow_up != asked:
        found.append(f"Ask yourself: {point.follow_up}")
    if heading:
        found.append(f"Read the section “{heading}”.")
    found.append(f"In part: {blanked(point.text, asked)}")
    if point.other_wordings:
        found.append(f"Somebody put it so: {point.other_wordings[0]}")
    return found


def blanked(text: str, asked: str) -> str:
    """A text with every second word left out that counts and is not asked already."""
    known, at = content_stems(asked), 0

    def shown(match: re.Match[str]) -> str:
        nonlocal at
        stems = content_stems(match.group())
        if not stems or stems <= known:
            return match.group()
        at += 1
        return BLANK if at % 2 else match.group()

    return WORD.sub(shown, text)


def hints_of(exchanges: Iterable[Exchange]) -> list[Exchange]:
    """The hints among exchanges."""
    return [one for one in exchanges if one.command is Command.HINT and one.rung]


def given_on(interview: Interview, ask: Ask) -> list[Exchange]:
    """The hints that were given on what is asked, without those on what was tried again in between."""
    ids = {point.id for point in interview.graded_against(ask).key_points}
    numbers = _asked_as(interview, ask)
    given = hints_of(interview.course.exchanges)
    return [
        one for one in given if one.number in numbers and one.point_id in ids and _is_of(one, ask.question_id, numbers)
    ]


def prices(interview: Interview, question_id: str) -> Mapping[str, float]:
    """The share of each point of a question that hints on it cost, by its id."""
    numbers = {turn.ask.number for turn in interview.turns_of(question_id)}
    if interview.ask is not None and interview.ask.question_id == question_id:
        numbers.add(interview.ask.number)
    found: dict[str, float] = {}
    for one in hints_of(interview.course.exchanges):
        if _is_of(one, question_id, numbers):
            found[one.point_id] = max(found.get(one.point_id, 0.0), PRICES[one.rung - 1])
    return found


def _asked_as(interview: Interview, ask: Ask) -> set[int]:
    """The numbers under which something was asked: a second try that was answered before it took the one it had."""
    tried = {turn.ask.number for turn in interview.turns if turn.ask.retry_of}
    first = ask.number
    while not ask.retry_of and first - 1 in tried:
        first -= 1
    return set(range(first, ask.number + 1))


def _is_of(given: Exchange, question_id: str, numbers: Container[int]) -> bool:
    """Whether a hint is on a question; one of an older version does not say, and is on what had its number."""
    return given.question_id == question_id if given.question_id else given.number in numbers


def paid(verdicts: Sequence[Verdict], costs: Mapping[str, float]) -> tuple[Verdict, ...]:
    """The verdicts with what hints on their points cost."""
    return tuple(replace(one, price=costs[one.point_id]) if one.point_id in costs else one for one in verdicts)
