"""The offline tutor of a corpus: prepared answers, then whole sections and key points, then picked sentences.

Decides whether what was found is enough, who answers (an answer that was written for such a question; else a section;
else picked sentences, where a document has no sections), which passage a sentence cites, what is named as nearest where
nothing answers, and what may be asked next.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.answering.cited_answer import Answer, AnswerStream, FinishedStream, Sentence
from app.answering.offline_tutor import NEAR, OfflineTutor
from app.answering.prepared.choosing import Candidate, Chooser
from app.answering.prepared.combining import Combiner
from app.answering.prepared.likelihood import Likelihood, Matcher
from app.answering.prepared.next_questions import LEAST_LIKENESS, LEAST_REFUSED, next_questions
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.prepared.sufficiency import is_enough
from app.answering.prepared.telling import MOST_WORDS, Teller, Told
from app.answering.retriever import Found, cite_all
from app.answering.wording import Wording, parts, read
from app.interview.citation import Citation
from ingest.index.answers import StoredAnswers
from ingest.index.passages import PassageReader
from ingest.index.search import Hit, Index
from ingest.passages.split import Passage

MOST_NEAREST = 3
# Documents whose lists of further questions are looked at, beside those of the best sections.
MOST_DOCUMENTS = 3


class PreparedTutor:
    """Answers from the sections of an index without a language model."""

    def __init__(
        self,
        index: Index,
        shelf: Shelf,
        vectors: TextVectors,
        picking: OfflineTutor,
        answers: StoredAnswers | None = None,
    ) -> None:
        """`picking` answers where a document has no sections; `answers` are those that are prepared, where any are."""
        self._index = index
        self._shelf, self._vectors, self._picking = shelf, vectors, picking
        self._chooser = Chooser(index.texts, shelf, vectors)
        self._teller = Teller(index.texts, shelf, vectors)
        self._combiner = Combiner(Matcher(index, answers or StoredAnswers()), index.texts)

    def weigh(self, found: Found) -> Found:
        """What was found, with whether it is enough to answer by what is prepared too."""
        wording = found.wording or read(found.query)
        if not found.hits:
            return found
        if self._is_covered(found):
            return replace(found, answers=bool(self._combiner.match(wording)))
        candidates = self._chooser.choose(wording, _considered(found))
        return replace(found, answers=is_enough(found, wording, candidates, self._index))

    def likelihood(self, found: Found) -> Likelihood | None:
        """How likely it is that a prepared answer answers; None where the best document has none, so others decide."""
        return self._combiner.likelihood(found.wording or read(found.query)) if self._is_covered(found) else None

    def prepared_for(self, found: Found) -> tuple[str, ...]:
        """The questions whose prepared answers tell what was found; none where none does."""
        matched = self._combiner.match(found.wording or read(found.query)) if self._is_covered(found) else ()
        return tuple(match.asked for match in matched)

    def answer(self, found: Found) -> Answer:
        """The answer, or a refusal that names what is nearest."""
        wording = found.wording or read(found.query)
        if not found.answers:
            following = self._next(wording, found)
            return replace(self._picking.answer(found), nearest=nearest(found), next_questions=following)
        matched = self._combiner.match(wording) if self._is_covered(found) else ()
        following = self._next(wording, found)
        told = self._combiner.tell(matched)
        if told:
            asked = tuple(match.asked for match in matched)
            return replace(_cited(told, self._index.texts), next_questions=following, prepared_for=asked)
        candidates = self._chooser.choose(wording, _considered(found)) if found.hits else []
        told = self.tell(wording, candidates, found)
        if not told:
            return replace(self._picking.answer(found), next_questions=following)
        return replace(_cited(told, self._index.texts), next_questions=following)

    def _next(self, wording: Wording, found: Found) -> tuple[str, ...]:
        """What may be asked next: what is prepared near the question, else what the bank asks of the sections found."""
        least = LEAST_LIKENESS if found.answers else LEAST_REFUSED
        if self._is_covered(found):
            return next_questions(wording, self._combiner.others(wording), self._vectors, least)
        near = [f"{section.document}#{section.anchor}" for section, _, _ in self._chooser.near(_considered(found))]
        asked = [taught.question for key in near for taught in self._shelf.taught(key)]
        return next_questions(wording, asked, self._vectors, least)

    def _is_covered(self, found: Found) -> bool:
        return bool(found.ranked) and self._combiner.covers(found.ranked[0].passage.document)

    def tell(self, wording: Wording, candidates: Sequence[Candidate], found: Found) -> list[Told]:
        """The sentences of the answer; of a question of two parts those for each, from one document."""
        near = [hit.passage.document for hit in found.ranked[:MOST_DOCUMENTS]]
        if not wording.part:
            return self._teller.tell(wording, candidates, near)
        first = read(wording.part)
        chosen = self._chooser.choose(first, found.ranked)
        told = self._teller.tell(first, chosen, near, MOST_WORDS // 2)
        for part in parts(wording.own):
            if part != wording.part:
                beside = [
                    one
                    for one in self._chooser.choose(read(part), found.ranked)
                    if one.document.id == chosen[0].document.id and one.key != chosen[0].key
                ]
                told += self._teller.tell(read(part), beside, (), MOST_WORDS // 2)
        return list(dict.fromkeys(told))

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
    """The sentences with the passages that they stand in, each below the headings of the first that is told of it."""
    passages = [_passage_of(one, texts) for one in told]
    numbers: dict[tuple[str, int], int] = {}
    order: dict[tuple[str, int], Passage] = {}
    for one, passage in zip(told, passages, strict=True):
        place = (passage.document, passage.start)
        numbers.setdefault(place, len(numbers) + 1)
        order.setdefault(place, replace(passage, headings=_above(one, texts) or passage.headings))
    sentences = tuple(
        Sentence(one.text, (numbers[passage.document, passage.start],), is_prepared=one.is_prepared)
        for one, passage in zip(told, passages, strict=True)
    )
    return Answer(sentences, cite_all([order[place] for place in numbers]), "offline")


def _passage_of(one: Told, texts: PassageReader) -> Passage:
    """The passage that holds a sentence, or most of a key point's section."""
    passages = [passage for _, passage in texts.of_document(one.document)]
    return max(passages, key=lambda passage: min(passage.end, one.end) - max(passage.start, one.start))


def _above(one: Told, texts: PassageReader) -> tuple[str, ...]:
    """The headings above a sentence, the outermost first, but for the title of its document."""
    found = [section for section in texts.sections(one.document) if section.start <= one.start < section.end]
    document = texts.document(one.document)
    return tuple(section.heading for section in found if document is None or section.heading != document.title)
