"""Prepared answers to a question -> the sentences that are told.

Decides that a question is answered by the best of its answers where one is likely, told as it was written (with a
sentence of another one readers called a third of the answers incoherent), and that one of several parts is answered
part by part where each part has an answer and these are not all the same.
"""

import re
from collections.abc import Container, Sequence
from functools import lru_cache

from app.answering.framing import SIMPLY, unframed
from app.answering.prepared.choosing import innermost
from app.answering.prepared.first_word import told_to
from app.answering.prepared.likelihood import LIKELY, Likelihood, Match, Matcher, Matches
from app.answering.prepared.telling import Told
from app.answering.wording import Wording, beside, names_subject, parts
from ingest.bank.answers import PreparedAnswer, PreparedSentence
from ingest.index.passages import PassageReader
from ingest.passages.section import Section

MOST_WORDS = 140
MATCHES_KEPT = 16
# A later question of a conversation that was answered is more often one that the notes answer.
LIKELY_BEHIND = 0.5
# How a question is written that is to be read, and not only searched for.
WHOLE = re.compile(r"[A-Z].*\?$")
# An answer in simple words is told from this likeness on to who asks for such.
SIMPLE = 0.8


class Combiner:
    """Answers from the prepared answers of one index."""

    def __init__(self, matcher: Matcher, texts: PassageReader) -> None:
        """`texts`: where the sections of its sentences are."""
        self._matcher, self._texts = matcher, texts
        # A question is weighed and then answered.
        self.match = lru_cache(MATCHES_KEPT)(self._match)

    def _match(self, wording: Wording) -> tuple[Match, ...]:
        """The answer to the question, or to each of its parts; none where none is likely."""
        chosen: list[Match] = []
        for found in self._matched(wording):
            # What answers the first part is seldom all that answers the second.
            left = [one for one in found if all(one.answer is not before.answer for before in chosen)] or found
            chosen.append(left[0])
        return tuple(chosen)

    def _matched(self, wording: Wording) -> list[Sequence[Match]]:
        """The answers to the question or to each of its parts, best first."""
        whole = self._as_asked(wording) or self._whole(wording)
        asked = () if wording.is_follow_up else parts(wording.meant)
        of_parts: list[Sequence[Match]] = []
        for part in asked:
            of_parts.append(self._of_part(part, asked[0], of_parts[0] if of_parts else []))
        if all(of_parts) and len({found[0].answer for found in of_parts}) > 1:
            return of_parts
        return [whole] if whole else []

    def likelihood(self, wording: Wording) -> Likelihood:
        """How likely it is that one answer answers all of the question."""
        if wording.is_follow_up:
            return Likelihood(self._behind(wording).probability, LIKELY_BEHIND)
        return Likelihood(self._matcher.matches(wording.meant).probability, LIKELY)

    def _whole(self, wording: Wording) -> Sequence[Match]:
        if not wording.is_follow_up:
            return self._likely(wording.meant).answers
        found = self._behind(wording)
        return found.answers if found.probability >= LIKELY_BEHIND else []

    def _behind(self, wording: Wording) -> Matches:
        """The answers to a later question; who asks on is told the same once more only where nothing else is likely."""
        own = wording.own if names_subject(wording.own) else ""
        found = self._matcher.matches(wording.meant, wording.told, own)
        if found.probability >= LIKELY_BEHIND or not wording.told:
            return found
        return self._matcher.matches(wording.meant, own=own)

    def _as_asked(self, wording: Wording) -> Sequence[Match]:
        """Those that are worded as all of the question is, with what only frames it ("ELI5 embeddings")."""
        if wording.is_follow_up or unframed(wording.asked) == wording.asked:
            return []
        found = self._matcher.matches(wording.asked).answers
        is_simple = found and found[0].likeness >= SIMPLE and SIMPLY.search(found[0].asked)
        if is_simple and SIMPLY.search(wording.asked):
            return found[:1]
        return [one for one in found if one.is_asked]

    def _of_part(self, part: str, first: str, of_first: Sequence[Match]) -> Sequence[Match]:
        """The answers to a part as it stands, or after what the first is about where an answer is likelier then.

        `of_first`: those to the first part; its words alone bring its answer up, which is told already.
        """
        alone = self._likely(part)
        if not of_first:
            return alone.answers
        within = self._likely(beside(first, part), of_first[0].answer.asked)
        return max(alone, within, key=lambda found: found.probability).answers

    def others(self, wording: Wording) -> list[str]:
        """Near prepared answers that have not been told, each by a wording that is a whole question: asked, it is told.

        Questions of the bank were offered instead, and many of them lean on the one before them.
        """
        told = {match.answer for match in self.match(wording)}
        near, _ = self._matcher.near(wording.meant)
        left = [one.answer for one in near if one.answer not in told and not set(one.answer.asked) & set(wording.told)]
        found = (next((asked for asked in answer.asked if WHOLE.match(asked)), "") for answer in left)
        return [asked for asked in found if asked]

    def covers(self, document: str) -> bool:
        """Whether answers are prepared for a document: then a question that none of them is near to is not its own."""
        return document in self._matcher.documents

    def _likely(self, query: str, without: Container[str] = ()) -> Matches:
        """The answers to a query, but for those of some wordings; none where it is not likely that one answers it."""
        found = self._matcher.matches(query, without)
        return found if any(one.is_asked for one in found.answers) or found.probability >= LIKELY else Matches()

    def tell(self, matched: Sequence[Match]) -> list[Told]:
        """The sentences of an answer, in their order."""
        sentences: list[PreparedSentence] = []
        for number, found in enumerate(matched, start=1):
            room = (MOST_WORDS - words_of(sentences)) // (len(matched) - number + 1)
            sentences += [one for one in told_of(told_to(found.query, found.answer), room) if one not in sentences]
        told = [(one, self._section(one.section)) for one in sentences]
        return [
            Told(one.text, section.document, section.start, section.end, is_prepared=True)
            for one, section in told
            if section is not None
        ]

    def _section(self, key: str) -> Section | None:
        """A section up to the first one inside it; None where the index has none of that name."""
        document, _, anchor = key.rpartition("#")
        inside = innermost(self._texts.sections(document))
        return next((section for section in inside if section.anchor == anchor), None)


def told_of(answer: PreparedAnswer, room: int) -> list[PreparedSentence]:
    """The sentences of an answer in at most `room` words; its first whatever the room."""
    told: list[PreparedSentence] = []
    for one in answer.sentences:
        if not told or words_of([*told, one]) <= room:
            told.append(one)
    return told


def words_of(told: Sequence[PreparedSentence]) -> int:
    """How many words sentences have."""
    return sum(len(one.text.split()) for one in told)
