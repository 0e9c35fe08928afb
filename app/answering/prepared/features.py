"""What speaks for a stretch and for each of its pieces, as numbers.

Decides which signs of an answer are looked at; how much each weighs is fitted from questions whose pieces were chosen
by hand (`coach fit answers`) and applied by selection.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.answering.definitions import Term, asked_terms
from app.answering.prepared.section_text import Piece
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.prepared.stretches import Stretch, StretchReader
from app.answering.prepared.wording import Wording
from app.answering.statements import Statement
from ingest.embedding.embedder import Vectors
from ingest.index.search import Hit
from ingest.language.content_words import content_stems

Floats = NDArray[np.float64]

# Passages whose sections are looked at, and the most stretches of them.
MOST_PASSAGES, MOST_STRETCHES = 10, 16
OF_STRETCH = ("score", "closeness", "words", "asked", "heading", "nearest piece", "rank", "named", "defines")
OF_PIECE = (
    "cosine", "above mean", "first", "leads", "place", "length", "number", "reason", "heading", "point", "defines",
    "table", "after code",
)  # fmt: skip
OF_ANSWER = ("evidence", "closeness", "words", "asked", "nearest piece", "defines", "stems", "unknown")
NUMBER = re.compile(r"\d|\b(?:three|four|five|six|seven|eight|nine|ten|twice|half|hundred|thousand|million)\b", re.I)
REASON = re.compile(r"\b(?:because|since|so that|therefore|hence|why|reason|as (?:it|they|the)|which makes|so)\b", re.I)
ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|long|big|large|often|far|high|low)\b|\bwhat (?:loss|size|number|share|percentage)\b", re.I
)
ASKS_WHY = re.compile(r"\bwhy\b|\bhow come\b|\breasons? (?:for|why)\b", re.I)
# The plainest definition (Term.defined_by), and how much plainer it is where a section begins with it.
MOST_PLAIN, LEADS = 3, 1.5


@dataclass(frozen=True)
class Near:
    """A stretch near to a question: `of_stretch` float64 (OF_STRETCH,), `of_pieces` float64 (pieces, OF_PIECE)."""

    stretch: Stretch
    hit: Hit
    of_stretch: Floats
    of_pieces: Floats


class Features:
    """Describes what was found in one index."""

    def __init__(self, stretches: StretchReader, shelf: Shelf, vectors: TextVectors) -> None:
        """Take what the index holds and what is prepared for it."""
        self._stretches, self._shelf, self._vectors = stretches, shelf, vectors

    def near(self, wording: Wording, hits: Sequence[Hit]) -> list[Near]:
        """The stretches of the sections that the best hits stand in, in their order."""
        query = self._vectors.query(wording.meant)
        stems = content_stems(wording.meant)
        terms = asked_terms(wording.meant, wording.own)
        found = []
        for stretch, hit in self._stretches.near(hits[:MOST_PASSAGES])[:MOST_STRETCHES]:
            texts = [piece.text for piece in stretch.pieces]
            vectors = self._vectors.of(texts)
            of_pieces = self._of_pieces(wording.meant, stretch, vectors, query, terms)
            asked = max(self._vectors.likeness(self._shelf.asked(stretch.key), query), default=0.0)
            of_stretch = np.array(
                [
                    hit.score,
                    hit.vector,
                    hit.words,
                    asked * asked,
                    self._vectors.likeness([stretch.heading], query)[0],
                    float((vectors @ query).max()),
                    1 / hit.rank,
                    len(stems & content_stems(f"{stretch.heading} {' '.join(texts)}")) / max(len(stems), 1),
                    float(of_pieces[:, OF_PIECE.index("defines")].max()),
                ]
            )
            found.append(Near(stretch, hit, of_stretch, of_pieces))
        return found

    def _of_pieces(
        self, asked: str, stretch: Stretch, vectors: Vectors, query: Vectors, terms: Sequence[Term]
    ) -> Floats:
        cosines = vectors @ query
        points = [one.point.text for one in self._shelf.taught(stretch.key)]
        near_points = (vectors @ self._vectors.of(points).T).max(axis=1) if points else cosines
        headings = vectors @ self._vectors.of([stretch.heading])[0]
        wants_number, wants_reason = ASKS_NUMBER.search(asked) is not None, ASKS_WHY.search(asked) is not None
        count = len(stretch.pieces)
        return np.array(
            [
                [
                    cosines[at],
                    cosines[at] - cosines.mean(),
                    at == 0,
                    piece.leads,
                    at / count,
                    np.log1p(piece.words),
                    wants_number and NUMBER.search(piece.text) is not None,
                    wants_reason and REASON.search(piece.text) is not None,
                    headings[at],
                    near_points[at],
                    _defines(piece, terms, stretch.section.heading, at),
                    piece.is_table,
                    piece.is_after_code,
                ]
                for at, piece in enumerate(stretch.pieces)
            ],
            dtype=np.float64,
        )


def _defines(piece: Piece, terms: Sequence[Term], heading: str, at: int) -> float:
    """How plainly a piece says what one of the terms is, 0..1: most plainly where its section begins with it."""
    if not terms:
        return 0.0
    statement = Statement(piece.sentences, tuple(range(len(piece.sentences))), heading, at == 0)
    most = max(term.defined_by(statement) for term in terms)
    return ((most + LEADS * (at == 0)) / (MOST_PLAIN + LEADS)) ** 2 if most else 0.0
