"""Right answers with the facts turned round: every number altered, every pair of opposites swapped.

Decides how these attacks are made. Which key points they touch is told by tests/support/red_team_answers.py, and what a
grader may give for these is bounded in tests/app/grading/test_red_team_facts.py.
"""

import re
from collections.abc import Mapping

from ingest.bank.questions import Question
from ingest.language.numbers import Number, numbers
from ingest.language.opposites import WORD_PAIRS
from ingest.language.tokens import WORD

# Questions with fewer numbers in their strong answer are left alone.
FEWEST_NUMBERS = 3
DIGITS = re.compile(r"[\d.,]*\d")
# 0 becomes 3 and 1,089 becomes 7626: no number stays what it was, and few become another of the question's.
TIMES, PLUS = 7, 3


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


def _like(word: str, other: str) -> str:
    """The other word in the letters of the first, capital or small; the word itself where there is no other."""
    if not other:
        return word
    return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other
