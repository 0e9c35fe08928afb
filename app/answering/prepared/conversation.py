"""A question of a conversation -> its wording, with the prepared answers that were told before it.

Decides that what was told is found out from the questions before alone, as each was answered then, so that every
program that sends the questions of its conversation gets the same replies. Nothing of it is stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.answering.prepared.searching import search
from app.answering.retriever import Found, Retriever
from app.answering.wording import MOST_BEFORE, Wording, names_subject, read

# The questions of so many conversations are not answered anew with each later one.
KEPT = 256


@dataclass(frozen=True)
class Answered:
    """How a question was read in the end, `search`, and `prepared_for`, what was told to it."""

    search: str
    prepared_for: tuple[str, ...]


class Conversation:
    """Reads the questions of conversations of one index."""

    def __init__(self, retriever: Retriever, prepared_for: Callable[[Found], tuple[str, ...]]) -> None:
        """`prepared_for`: the questions whose prepared answers tell what was found; none where none does."""
        self._retriever, self._prepared_for = retriever, prepared_for
        self._answered = lru_cache(KEPT)(self._answer)

    def read(self, asked: str, before: Sequence[str] = ()) -> Wording:
        """How a question is worded after those `before`, the earliest first, and what these were told."""
        last = tuple(before[-MOST_BEFORE:])
        wording = read(asked, last)
        if not wording.is_follow_up:
            return wording
        answered = [self._answered(last[: number + 1]) for number in range(len(last))]
        if not names_subject(wording.own):
            # "An example?" after "what about outliers?" is about what that was taken to be about.
            named = [one.search for question, one in zip(last, answered, strict=True) if names_subject(question)]
            wording = read(asked, named[-1:])
        told = [one for answer in answered for one in answer.prepared_for]
        return replace(wording, told=tuple(dict.fromkeys(told)))

    def _answer(self, asked: tuple[str, ...]) -> Answered:
        """What the last of these questions was answered by, after the others."""
        *before, last = asked
        found = search(self._retriever, self.read(last, before))
        return Answered(found.wording.search if found.wording else last, self._prepared_for(found))
