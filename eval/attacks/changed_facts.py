"""Right answers with the facts turned round: every number altered, every pair of opposites swapped.

Decides how these attacks are made and which key points they touch: a point without a number, or without one of the
swapped terms, stays right. What a grader may give for a touched point is bounded in
tests/app/grading/test_red_team_facts.py.
"""

import re
from collections.abc import Mapping

from app.interview.grade import Verdict
from ingest.bank.questions import KeyPoint, Question
from ingest.language.numbers import Number, has_odd, is_among, numbers
from ingest.language.opposites import WORD_PAIRS
from ingest.language.tokens import WORD

# Questions with fewer numbers in their strong answer are left alone.
FEWEST_NUMBERS = 3
DIGITS = re.compile(r"[\d.,]*\d")
# 0 becomes 3 and 1,089 becomes 7626: no number stays what it was, and few become another of the question's.
TIMES, PLUS = 7, 3
ORDER_OF_SORTING = re.compile(r"O\(n\s+log\s+n\)")


def wrong_numbers(question: Question) -> str | None:
    """The strong answer with every number altered; None where there are too few."""
    text = question.strong_answer
    found = numbers(text).written
    if len(found) < FEWEST_NUMBERS:
        return None
    pieces, at = [], 0
    for number in found:
        end = number.start + len(written_digits(text, number))
        altered = TIMES * number.bare + PLUS
        pieces += [text[at : number.start], f"{altered:g}" if "." in text[number.start : end] else str(int(altered))]
        at = end
    return "".join(pieces) + text[at:]


def written_digits(text: str, number: Number) -> str:
    """The digits of a number, without its unit."""
    match = DIGITS.match(text, number.start)
    return "" if match is None else match.group()


def wrong_orders(question: Question) -> str | None:
    """The strong answer with a quadratic sort; None where nothing is sorted."""
    text, count = ORDER_OF_SORTING.subn("O(n^2)", question.strong_answer)
    return text if count else None


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


def swaps_in(question: Question) -> dict[str, str]:
    """The listed opposites of which the strong answer has both, each word with its opposite; no word twice."""
    words = {match.group().lower() for match in WORD.finditer(question.strong_answer)}
    swaps: dict[str, str] = {}
    for left, right in WORD_PAIRS:
        if left in words and right in words and left not in swaps and right not in swaps:
            swaps |= {left: right, right: left}
    return swaps


def swapped_terms(text: str, swaps: Mapping[str, str]) -> str:
    """A text with each of the words replaced by its opposite."""
    return WORD.sub(lambda match: _like(match.group(), swaps.get(match.group().lower(), "")), text)


def touched_by_swaps(point: KeyPoint, right: Verdict, swaps: Mapping[str, str]) -> bool:
    """True if one of the words is in the point and in the strong answer's evidence for it."""
    if right.evidence is None:
        return False
    own, said = (
        {match.group().lower() for match in WORD.finditer(text)} for text in (point.text, right.evidence.quote)
    )
    return not own.isdisjoint(said.intersection(swaps))


def _like(word: str, other: str) -> str:
    """The other word in the letters of the first, capital or small; the word itself where there is no other."""
    if not other:
        return word
    return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other
