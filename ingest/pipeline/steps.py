"""Documents -> what goes into an index: passages, windows to embed, words to search, sections, questions.

Decides what is made anew and what of the index that is replaced is kept (reuse.py). How it lies on disk is for
ingest/index.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ingest.bank.answers import PreparedAnswer
from ingest.bank.document_questions import not_asked_in, questions_of
from ingest.bank.phrasings import Phrasings, asked_for
from ingest.documents.anchors import anchors
from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind, heading_name
from ingest.embedding.embedder import Embedder, Progress, Vectors, as_far_as_read
from ingest.passages.section import Section
from ingest.passages.split import Passage, SplitSettings, split
from ingest.passages.token_counts import count_tokens
from ingest.passages.windows import Reading, WindowSettings, breadcrumb, window_texts
from ingest.pipeline.reuse import Kept, embedded


@dataclass(frozen=True)
class BuildSettings:
    """How documents become passages and windows; kept in the manifest."""

    split: SplitSettings = field(default_factory=SplitSettings)
    window: WindowSettings = field(default_factory=WindowSettings)

    def as_json(self) -> Any:
        """As they come back out of a manifest."""
        return json.loads(json.dumps(asdict(self)))


@dataclass(frozen=True)
class Loaded:
    """Documents that are read already; `digest` tells their files apart, empty where they come from none.

    `passages` are theirs, cut in another way than by split.py: `coach eval chunking` compares them.
    `phrasings`: how people ask for their sections; `answers`: what is prepared for that. `kept`: of the index that is
    replaced; None looks for it.
    """

    documents: list[Document]
    digest: str = ""
    passages: list[Passage] | None = None
    phrasings: Phrasings = field(default_factory=dict)
    answers: Sequence[PreparedAnswer] = ()
    kept: Kept | None = None


class Content:
    """What goes into an index of `loaded` documents; each passage has one or more windows, in one row each.

    `asked_for`: the phrasings of each passage; `unknown_sections`: those that have phrasings or answers and are not
    there; `not_asked`: what looks like a question and became none.
    """

    def __init__(self, loaded: Loaded, embedder: Embedder, settings: BuildSettings, kept: Kept) -> None:
        self.documents = loaded.documents
        self.sections = list(sections(loaded.documents))
        self.questions = questions_of(loaded.documents)
        self.not_asked = tuple(one for document in loaded.documents for one in not_asked_in(document))
        self.passages: list[Passage] = loaded.passages or [
            passage
            for item in loaded.documents
            for passage in kept.passages_of(item) or split(item, count_tokens, settings.split)
        ]
        self._embedder = embedder
        self._window = settings.window
        self.asked_for = asked_for(self.passages, self.sections, loaded.phrasings)
        there = {f"{section.document}#{section.anchor}" for section in self.sections}
        named = [*loaded.phrasings, *(one.section for answer in loaded.answers for one in answer.sentences)]
        self.unknown_sections = tuple(section for section in dict.fromkeys(named) if section not in there)
        # One that has lost a sentence with its section may have lost the one that answers.
        self.answers = [one for one in loaded.answers if all(said.section in there for said in one.sentences)]
        self._wordings = [wording for answer in self.answers for wording in answer.asked]
        self._known_wordings = kept.wordings
        before = [kept.vectors.get(embedded(passage)) for passage in self.passages]
        self._known = [
            kept.made.get(embedded(passage)) if old is None else old
            for old, passage in zip(before, self.passages, strict=True)
        ]
        reading = Reading(embedder.piece_offsets, embedder.passage_pieces, embedder.max_pieces)
        self._new = {
            row: window_texts(passage.text, passage.title, passage.headings, reading, settings.window)
            for row, passage in enumerate(self.passages)
            if self._known[row] is None
        }
        self._counts = [len(self._new[row] if old is None else old) for row, old in enumerate(self._known)]
        self._new_windows = sum(count for count, old in zip(self._counts, before, strict=True) if old is None)

    @property
    def windows(self) -> int:
        """How many windows there are."""
        return sum(self._counts)

    @property
    def new_windows(self) -> int:
        """How many of them were not in the index that is replaced."""
        return self._new_windows

    @property
    def passage_of_window(self) -> list[int]:
        """The row of the passage of each window, ascending."""
        return np.repeat(np.arange(len(self.passages)), self._counts).tolist()

    def words(self) -> Iterator[str]:
        """What is searched by words, one text a passage: its headings, itself, and how people ask for its section."""
        for passage, asked in zip(self.passages, self.asked_for, strict=True):
            crumbs = [breadcrumb(passage.title, passage.headings)] if self._window.breadcrumbs else []
            yield "\n".join((*crumbs, passage.text, *asked))

    def vectors(self, progress: Progress | None) -> tuple[Vectors, Vectors]:
        """Vectors of all windows, and of the wordings of prepared answers; only new ones are embedded.

        Both float32 (texts, dimension), rows L2-normalised.
        """
        vectors = np.empty((self.windows, self._embedder.dimension), dtype=np.float32)
        ends = np.cumsum(self._counts).tolist()
        unknown: list[int] = []
        for old, end, count in zip(self._known, ends, self._counts, strict=True):
            if old is None:
                unknown += range(end - count, end)
            else:
                vectors[end - count : end] = old
        texts = [text for texts in self._new.values() for text in texts]
        wordings = [wording for wording in dict.fromkeys(self._wordings) if wording not in self._known_wordings]
        known = dict(self._known_wordings)
        cut = [as_far_as_read(wording, self._embedder) for wording in wordings]
        if texts or wordings:
            embedded_now = self._embedder.encode([*texts, *cut], progress)
            vectors[unknown] = embedded_now[: len(texts)]
            known.update(zip(wordings, embedded_now[len(texts) :], strict=True))
        of_wordings = [known[wording] for wording in self._wordings]
        empty = np.empty((0, self._embedder.dimension), dtype=np.float32)
        return vectors, np.stack(of_wordings) if of_wordings else empty


def sections(documents: Iterable[Document]) -> Iterable[Section]:
    """Each heading with what stands below it, down to the next heading of its level or a higher one."""
    for document in documents:
        anchor_at = anchors(document)
        headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
        for block, end in zip(headings, _ends(headings, document.blocks[-1].end), strict=True):
            name = heading_name(document.text[block.start : block.end])
            yield Section(document.id, anchor_at[block.start], name, block.start, end)


def _ends(headings: Sequence[Block], last: int) -> list[int]:
    """Where what stands below each heading ends: at the next one that is not below it.

    Looked for anew from each heading, a file of 100,000 of them took minutes.
    """
    ends = [last] * len(headings)
    # Those that are still open, each below the one before.
    above: list[int] = []
    for position, block in enumerate(headings):
        while above and headings[above[-1]].level >= block.level:
            ends[above.pop()] = block.start
        above.append(position)
    return ends
