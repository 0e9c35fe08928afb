"""Prepared answers to a question -> the sentences that are told.

Decides that a question is answered by one of its likely answers (which one is for minimum_risk.py), and that one of
several parts is answered part by part where each part has a likely answer and these are not all the same.
"""

from collections.abc import Sequence

from app.answering.framing import SIMPLY, unframed
from app.answering.prepared.choosing import innermost
from app.answering.prepared.likelihood import LIKELY, Match, Matcher
from app.answering.prepared.minimum_risk import most_agreed, rivals, told_of, words_of
from app.answering.prepared.shelf import TextVectors
from app.answering.prepared.telling import Told
from app.answering.wording import Wording, beside, parts
from ingest.bank.answers import PreparedSentence
from ingest.embedding.embedder import Vectors
from ingest.index.passages import PassageReader
from ingest.passages.section import Section

MOST_WORDS = 140
# A question as near to a wording as this is answered, however little the search finds of it ("define recall"). At
# this bound it answers no unanswerable question of the opened sets that would be refused without it.
WORDED = 0.85
# An answer in simple words is told from this likeness on to who asks for such.
SIMPLE = 0.8


class Combiner:
    """Answers from the prepared answers of one index."""

    def __init__(self, matcher: Matcher, texts: PassageReader, vectors: TextVectors) -> None:
        """`texts`: where the sections of its sentences are."""
        self._matcher, self._texts, self._vectors = matcher, texts, vectors

    def match(self, wording: Wording) -> list[Match]:
        """The answer to the question, or to each of its parts; none where none is likely."""
        chosen: list[Match] = []
        for found in map(rivals, self._matched(wording)):
            # What answers the first part is seldom all that answers the second.
            left = [one for one in found if all(one.answer is not before.answer for before in chosen)] or found
            chosen.append(most_agreed(left, self._sentences(left)))
        return chosen

    def _matched(self, wording: Wording) -> list[list[Match]]:
        """The likely answers to each of them, likeliest first."""
        whole = self._as_asked(wording) or self._likely(wording.meant)
        asked = () if wording.is_follow_up else parts(wording.meant)
        of_parts: list[list[Match]] = []
        for part in asked:
            of_parts.append(self._of_part(part, asked[0], of_parts[0] if of_parts else []))
        if all(of_parts) and len({found[0].answer for found in of_parts}) > 1:
            return of_parts
        return [whole] if whole else []

    def _as_asked(self, wording: Wording) -> list[Match]:
        """Those that are worded as all of the question is, with what only frames it ("ELI5 embeddings")."""
        if wording.is_follow_up or unframed(wording.asked) == wording.asked:
            return []
        found = self._matcher.matches(wording.asked)
        is_simple = found and found[0].likeness >= SIMPLE and SIMPLY.search(found[0].asked)
        if is_simple and SIMPLY.search(wording.asked):
            return found[:1]
        return [one for one in found if one.is_asked]

    def _of_part(self, part: str, first: str, of_first: Sequence[Match]) -> list[Match]:
        """The likeliest answers to a part as it stands, or after what the first is about where one is likelier then.

        `of_first`: those to the first part; its words alone bring its answer up, which is told already.
        """
        alone = self._likely(part)
        if not of_first:
            return alone
        within = [one for one in self._likely(beside(first, part)) if one.answer is not of_first[0].answer]
        return max(alone, within, key=lambda found: found[0].probability if found else 0.0)

    def covers(self, document: str) -> bool:
        """Whether answers are prepared for a document: then a question that none of them is near to is not its own."""
        return document in self._matcher.documents

    def _likely(self, query: str) -> list[Match]:
        found = self._matcher.matches(query)
        is_asked = any(one.is_asked or one.likeness >= WORDED for one in found)
        return found if is_asked or (found and found[0].probability >= LIKELY) else []

    def tell(self, matched: Sequence[Match]) -> list[Told]:
        """The sentences of an answer, in their order."""
        sentences: list[PreparedSentence] = []
        for number, found in enumerate(matched, start=1):
            room = (MOST_WORDS - words_of(sentences)) // (len(matched) - number + 1)
            sentences += [one for one in told_of(found.answer, room) if one not in sentences]
        told = [(one, self._section(one.section)) for one in sentences]
        return [
            Told(one.text, section.document, section.start, section.end, is_prepared=True)
            for one, section in told
            if section is not None
        ]

    def _sentences(self, found: Sequence[Match]) -> Vectors:
        """The vectors of the sentences of answers, one answer after the other."""
        return self._vectors.of([sentence.text for one in found for sentence in one.answer.sentences])

    def _section(self, key: str) -> Section | None:
        """A section up to the first one inside it; None where the index has none of that name."""
        document, _, anchor = key.rpartition("#")
        inside = innermost(self._texts.sections(document))
        return next((section for section in inside if section.anchor == anchor), None)
