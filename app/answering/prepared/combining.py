"""Prepared answers to a question -> the sentences that are told.

Decides that the likeliest answer is told whole, that one of the first two sentences of another one is added only where
that one is nearly as likely and the sentence both near to the query and new; and that a question of several parts is
answered part by part where each part has a likely answer and these are not all the same.
"""

import re
from collections.abc import Sequence

from app.answering.prepared.choosing import innermost
from app.answering.prepared.likelihood import LIKELY, Match, Matcher
from app.answering.prepared.shelf import TextVectors
from app.answering.prepared.telling import Told
from app.answering.prepared.wording import Wording, beside, parts
from app.answering.statements import POINTS_BACK
from ingest.bank.answers import PreparedSentence
from ingest.index.passages import PassageReader
from ingest.passages.section import Section

MOST_WORDS = 140
# Answers whose sentences are added to the likeliest; with eight or twenty no fact more was told.
ADDED_FROM = 5
# What is added comes from an answer of at least this share of the likeliest's probability, and is nearer than this to
# nothing told.
RIVAL, SAME = 0.5, 0.75
# How near to the query the first and the second sentence of another answer are that is added. The first answers its own
# question and may be farther, the later ones go on to what is beside it. Of the labelled sentences that these bounds
# add 29 of 58 belong; 26 of 62 with any sentence within 0.45 of the query, 1 of the 13 that stand third or later
# (eval/cases/ask/sentences.jsonl, README).
NEAR = (0.35, 0.45)
# "No, RAG reduces ..." answers another question than the one that was asked.
_REPLIES = re.compile(r"(?:No|Yes|Not|Usually not|For (?:that|this) reason|As a result)\b", re.IGNORECASE)


class Combiner:
    """Answers from the prepared answers of one index."""

    def __init__(self, matcher: Matcher, texts: PassageReader, vectors: TextVectors) -> None:
        """`texts`: where the sections of its sentences are."""
        self._matcher, self._texts, self._vectors = matcher, texts, vectors

    def match(self, wording: Wording) -> list[list[Match]]:
        """For the question, or for each of its parts, the likeliest answers, likeliest first; none where none is."""
        whole = self._likely(wording.meant)
        asked = () if wording.is_follow_up else parts(wording.meant)
        of_parts = [self._of_part(asked[0], part) for part in asked]
        if all(of_parts) and len({found[0].answer for found in of_parts}) > 1:
            return of_parts
        return [whole] if whole else []

    def _of_part(self, first: str, part: str) -> list[Match]:
        """The likeliest answers to a part as it stands, or after what the first is about where one is likelier then."""
        alone = self._likely(part)
        within = self._likely(beside(first, part)) if part != first else []
        return max(alone, within, key=lambda found: found[0].probability if found else 0.0)

    def covers(self, document: str) -> bool:
        """Whether answers are prepared for a document: then a question that none of them is near to is not its own."""
        return document in self._matcher.documents

    def _likely(self, query: str) -> list[Match]:
        found = self._matcher.matches(query)
        return found if found and found[0].probability >= LIKELY else []

    def tell(self, wording: Wording, matched: Sequence[Sequence[Match]]) -> list[Told]:
        """The sentences of an answer, in their order."""
        sentences: list[PreparedSentence] = []
        for number, found in enumerate(matched, start=1):
            room = (MOST_WORDS - _words(sentences)) // (len(matched) - number + 1)
            chosen = [one for one in found[0].answer.sentences if one not in sentences]
            while len(matched) > 1 and len(chosen) > 1 and _words(chosen) > room:
                chosen.pop()
            sentences += chosen
        if len(matched) == 1:
            sentences += self._added(wording, matched[0], sentences)
        told = [(one, self._section(one.section)) for one in sentences]
        return [
            Told(one.text, section.document, section.start, section.end, is_prepared=True)
            for one, section in told
            if section is not None
        ]

    def _added(
        self, wording: Wording, found: Sequence[Match], told: Sequence[PreparedSentence]
    ) -> list[PreparedSentence]:
        """Sentences of the next answers that stand alone, are near and say something else, nearest first."""
        offered = [
            (one, bound)
            for match in found[1:ADDED_FROM]
            if match.probability >= RIVAL * found[0].probability
            for one, bound in zip(match.answer.sentences, NEAR, strict=False)
            if not POINTS_BACK.match(one.text) and not _REPLIES.match(one.text)
        ]
        if not offered:
            return []
        near = self._vectors.likeness([one.text for one, _ in offered], self._vectors.query(wording.meant))
        said, added = list(told), []
        for likeness, (one, bound) in sorted(zip(near, offered, strict=True), key=lambda pair: -pair[0]):
            if likeness < bound or _words([*said, one]) > MOST_WORDS:
                continue
            (vector,) = self._vectors.of([one.text])
            if max(self._vectors.likeness([other.text for other in said], vector)) < SAME:
                said.append(one)
                added.append(one)
        return added

    def _section(self, key: str) -> Section | None:
        """A section up to the first one inside it; None where the index has none of that name."""
        document, _, anchor = key.rpartition("#")
        inside = innermost(self._texts.sections(document))
        return next((section for section in inside if section.anchor == anchor), None)


def _words(sentences: Sequence[PreparedSentence]) -> int:
    return sum(len(one.text.split()) for one in sentences)
