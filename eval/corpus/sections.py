"""Does the section that a key point names really teach it? Found by search from the point inside its note.

Decides how near a section is to what a point says, and when another section of the note is so much
nearer that the point must name the wrong one. What is done about it is in corpus_check.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.bank.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING
from ingest.documents.document import Document
from ingest.embedding.embedder import Embedder, Vectors
from ingest.index.bm25 import telling
from ingest.index.passages import Section
from ingest.passages.windows import WindowSettings, windows
from ingest.pipeline.steps import sections

# A section is held against a point in pieces of this many word pieces, about a sentence: in windows of 64 another
# section was nearer for 58 of 1,411 points, nearly all of them in the right place.
PIECES = WindowSettings(pieces=32, overlap=16, wide=0)
# How near a piece is to a wording: its cosine, and the share of the wording's words that it holds.
WORD_SHARE = 0.3
# How much nearer another section of the note may be, and the least nearness to the one that is named. At both bounds
# about one in a hundred of the first 1,411 points was listed, and most of them were at fault.
MARGIN = 0.1
LEAST_NEARNESS = 0.25


@dataclass(frozen=True)
class Pieces:
    """Short stretches of text: their vectors, float32 (n, dimension), rows L2-normalised, and their stemmed words."""

    vectors: Vectors
    words: tuple[frozenset[str], ...]

    def nearness(self, wordings: "Pieces") -> float:
        """The best of any piece with any wording, -0.7..1."""
        shares = [[len(held & said) / max(len(said), 1) for said in wordings.words] for held in self.words]
        cosines = self.vectors @ wordings.vectors.T
        return float(((1 - WORD_SHARE) * cosines + WORD_SHARE * np.array(shares)).max())


@dataclass(frozen=True)
class Part:
    """A section of a document, in pieces."""

    section: Section
    pieces: Pieces

    def overlaps(self, other: "Part") -> bool:
        """Whether one of the two stands inside the other."""
        return self.section.start < other.section.end and other.section.start < self.section.end


def misplaced(parts: Sequence[Part], anchor: str, said: Pieces) -> tuple[str, str] | None:
    """What is wrong with a point's section and what to do; None where nothing is."""
    named = next((part for part in parts if part.section.anchor == anchor), None)
    if named is None:
        return "is not there", "name a heading of a note that is"
    if named.section.heading == WRONG_ANSWERS_HEADING:
        return "lists wrong answers", "name the section that explains it"
    here = named.pieces.nearness(said)
    # What stands among probes and wrong answers says a bit of everything, so it is no rival.
    aside = (PROBES_HEADING, WRONG_ANSWERS_HEADING)
    rivals = [part for part in parts if part.section.heading not in aside and not part.overlaps(named)]
    there, nearest = max(((part.pieces.nearness(said), part.section.anchor) for part in rivals), default=(0.0, ""))
    if there > here + MARGIN:
        return f"is at {here:.2f}, #{nearest} of the note at {there:.2f}", "name that one or teach it here"
    if here < LEAST_NEARNESS:
        return f"does not speak of it (nearest at {here:.2f})", "teach it there or name another section"
    return None


def parts_of(documents: Sequence[Document], embedder: Embedder) -> dict[str, list[Part]]:
    """The sections of each document, by its id."""
    by_id = {document.id: document for document in documents}
    found = list(sections(documents))
    bodies = [by_id[section.document].text[section.start : section.end] for section in found]
    cut = [[body[start:end] for start, end in windows(body, embedder.piece_offsets, PIECES)] for body in bodies]
    parts: dict[str, list[Part]] = {}
    for section, pieces in zip(found, in_pieces(cut, embedder), strict=True):
        parts.setdefault(section.document, []).append(Part(section, pieces))
    return parts


def in_pieces(groups: Sequence[Sequence[str]], embedder: Embedder) -> list[Pieces]:
    """The texts of each group as pieces, embedded at once."""
    if not groups:
        return []
    texts = [text for group in groups for text in group]
    ends = np.cumsum([len(group) for group in groups])
    words = [frozenset(telling(text)) for text in texts]
    vectors = np.split(embedder.encode(texts), ends[:-1])
    return [
        Pieces(vector, tuple(words[end - len(group) : end]))
        for group, vector, end in zip(groups, vectors, ends, strict=True)
    ]
