"""Text -> tokens: stem, place, clause and whether it is negated.

Decides what a content word is and how far a negation reaches. What two texts share is for match.py.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import Stemmer

WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:['\u2019][^\W\d_]+)?\d*", re.UNICODE)
CLAUSE_END = re.compile(r"[.!?;:,()\n]|\s[-\u2013\u2014]\s")
_NEGATIONS = "not no never cannot without nor neither none nothing nobody hardly"
# They say how many as well: "catches no fraud", "catches nothing" and "catches zero fraud" have a word in common.
NONE = frozenset(("no", "nothing", "none", "nobody"))
# "not only", "not just", "not necessarily": the statement stands.
STANDS = frozenset(("only", "just", "merely", "simply"))
# "The first update is nothing and the model begins unchanged": none of what follows is denied.
JOINS = frozenset(("and", "or"))
# From here on a negation no longer reaches.
_TURNS = "but because since so although though which whereas while if when unless therefore hence"
TURNS = frozenset(_TURNS.split())
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
_STOP = """
a about above after again against all also am an and any are as at be because been before being below between both but
by can could did do does doing done down during each either else even ever every few for from further get gets getting
got had has have having he her here hers him his how i if in into is it its itself just let like made make makes many
may me might more most much must my myself no nor not of off often on once one only or other our out over own per
rather really same she should since so some such than that the their them then there these they thing things this
those through thus to too under until up upon us use used uses using very via was way we well were what when where
whereas which while who whom whose why will with within without would yes you your yours am isn't aren't doesn't don't
didn't won't can't cannot couldn't wouldn't shouldn't wasn't weren't hasn't haven't it's that's i'm i've you're
they're there's let's lot lots bit basically actually simply usually generally example instance e g i.e etc eg ie s t
nt na
"""
# As they are typed in a hurry. "Summaries arent lossy" was met with all of "summaries are lossy".
_TYPED = {word: word.replace("'", "") for word in _STOP.split() if "'" in word}
STOP = frozenset((*_STOP.split(), *_TYPED.values()))
NEGATIONS = frozenset((*_NEGATIONS.split(), *(typed for word, typed in _TYPED.items() if word.endswith("n't"))))
FUNCTION_WORDS = STOP
# Direction words are stop words elsewhere; here they carry the claim ("more", "under", "without").
_DIRECTIONS = "more under over up down above below before after without most few less same"
STOP -= frozenset(_DIRECTIONS.split())
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
_STEMMER = Stemmer.Stemmer("english")


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
        return self.negated or self.text in NEGATIONS or self.text.endswith("n't")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; "" for a stop word."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word in STOP:
        return ""
    if word[0].isdigit():
        return word.replace(",", "").rstrip("%")
    stemmed: str = _STEMMER.stemWord(word.removesuffix("'s"))
    return stemmed


def tokens(text: str) -> list[Token]:
    """Cut `text` to tokens, each with what negates it."""
    ends = [match.start() for match in CLAUSE_END.finditer(text)]
    denials = [match.span() for match in DENIAL.finditer(text)]
    found: list[Token] = []
    clause, next_end, reach = 0, 0, 0
    denied = False
    matches = list(WORD.finditer(text))
    for number, match in enumerate(matches):
        start, end = match.span()
        while next_end < len(ends) and ends[next_end] < start:
            # A comma ends a clause and the reach of "not", but not what "it is not true that" denies.
            denied = denied and text[ends[next_end]] in ",:( "
            next_end, clause, reach = next_end + 1, clause + 1, 0
        while denials and denials[0][1] <= start:
            denied = True
            denials.pop(0)
        in_denial = bool(denials) and denials[0][0] <= start
        word, root, turns, denies = _read(match.group())
        if turns:
            clause, reach = clause + 1, 0
        if denies:
            following = matches[number + 1].group().lower() if number + 1 < len(matches) else ""
            is_all = word in NONE and following in JOINS
            reach = 0 if following in STANDS or in_denial or is_all else REACH
        found.append(Token(word, root, start, end, clause, not denies and denied ^ (reach > 0)))
        if root and reach and not denies:
            reach -= 1
    return found


# What a word is by itself does not depend on where it stands: 0.1 ms of an answer of 300 words.
@lru_cache(maxsize=50_000)
def _read(written: str) -> tuple[str, str, bool, bool]:
    """The word in lower case, its stem, and whether it ends the reach of a negation or is one itself."""
    word = written.lower().replace("\u2019", "'")
    denies = word in NEGATIONS or word.endswith("n't")
    root = (IRREGULAR["zero"] if word in NONE else "") if denies else stem(word)
    return word, root, word in TURNS, denies
