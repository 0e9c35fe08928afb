"""The offline tutor of a corpus with sections: the pieces of them that answer, chosen as people chose them.

Decides which of the wordings of a question is answered, who answers (chosen pieces, or picked sentences where a
document has no sections), which passage a sentence cites, what is named as nearest where nothing answers, and what may
be asked next.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from app.answering.cited_answer import Answer, AnswerStream, FinishedStream, Sentence
from app.answering.definitions import asked_terms
from app.answering.offline_tutor import NEAR, OfflineTutor
from app.answering.prepared.enough import is_enough
from app.answering.prepared.features import Features, Near
from app.answering.prepared.next_questions import next_questions
from app.answering.prepared.selection import fitted, ranked
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.prepared.stretches import StretchReader
from app.answering.prepared.telling import MOST_WORDS, Told, probed, tell
from app.answering.prepared.wording import Wording, parts, read
from app.answering.retriever import Found, cite_all
from app.interview.citation import Citation
from ingest.index.passages import PassageReader
from ingest.index.search import Hit, Index
from ingest.passages.split import Passage

MOST_NEAREST = 3
# Documents whose lists of further questions are looked at.
MOST_DOCUMENTS = 3
READ_KEPT = 32


class PreparedTutor:
    """Answers from the sections of an index without a language model."""

    def __init__(self, index: Index, shelf: Shelf, vectors: TextVectors, picking: OfflineTutor) -> None:
        """`picking` answers where a document has no sections."""
        self._index = index
        self._shelf, self._vectors, self._picking = shelf, vectors, picking
        self._features = Features(StretchReader(index.texts), shelf, vectors)
        self._selection = fitted()
        # Whether to answer and what to answer are asked one after the other.
        self._near = lru_cache(maxsize=READ_KEPT)(self._features.near)

    def weigh(self, found: Found) -> Found:
        """What was found, with whether it is enough to answer by what the sections tell."""
        if not found.hits:
            return found
        wording = found.wording or read(found.query)
        near = self.near(wording, found)
        return replace(found, answers=is_enough(found, wording, near, self._index, self._selection))

    def answer(self, found: Found) -> Answer:
        """The answer, or a refusal that names what is nearest."""
        wording = found.wording or read(found.query)
        near = self.near(wording, found)
        following = next_questions(wording, self._sections(near), self._shelf, self._vectors)
        told = self.tell(wording, near, found) if found.answers else []
        if not found.answers:
            return replace(self._picking.answer(found), nearest=nearest(found), next_questions=following)
        if not told:
            return replace(self._picking.answer(found), next_questions=following)
        return replace(_cited(told, self._index.texts), next_questions=following)

    def near(self, wording: Wording, found: Found) -> list[Near]:
        """The stretches of text near to a question, with what speaks for each."""
        return self._near(wording, tuple(_considered(found)))

    def tell(self, wording: Wording, near: Sequence[Near], found: Found) -> list[Told]:
        """The sentences of the answer; of a question of two parts those for each."""
        if wording.part:
            several = [read(part) for part in parts(wording.own)]
            room = MOST_WORDS // len(several)
            return list(
                dict.fromkeys(one for part in several for one in tell(self.near(part, found), self._selection, room))
            )
        documents = list(dict.fromkeys(hit.passage.document for hit in found.ranked[:MOST_DOCUMENTS]))
        # "DBSCAN" is near to "Is DBSCAN the same as k-means?" and does not ask it.
        is_term = bool(asked_terms(wording.meant))
        opening = [] if is_term else probed(wording, documents, self._index.texts, self._vectors)
        room = MOST_WORDS - sum(len(one.text.split()) for one in opening)
        return list(dict.fromkeys([*opening, *tell(near, self._selection, room)])) if near else opening

    def _sections(self, near: Sequence[Near]) -> list[str]:
        """The sections of the stretches, the likeliest first."""
        if not near:
            return []
        return [near[at].stretch.key for at in np.argsort(-ranked(near, self._selection), kind="stable")]

    def stream(self, found: Found) -> AnswerStream:
        """The same, word by word."""
        return FinishedStream(self.answer(found))


def _considered(found: Found) -> list[Hit]:
    """The hits that sections are looked for in; first the one that was moved up since it defines the term."""
    return [*([found.defining] if found.defining is not None else []), *found.ranked]


def nearest(found: Found) -> tuple[Citation, ...]:
    """The passages that are nearest to a query that nothing answers, as far as any is near."""
    return cite_all([hit.passage for hit in found.hits if hit.vector >= NEAR][:MOST_NEAREST])


def _cited(told: Sequence[Told], texts: PassageReader) -> Answer:
    """The sentences with the passages that they stand in."""
    passages = [_passage_of(one, texts) for one in told]
    numbers: dict[tuple[str, int], int] = {}
    for passage in passages:
        numbers.setdefault((passage.document, passage.start), len(numbers) + 1)
    order = {(passage.document, passage.start): passage for passage in passages}
    sentences = tuple(
        Sentence(one.text, (numbers[passage.document, passage.start],), is_prepared=one.is_prepared)
        for one, passage in zip(told, passages, strict=True)
    )
    return Answer(sentences, cite_all([order[place] for place in numbers]), "offline")


def _passage_of(one: Told, texts: PassageReader) -> Passage:
    """The passage that holds a sentence, or most of a key point's section."""
    passages = [passage for _, passage in texts.of_document(one.document)]
    return max(passages, key=lambda passage: min(passage.end, one.end) - max(passage.start, one.start))
