"""Word order: does a text read as language, or are its words thrown together?

Decides nothing about meaning: each word is put in one of 21 classes (determiner, preposition, "-ing" ...),
and the mean over neighbours of log P(pair) / (P(first) P(second)) is the measure. Prose is above 0,
shuffled prose below. The table is fitted on the corpus notes by eval/fitting/word_order.py.
Source: pointwise mutual information, Church and Hanks (1990), Word association norms.
"""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.language.tokens import WORD

TABLE = Path(__file__).with_name("word_order.json")
GROUPS = {
    "det": "a an the this that these those its their our your my his her each every some any no all both another such",
    "prep": "of in on at by for with from into over under between across through during without within against about "
    "per after before as than via onto upon toward towards until",
    "to": "to",
    "pron": "i you he she it we they me him them us one who itself themselves myself someone everything something "
    "nothing",
    "be": "is are was were be been being am isn't aren't it's that's i'm they're we're",
    "aux": "has have had do does did doesn't don't didn't",
    "modal": "can could will would should may might must can't cannot couldn't won't wouldn't shouldn't i'd",
    "conj": "and or but nor",
    "sub": "because since while whereas if when although though unless so then where whether once",
    "wh": "which what how why whose whom",
    "neg": "not never",
    "adv": "very more most less only also just too even still already often always usually rather quite much well now "
    "here there again first",
}
CLASSES = (*GROUPS, "ing", "ed", "ly", "plural", "noun", "adj", "number", "word", "edge")
_OF_WORD = {word: group for group, words in GROUPS.items() for word in words.split()}
ENDINGS = (
    ("ing", re.compile(r"ing$")),
    ("ed", re.compile(r"ed$")),
    ("ly", re.compile(r"ly$")),
    ("noun", re.compile(r"(?:tion|sion|ness|ment|ity|ance|ence|ism|ship|er|or)$")),
    ("adj", re.compile(r"(?:ous|ive|al|ic|able|ible|ful|less|ary|ent|ant)$")),
)
PIECE = re.compile(WORD.pattern + r"|[.!?;:,()\n]")
_NUMBER = {name: number for number, name in enumerate(CLASSES)}
_EDGE = _NUMBER["edge"]


def word_classes(text: str) -> list[int]:
    """The class of each word, an edge before, after and at punctuation; numbers into CLASSES."""
    found = [_EDGE]
    for number in (*map(_class, PIECE.findall(text)), _EDGE):
        if number != _EDGE or found[-1] != _EDGE:
            found.append(number)
    return found


def order_score(text: str) -> float | None:
    """Mean association of neighbouring words within clauses, about -0.8..0.6; None for a text without two neighbours.

    Punctuation is left out: any word may stand beside it, so brackets and commas make shuffled words look orderly.
    """
    found = np.array(word_classes(text))
    inside = (found[:-1] != _EDGE) & (found[1:] != _EDGE)
    if not inside.any():
        return None
    return float(_table()[found[:-1][inside], found[1:][inside]].mean())


@lru_cache(maxsize=50_000)
def _class(piece: str) -> int:
    word = piece.lower().replace("\u2019", "'")
    if word in ".!?;:,()\n":
        return _EDGE
    if word in _OF_WORD:
        return _NUMBER[_OF_WORD[word]]
    if word[0].isdigit():
        return _NUMBER["number"]
    if len(word) > 4:
        for name, ending in ENDINGS:
            if ending.search(word):
                return _NUMBER[name]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return _NUMBER["plural"]
    return _NUMBER["word"]


@cache
def _table() -> NDArray[np.float64]:
    """The associations, float64 (21, 21): row first, column second word."""
    return np.array(json.loads(TABLE.read_text(encoding="utf-8")), dtype=np.float64)
