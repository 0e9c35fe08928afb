"""The pieces of a section with what each is worth -> those that are told, in their order. Pure.

Decides which piece comes first, what is left out of a section that is too long, and that the rest keeps its order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from app.answering.prepared.choosing import Candidate
from app.answering.prepared.section_text import Piece
from app.answering.wording import Kind, Wording
from ingest.embedding.embedder import Vectors

# Another piece comes first only if it answers this much better; of a term that the first defines, much better.
MOVED, MOVED_OF_TERM = 0.03, 0.25
# Of pieces that answer as well as this the earlier one comes first.
AS_GOOD = 0.03
# What is gained by a word: nothing where its piece has no more value than this.
WORTHLESS, WORTH_OF_WORDS = 0.15, 0.65
NUMBER = re.compile(r"\d|\b(?:three|four|five|six|seven|eight|nine|ten|twice|half|hundred|thousand|million)\b", re.I)


@dataclass(frozen=True)
class Scored:
    """A piece with its place in the section, what it is worth, and how well it would come first.

    `likeness`: its cosine with the query; `vector` float32 (dimension,).
    """

    piece: Piece
    at: int
    value: float
    lead: float
    likeness: float
    vector: Vectors
    source: Candidate


def arranged(
    wording: Wording, scored: Sequence[Scored], room: int, *, is_term: bool, has_opening: bool
) -> list[Scored]:
    """The pieces of a section that are told, in their order."""
    most = max(one.lead for one in scored)
    lead = next(one for one in scored if one.lead >= most - AS_GOOD)
    margin = MOVED_OF_TERM if is_term else MOVED
    if wording.kind is Kind.NUMBER and not NUMBER.search(scored[0].piece.sentences[0]):
        margin = 0.0
    if has_opening or (scored[0].lead > 0 and lead.lead < scored[0].lead + margin):
        lead = scored[0]
    kept = _kept(scored, room, lead)
    at = next((at for at, one in enumerate(kept) if one.at == lead.at), 0)
    return _ordered(kept, at, is_term=is_term)


def _kept(scored: Sequence[Scored], room: int, lead: Scored) -> list[Scored]:
    """Of all ways to leave out pieces, or the ends of pieces, the one that keeps most worth in `room` words.

    `lead` stays whole. A piece is worth its value for each of its words, a little less for long ones.
    """
    kept = [one for one in scored if one is lead or not one.piece.is_loose]
    room = max(room, lead.piece.words)
    if sum(one.piece.words for one in kept) <= room:
        return kept
    room -= lead.piece.words
    # By words used beside the lead: what is gained, and how many sentences of each piece are told.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for one in kept:
        lengths = [0, *accumulate(len(sentence.split()) for sentence in one.piece.sentences)]
        options = [len(lengths) - 1] if one is lead else range(len(lengths))
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for used, (gain, told) in best.items():
            for count in options:
                words = used + (0 if one is lead else lengths[count])
                more = gain + max(one.value - WORTHLESS, 0.0) * lengths[count] ** WORTH_OF_WORDS
                if words <= room and more > longer.get(words, (-1.0, ()))[0]:
                    longer[words] = (more, (*told, count))
        best = longer
    _, told = max(best.values(), default=(0.0, ()))
    return [_cut(one, count) for one, count in zip(kept, told, strict=False) if count] or [lead]


def _cut(one: Scored, count: int) -> Scored:
    piece = one.piece
    return replace(one, piece=replace(piece, sentences=piece.sentences[:count], spans=piece.spans[:count]))


def _ordered(kept: Sequence[Scored], lead: int, *, is_term: bool) -> list[Scored]:
    """The piece at `lead` first, of a term with the rest of its paragraph; then the others in the section's order."""
    first = kept[lead]
    own = [one for one in kept if is_term and one.piece.paragraph == first.piece.paragraph and one is not first]
    return [first, *own, *(one for one in kept if one is not first and one not in own)]
