"""Two answers that only the tests of the red team give, and which key points an answer with changed facts touches.

A point without a number, or without one of the swapped terms, stays right.
"""

import random
from collections.abc import Mapping, Sequence

from app.interview.grade import Verdict
from eval.attacks.red_team import not_true
from ingest.bank.questions import KeyPoint, Question
from ingest.language.numbers import has_odd, is_among, numbers
from ingest.language.sentences import sentences
from ingest.language.tokens import WORD


def disclaimed(question: Question, _: random.Random) -> str:
    """The strong answer with "it is not true that" before every sentence."""
    return " ".join(not_true(question.strong_answer[start:end]) for start, end in sentences(question.strong_answer))


def sister_strong(question: Question, bank: Sequence[Question]) -> str:
    """The strong answer of the next question in the bank that is about the same topic."""
    at = next(number for number, one in enumerate(bank) if one.id == question.id)
    following = [*bank[at + 1 :], *bank[:at]]
    return next(one for one in following if one.topic == question.topic).strong_answer


def touched_by_numbers(point: KeyPoint, right: Verdict) -> bool:
    """True if the point gives a number that the strong answer's evidence for it gives too."""
    if right.evidence is None:
        return False
    said = numbers(right.evidence.quote).written
    return any(
        is_among(number, said)
        for text in (point.text, *point.other_wordings)
        if has_odd(numbers(text))
        for number in numbers(text).written
    )


def touched_by_swaps(point: KeyPoint, right: Verdict, swaps: Mapping[str, str]) -> bool:
    """True if one of the words is in the point and in the strong answer's evidence for it."""
    if right.evidence is None:
        return False
    own, said = (
        {match.group().lower() for match in WORD.finditer(text)} for text in (point.text, right.evidence.quote)
    )
    return not own.isdisjoint(said.intersection(swaps))
