"""What was found -> the sentences of the answer.

Decides that an answer stays short, in which order its pieces are told, and that a question which the note itself asks
is answered by what stands there. What a piece is to the question is for selection.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.prepared.features import Near
from app.answering.prepared.section_text import Piece, is_probes, probes
from app.answering.prepared.selection import Chosen, Selection, beside, leading
from app.answering.prepared.shelf import TextVectors
from app.answering.prepared.wording import Wording
from ingest.index.passages import PassageReader

MOST_WORDS = 130
# A question of the note nearer than this to the query is the same question.
SAME_QUESTION = 0.685


@dataclass(frozen=True)
class Told:
    """A sentence of an answer and where it stands: characters [start, end) of its document.

    `is_prepared`: it is no sentence of the passage but the rows of a table.
    """

    text: str
    document: str
    start: int
    end: int
    is_prepared: bool = False


def tell(near: Sequence[Near], selection: Selection, most_words: int = MOST_WORDS) -> list[Told]:
    """The sentences of the answer, in their order; none where nothing that was found can come first."""
    lead = leading(near, selection)
    if lead is None:
        return []
    words = _piece(near, lead).words
    chosen = []
    for one in beside(near, lead, selection):
        more = _piece(near, one).words
        if one.likelihood >= selection.least_told and words + more <= most_words:
            chosen.append(one)
            words += more
    # Its own section goes on from the lead; what another one adds comes after that.
    key = near[lead.stretch].stretch.key
    chosen.sort(key=lambda one: (near[one.stretch].stretch.key != key, one.stretch, one.piece))
    return [
        told for one in (lead, *chosen) for told in told_of(_piece(near, one), near[one.stretch].stretch.document.id)
    ]


def probed(wording: Wording, documents: Sequence[str], texts: PassageReader, vectors: TextVectors) -> list[Told]:
    """The answer to the question of these documents that is the same as the query, where there is one."""
    asked = [
        (document, probe)
        for document in documents
        for section in texts.sections(document)
        if is_probes(section.heading) and (stored := texts.document(document)) is not None
        for probe in probes(stored.text, section.start, section.end)
    ]
    if not asked:
        return []
    near = vectors.likeness([probe.question for _, probe in asked], vectors.query(wording.meant))
    best = max(range(len(near)), key=near.__getitem__)
    document, probe = asked[best]
    return told_of(probe.answer, document) if near[best] >= SAME_QUESTION else []


def told_of(piece: Piece, document: str) -> list[Told]:
    """The sentences of a piece."""
    return [
        Told(text, document, *span, is_prepared=piece.is_table)
        for text, span in zip(piece.sentences, piece.spans, strict=True)
    ]


def _piece(near: Sequence[Near], chosen: Chosen) -> Piece:
    return near[chosen.stretch].stretch.pieces[chosen.piece]
