"""Typing errors: a word of the answer that is one slip away from a word of the question's key points.

Decides when a misspelt word is taken for the right one: one letter dropped, added, changed or two
swapped, the same first letter, and a right stem of at least five letters. Not more: "supervised" and
"unsupervised" are two slips apart.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ingest.index.spelling import slips_between
from ingest.language.tokens import Token

# "modal" is a slip of "model" and a word; a slip in a shorter word is as often another word.
SHORTEST = 5


def repair(found: Iterable[Token], known: dict[str, int]) -> list[Token]:
    """The tokens, a misspelt stem replaced by the known stem it was meant to be."""
    slips = _slips(tuple(known))
    repaired = []
    for token in found:
        if len(token.stem) < SHORTEST - 1 or token.stem in known or token.is_number:
            repaired.append(token)
            continue
        meant = _meant(token.stem, slips)
        repaired.append(token._replace(stem=meant) if meant else token)
    return repaired


# A question's words are the same for every answer to it: 0.2 ms of a grade, and 59 kB.
@lru_cache(maxsize=16)
def _slips(known: tuple[str, ...]) -> dict[str, str]:
    slips: dict[str, str] = {}
    for root in known:
        if len(root) >= SHORTEST:
            for slip in deletions(root):
                slips.setdefault(slip, root)
    return slips


def deletions(word: str) -> Iterator[str]:
    """The word and the word with one letter (not the first) left out."""
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _meant(word: str, slips: dict[str, str]) -> str:
    """A word within one slip shares a deletion with it; the shared deletion is the index."""
    for slip in deletions(word):
        meant = slips.get(slip)
        if meant is not None and slips_between(word, meant, 1) <= 1:
            return meant
    return ""
