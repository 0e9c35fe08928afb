"""Sections that answer a query -> the answer: what comes first, what follows, what is left out.

Decides that a section is told whole where it is short and shortened piece by piece where it is not, that the paragraph
which answers comes first, and when a key point, the answer to a follow-up question of the note, or a piece of a second
section is added.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.definitions import Term, asked_terms
from app.answering.prepared.arranging import NUMBER, Scored, arranged
from app.answering.prepared.choosing import Candidate
from app.answering.prepared.section_text import EXPLETIVE, Piece, is_probes, pieces, probes
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.statements import POINTS_BACK, Statement
from app.answering.wording import Kind, Wording, sides
from ingest.embedding.embedder import Vectors
from ingest.index.passages import PassageReader
from ingest.language.content_words import content_stems

MOST_WORDS = 130
# With fewer, the next section may have its say.
FEW_WORDS = 80
# What a piece gains for where it stands and for what it is, beside its cosine with the query.
FIRST, LEADS, SHAPED, DEFINES = 0.12, 0.05, 0.12, 0.6
# What a piece gains where its paragraph holds all words of the query.
NAMED = 0.15
# What the last piece of a section loses: what matters most comes first.
LATE = 0.15
# A second section of the document that is worth this share of the first is told beside it.
EVEN = 0.96
# What it loses for being tied to an example.
EXAMPLE = 0.08
# A question of the note, or of the bank, nearer than this to the query is the same question.
SAME_QUESTION = 0.685
# The weight of a key point that is the heart of its question.
HEART = 3
# Two pieces nearer than this say the same.
SAME = 0.82
NEXT_SECTION = 0.85
LEAST_SHARE = 0.55
REASON = re.compile(r"\b(?:because|since|so that|therefore|hence|why|reason|as (?:it|they|the)|which makes|so)\b", re.I)
# "Look at a bandit with two actions": an example begins, whose numbers stand in code that is not told.
LOOKS = re.compile(r"^(?:Look at|Imagine|Suppose|Picture)\b", re.I)
TIED = re.compile(
    r"\b(?:for (?:example|instance)|e\.g\.|suppose|imagine|say,)|\b(?:above|below)\b[.,:;)]"
    r"|^(?:Here|In the example)\b.*\d",
    re.I,
)


@dataclass(frozen=True)
class Told:
    """A sentence of an answer and where it stands: characters [start, end) of its document, or a key point's section.

    `is_prepared`: it is no sentence of the passage but a key point of the bank, with the span of its section, or the
    rows of a table.
    """

    text: str
    document: str
    start: int
    end: int
    is_prepared: bool = False


class Teller:
    """Tells answers from sections."""

    def __init__(self, texts: PassageReader, shelf: Shelf, vectors: TextVectors) -> None:
        """Take what the index holds and what is prepared for it."""
        self._texts, self._shelf, self._vectors = texts, shelf, vectors

    def tell(
        self, wording: Wording, candidates: Sequence[Candidate], near: Sequence[str] = (), most_words: int = MOST_WORDS
    ) -> list[Told]:
        """The sentences of the answer, in their order; none where the sections hold no prose.

        `near`: the documents of the best passages, whose lists of further questions are looked at.
        """
        documents = list(dict.fromkeys([*near, *(one.document.id for one in candidates[:4])]))
        query = self._vectors.query(wording.meant)
        for first in candidates:
            scored = self._scored(wording, first, query)
            if scored:
                break
        else:
            return []
        is_term = bool(asked_terms(wording.meant))
        # "DBSCAN" is near to "Is DBSCAN the same as k-means?" and does not ask it.
        opening = [] if is_term else self._opening(documents, query)
        opening = opening or self._point(wording, first, scored, query)
        room = most_words - sum(len(one.text.split()) for one in opening)
        ordered = arranged(wording, scored, room, is_term=is_term, has_opening=bool(opening))
        second = candidates[candidates.index(first) + 1 :][:1]
        if second and _are_even(first, second[0]):
            ordered = arranged(wording, scored, room * 5 // 9, is_term=is_term, has_opening=bool(opening))
            others = self._scored(wording, second[0], query)
            left = room - sum(one.piece.words for one in ordered)
            beside = arranged(wording, others, left, is_term=False, has_opening=False) if others else []
            is_later = not beside or ordered[0].lead >= beside[0].lead
            ordered = [*ordered, *beside] if is_later else [*beside, *ordered]
        ordered = [one for one in ordered if not self._says(opening, one)]
        from_first = candidates[candidates.index(first) :]
        more = self._more(wording, from_first, ordered, query, room)
        said = [*opening, *(told for one in (*ordered, *more) for told in _told(one))]
        return list({(one.document, one.start, one.text): one for one in said}.values())

    def _scored(self, wording: Wording, source: Candidate, query: Vectors) -> list[Scored]:
        """The pieces of a section with what they are worth."""
        found = pieces(source.document.text, source.section.start, source.section.end)
        if not found:
            return []
        vectors = self._vectors.of([piece.text for piece in found])
        points = [one.point.text for one in self._shelf.taught(source.key)]
        salient = (vectors @ self._vectors.of(points).T).max(axis=1) if points else vectors @ query
        heading = vectors @ self._vectors.of([source.section.heading])[0]
        terms = asked_terms(wording.meant)
        named = _named(wording, found)
        scored = []
        for at, (piece, vector) in enumerate(zip(found, vectors, strict=True)):
            near = float(vector @ query)
            place = (FIRST if at == 0 else 0) + (LEADS if piece.leads else 0)
            place -= EXAMPLE if TIED.search(piece.text) else 0
            place -= 6 * EXAMPLE if LOOKS.match(piece.text) else 0
            bonus = place + NAMED * named[piece.paragraph] * (3 if terms else 1)
            bonus += SHAPED if _has_shape(piece.text, wording.kind) else 0
            value = (near + float(salient[at]) + float(heading[at])) / 3 + bonus / 2 - LATE * at / len(found)
            lead = (
                near
                + place
                + NAMED / 2 * named[piece.paragraph]
                - (FIRST if piece.is_table else 0)
                + DEFINES * (_defines(piece, terms, source, at) / 3)
            )
            lead -= LATE / 2 * at / len(found)
            shaped = _has_shape(piece.sentences[0], wording.kind)
            lead += SHAPED if shaped else 0
            # "A chunk serves two masters" begins no answer to "how many tokens".
            lead -= FIRST if at == 0 and wording.kind is Kind.NUMBER and not shaped else 0
            lead -= EXAMPLE if piece.is_after_code and wording.kind is not Kind.NUMBER else 0
            if (
                piece.is_loose
                or piece.sentences[0].endswith("?")
                or (POINTS_BACK.match(piece.text) and not EXPLETIVE.match(piece.text))
            ):
                lead -= 1
            scored.append(Scored(piece, at, value, lead, near, vector, source))
        return scored

    def _opening(self, documents: Sequence[str], query: Vectors) -> list[Told]:
        """The answer that a note itself gives to this question in its list of questions that follow; mostly none."""
        best: tuple[float, list[Told]] = (SAME_QUESTION, [])
        for name in documents:
            document = self._texts.document(name)
            for section in self._texts.sections(name) if document is not None else ():
                if not is_probes(section.heading):
                    continue
                found = probes(document.text if document else "", section.start, section.end)
                for probe, near in zip(
                    found, self._vectors.likeness([one.question for one in found], query), strict=True
                ):
                    if near >= best[0]:
                        told = zip(probe.answer.sentences, probe.answer.spans, strict=True)
                        best = (near, [Told(text, name, *span) for text, span in told])
        return best[1]

    def _point(self, wording: Wording, source: Candidate, scored: Sequence[Scored], query: Vectors) -> list[Told]:
        """The key point that answers better than any piece begins, where the bank asks the same; mostly none."""
        taught = [one for one in self._shelf.taught(source.key) if one.point.weight == HEART]
        if not taught:
            return []
        near = self._vectors.likeness([one.point.text for one in taught], query)
        same = [
            max(self._vectors.likeness([one.question, one.point.follow_up or one.question], query)) for one in taught
        ]
        best = max(range(len(taught)), key=lambda at: near[at] + same[at])
        text = taught[best].point.text
        least = max((one.likeness for one in scored if one.lead > 0), default=0.0)
        stands = not POINTS_BACK.match(text) and not re.match(r"(?:I|My|We)\b", text)
        both = wording.kind is not Kind.COMPARISON or all(side & content_stems(text) for side in sides(wording.meant))
        if not both or not stands or same[best] < SAME_QUESTION or near[best] < least:
            return []
        section = source.section
        return [Told(text, section.document, section.start, section.end, is_prepared=True)]

    def _says(self, opening: Sequence[Told], one: Scored) -> bool:
        if not opening:
            return False
        return bool((self._vectors.of([told.text for told in opening]) @ one.vector).max() >= SAME)

    def _more(
        self, wording: Wording, candidates: Sequence[Candidate], told: Sequence[Scored], query: Vectors, room: int
    ) -> list[Scored]:
        """Pieces of the next sections: what a comparison lacks a side of, or where the first section is short."""
        first, *rest = candidates
        if asked_terms(wording.meant):
            # After what says what the term is the rest of its document comes first.
            rest.sort(key=lambda one: (one.document.id != first.document.id, -one.worth))
        words = sum(one.piece.words for one in told)
        best = max((one.likeness for one in told), default=0.0)
        found: list[Scored] = []
        if wording.kind is Kind.COMPARISON:
            for side in sides(wording.meant):
                if side & frozenset().union(*(content_stems(one.piece.text) for one in (*told, *found))):
                    continue
                holding = [one for source in rest[:4] for one in self._scored(wording, source, query)
                           if side & content_stems(one.piece.text) and one.lead > 0]  # fmt: skip
                if holding:
                    found.append(max(holding, key=lambda one: one.lead))
        if words < FEW_WORDS and rest and rest[0].worth >= NEXT_SECTION * first.worth:
            scored = self._scored(wording, rest[0], query)
            room -= words + sum(one.piece.words for one in found)
            for one in sorted(scored, key=lambda one: -one.lead)[:2]:
                is_new = not any(float(one.vector @ other.vector) >= SAME for other in (*told, *found))
                if one.piece.words <= room and one.lead > 0 and one.likeness >= LEAST_SHARE * best and is_new:
                    found.append(one)
                    room -= one.piece.words
        return found


def _are_even(first: Candidate, second: Candidate) -> bool:
    """Whether two sections of a document have the same to say for themselves."""
    return first.document.id == second.document.id and second.worth >= EVEN * first.worth


def _told(one: Scored) -> list[Told]:
    document = one.source.document.id
    return [
        Told(text, document, *span, is_prepared=one.piece.is_table)
        for text, span in zip(one.piece.sentences, one.piece.spans, strict=True)
    ]


def _named(wording: Wording, found: Sequence[Piece]) -> dict[int, float]:
    """The share of the query's words that each paragraph holds, 0..1."""
    asked = content_stems(wording.meant)
    texts: dict[int, str] = {}
    for piece in found:
        texts[piece.paragraph] = f"{texts.get(piece.paragraph, '')} {piece.text}"
    return {number: len(asked & content_stems(text)) / max(len(asked), 1) for number, text in texts.items()}


def _has_shape(text: str, kind: Kind) -> bool:
    if kind is Kind.NUMBER:
        return NUMBER.search(text) is not None
    return kind is Kind.WHY and REASON.search(text) is not None


def _defines(piece: Piece, terms: Sequence[Term], source: Candidate, at: int) -> int:
    if not terms:
        return 0
    statement = Statement(piece.sentences, tuple(range(len(piece.sentences))), source.section.heading, at == 0)
    return max(term.defined_by(statement) for term in terms)
