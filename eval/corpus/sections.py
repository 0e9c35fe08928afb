"""Does the section that a key point names really teach it? Found by search from the point inside its note.

Decides how near a section is to what a point says, and when another section of the note is so much
nearer that the point must name the wrong one. What is done about it is in check.py.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.bank.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING
from ingest.documents.document import Document
from ingest.embedding.embedder import Embedder, Vectors
from ingest.index.bm25 import telling
from ingest.passages.section import Section
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
class Wordings:
    """What a point says, in each of its wordings: vectors, float32 (n, dimension), and stemmed words.

    The vectors' rows are L2-normalised.
    """

    vectors: Vectors
    words: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Note:
    """The sections of a document that are held against points, in pieces.

    `vectors`: float32 (pieces, dimension), rows L2-normalised, section by section; `starts`: the first piece of each
    section; `holding`: the pieces that hold a stem.
    """

    sections: tuple[Section, ...]
    vectors: Vectors
    starts: tuple[int, ...]
    holding: Mapping[str, NDArray[np.int64]]

    def nearness(self, said: Wordings) -> dict[str, float]:
        """For each section, by its anchor, the best of any of its pieces with any wording, -0.7..1."""
        cosines = self.vectors @ said.vectors.T
        shared = np.zeros(cosines.shape)
        for column, words in enumerate(said.words):
            for word in words & self.holding.keys():
                shared[self.holding[word], column] += 1
        shares = shared / np.array([max(len(words), 1) for words in said.words])
        best = ((1 - WORD_SHARE) * cosines + WORD_SHARE * shares).max(1)
        nearest = np.maximum.reduceat(best, self.starts).tolist()
        return dict(zip((section.anchor for section in self.sections), nearest, strict=True))


class Misplaced(NamedTuple):
    """What is wrong with a point's section and what to do. `is_measured`: only by the nearness of texts."""

    problem: str
    do: str
    is_measured: bool = False


def misplaced(note: Note | None, anchor: str, said: Wordings) -> Misplaced | None:
    """What is wrong with a point's section; None where nothing is."""
    there = () if note is None else note.sections
    named = next((section for section in there if section.anchor == anchor), None)
    if named is None or note is None:
        return Misplaced("is not there", "name a heading of a note that is")
    if named.heading == WRONG_ANSWERS_HEADING:
        return Misplaced("lists wrong answers", "name the section that explains it")
    near = note.nearness(said)
    rivals = [section for section in note.sections if _is_rival(section, named)]
    best, nearest = max(((near[section.anchor], section.anchor) for section in rivals), default=(0.0, ""))
    here = near[anchor]
    if best > here + MARGIN:
        told = f"is at {here:.2f}, #{nearest} of the note at {best:.2f}"
        return Misplaced(told, "name that one or teach it here", is_measured=True)
    if here < LEAST_NEARNESS:
        told = f"does not speak of it (nearest at {here:.2f})"
        return Misplaced(told, "teach it there or name another section", is_measured=True)
    return None


def notes_of(documents: Sequence[Document], named: Collection[str], embedder: Embedder) -> dict[str, Note]:
    """The documents by their ids, with the sections that are `named`, as "document#anchor", and their rivals.

    What no point is held against is not embedded: that a note as a whole is a section too made it twice the work.
    """
    by_id = {document.id: document for document in documents}
    found: dict[str, list[Section]] = {}
    for section in _needed(list(sections(documents)), named):
        found.setdefault(section.document, []).append(section)
    cut = {
        name: [_cut(by_id[name].text[section.start : section.end], embedder) for section in there]
        for name, there in found.items()
    }
    together = wordings_of([[piece for pieces in parts for piece in pieces] for parts in cut.values()], embedder)
    return {name: _note(found[name], cut[name], pieces) for name, pieces in zip(found, together, strict=True)}


def wordings_of(groups: Sequence[Sequence[str]], embedder: Embedder) -> list[Wordings]:
    """The texts of each group, embedded at once."""
    if not groups:
        return []
    texts = [text for group in groups for text in group]
    ends = np.cumsum([len(group) for group in groups])
    words = [frozenset(telling(text)) for text in texts]
    vectors = np.split(embedder.encode(texts), ends[:-1])
    return [
        Wordings(vector, tuple(words[end - len(group) : end]))
        for group, vector, end in zip(groups, vectors, ends, strict=True)
    ]


def _is_rival(section: Section, named: Section) -> bool:
    """Whether a section can be held against the one that is named: neither stands inside the other.

    What stands among probes and wrong answers says a bit of everything, so it is no rival.
    """
    is_aside = section.heading in (PROBES_HEADING, WRONG_ANSWERS_HEADING)
    return not is_aside and not (section.start < named.end and named.start < section.end)


def _needed(found: Sequence[Section], named: Collection[str]) -> Iterator[Section]:
    """The sections that are named, and those that are rivals of one."""
    asked: dict[str, list[Section]] = {}
    for section in found:
        if f"{section.document}#{section.anchor}" in named:
            asked.setdefault(section.document, []).append(section)
    for section in found:
        there = asked.get(section.document, [])
        if section in there or any(_is_rival(section, one) for one in there):
            yield section


def _cut(body: str, embedder: Embedder) -> list[str]:
    return [body[start:end] for start, end in windows(body, embedder.piece_offsets, PIECES)]


def _note(there: Sequence[Section], cut: Sequence[Sequence[str]], pieces: Wordings) -> Note:
    holding: dict[str, list[int]] = {}
    for row, words in enumerate(pieces.words):
        for word in words:
            holding.setdefault(word, []).append(row)
    starts = np.cumsum([0, *(len(part) for part in cut[:-1])]).tolist()
    return Note(tuple(there), pieces.vectors, tuple(starts), {word: np.array(rows) for word, rows in holding.items()})
