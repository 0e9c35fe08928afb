"""Text -> tokens: stem, place, clause and whether it is negated.

Decides what a content word is and how far a negation reaches. What two texts share is for matching.py in
app/grading/features.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from ingest.language.sentences import is_wrapped
from ingest.language.stemmer import stem_word
from ingest.language.stop_words import DIRECTIONS, FUNCTION_WORDS, TYPED

WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:['\u2019][^\W\d_]+)?\d*", re.UNICODE)
CLAUSE_END = re.compile(r"[.!?;:,()\n]|\s[-\u2013\u2014]\s")
_NEGATIONS = "not no never cannot without nor neither none nothing nobody hardly"
# They say how many as well: "catches no fraud", "catches nothing" and "catches zero fraud" have a word in common.
NONE = frozenset(("no", "nothing", "none", "nobody"))
# "Never flags anything" is "flags nothing": what stands between the two is not denied, the second is none.
ANY = frozenset(("any", "anything", "anybody", "anyone"))
# "not only", "not just", "not always": the statement stands.
STANDS = frozenset(("only", "just", "merely", "simply", "necessarily"))
# "The first update is nothing and the model begins unchanged": none of what follows is denied.
JOINS = frozenset(("and", "or"))
# From here on a negation no longer reaches.
_TURNS = "but because since so although though which whereas while if when unless therefore hence"
TURNS = frozenset(_TURNS.split())
# Words that deny a whole statement wherever they stand: "..., which is a myth".
DISBELIEF = frozenset(("untrue", "false", "wrong", "incorrect", "myth", "impossible"))
# It denies the whole clause that follows: "it is not true that ...".
# The letters that it can begin with stand in front, because without them it is 0.08 ms slower for 300 words.
DENIAL = re.compile(
    r"(?=[nufwia])"
    r"(?:(?:\b(?:not|never)|n['\u2019]t) (?:true|the case|correct|right|so)|untrue|false|wrong|incorrect|a myth"
    r"|impossible)(?: to (?:say|claim|think|believe))? that\b",
    re.IGNORECASE,
)
# Words after "not" that are still denied; measured on negated strong answers in tests/app/grading/test_red_team.py.
REACH = 6
NEGATIONS = frozenset((*_NEGATIONS.split(), *(typed for word, typed in TYPED.items() if word.endswith("n't"))))
STOP = FUNCTION_WORDS - DIRECTIONS
IRREGULAR = {
    "better": "good",
    "best": "good",
    "worse": "bad",
    "worst": "bad",
    "larger": "larg",
    "bigger": "big",
    "higher": "high",
    "lower": "low",
    "smaller": "small",
    "fewer": "few",
    "fastest": "fast",
    "faster": "fast",
    "slower": "slow",
    "greater": "great",
    "data": "data",
    "chosen": "choos",
    "chose": "choos",
    "learnt": "learn",
    "found": "find",
    "built": "build",
    "kept": "keep",
    "held": "hold",
    "lost": "lose",
    "frozen": "freez",
    "froze": "freez",
    "loss": "loss",
    "went": "go",
    "gone": "go",
    "seen": "see",
    "saw": "see",
    "split": "split",
    "overfit": "overfit",
    "fewest": "few",
    "less": "less",
    "grew": "grow",
    "grown": "grow",
    "shrank": "shrink",
    "shrunk": "shrink",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "zero": "0",
    "half": "0.5",
    "twice": "2",
    "double": "2",
    "doubles": "2",
}


class Token(NamedTuple):
    """A word of a text, characters [start, end) of it. `stem` is "" for a stop word.

    A tuple: 300 frozen dataclasses an answer were 0.4 ms of its grade.
    """

    text: str
    stem: str
    start: int
    end: int
    clause: int
    negated: bool

    @property
    def is_number(self) -> bool:
        """It is written in digits."""
        return self.text[0].isdigit()

    @property
    def denies(self) -> bool:
        """It is a negation itself, or under one."""
        return self.negated or denies(self.text)


def denies(word: str) -> bool:
    """Whether a lower-case word is a negation."""
    return word in NEGATIONS or word.endswith("n't")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; "" for a stop word."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word in STOP:
        return ""
    if word[0].isdigit():
        return word.replace(",", "").rstrip("%")
    return stem_word(word.removesuffix("'s"))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, numbers too."""
    return tuple(word.lower().replace("\u2019", "'") for word in WORD.findall(text))


def tokens(text: str, stops: AbstractSet[int] = frozenset()) -> list[Token]:
    """Cut `text` to tokens, each with what negates it.

    `stops`: the places of characters that a sentence ends with though no mark says so.
    """
    ends = sorted(set(_clause_ends(text)) | stops)
    denials = [match.span() for match in DENIAL.finditer(text)]
    found: list[Token] = []
    clause, next_end, reach = 0, 0, 0
    denied = False
    matches = list(WORD.finditer(text))
    none_at = -1
    for number, match in enumerate(matches):
        start, end = match.span()
        while next_end < len(ends) and ends[next_end] < start:
            # A comma ends a clause and the reach of "not", but not what "it is not true that" denies.
            denied = denied and text[ends[next_end]] in ",:( " and ends[next_end] not in stops
            next_end, clause, reach = next_end + 1, clause + 1, 0
        while denials and denials[0][1] <= start:
            denied = True
            denials.pop(0)
        in_denial = bool(denials) and denials[0][0] <= start
        word, root, turns, denies = _read(match.group())
        if turns:
            clause, reach = clause + 1, 0
        if number == none_at:
            root, denies = IRREGULAR["zero"], True
        elif denies and word not in NONE and (at := _any_after(matches, number, ends, next_end)):
            none_at, reach = at, 0
            found.append(Token(word, root, start, end, clause, negated=False))
            continue
        if denies:
            following = matches[number + 1].group().lower() if number + 1 < len(matches) else ""
            is_all = word in NONE and following in JOINS
            reach = 0 if following in STANDS or in_denial or is_all else REACH
        found.append(Token(word, root, start, end, clause, not denies and denied ^ (reach > 0)))
        if root and reach and not denies:
            reach -= 1
    return found


def _clause_ends(text: str) -> Iterator[int]:
    """Where a clause ends; at the end of a line that an editor wrapped it goes on, and so does what denies it."""
    marks = (match.start() for match in CLAUSE_END.finditer(text))
    return (at for at in marks if text[at] != "\n" or not is_wrapped(text, at))


def _any_after(matches: list[re.Match[str]], number: int, ends: list[int], next_end: int) -> int:
    """The number of the "any" that a negation joins within its reach and its clause; 0 where there is none."""
    until = ends[next_end] if next_end < len(ends) else matches[-1].end()
    for at in range(number + 1, min(number + 1 + REACH, len(matches))):
        word, _, turns, denies = _read(matches[at].group())
        if matches[at].start() > until or turns or denies:
            return 0
        if word in ANY:
            return at
    return 0


# What a word is by itself does not depend on where it stands: 0.1 ms of an answer of 300 words.
@lru_cache(maxsize=50_000)
def _read(written: str) -> tuple[str, str, bool, bool]:
    """The word in lower case, its stem, and whether it ends the reach of a negation or is one itself."""
    word = written.lower().replace("\u2019", "'")
    is_denial = denies(word)
    root = (IRREGULAR["zero"] if word in NONE else "") if is_denial else stem(word)
    return word, root, word in TURNS, is_denial
