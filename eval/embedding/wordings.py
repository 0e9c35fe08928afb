"""What teaches the embedder: how people ask for a prepared answer, and the stretches of notes that it stands on.

Decides which questions there are (the wordings of corpus/answers and those of eval/cases/embedder), what answers each,
and which notes are held out, so that what is learned is measured on notes that taught nothing.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from app.answering.index_opening import open_retriever
from app.settings import Settings
from ingest.bank.answers import PreparedAnswer
from ingest.embedding.embedder import Embedder, Vectors, as_far_as_read
from ingest.index.passages import PassageReader
from ingest.passages.windows import Reading, WindowSettings, window_texts

WORDINGS = Path(__file__).parents[1] / "cases" / "embedder"
# One note in so many is held out.
HELD_OUT = 10
# Sentences of an answer whose stretch of the note is taught.
SENTENCES = 3


class Wordings(BaseModel):
    """Further wordings of one prepared answer: that of `document` which is asked as `answer` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    answer: str
    asked: tuple[str, ...]


@dataclass(frozen=True)
class Questions:
    """Questions and what answers them.

    `wordings`: every question; `answer_of`, int64 (questions,): its row in `answers`; `written`, bool (questions,): it
    is of eval/cases/embedder and no wording that the index holds. `windows`: the narrow windows of all passages, as
    they are embedded; `windows_of`: for each answer the rows of those that it stands on.
    """

    answers: Sequence[PreparedAnswer]
    wordings: Sequence[str]
    answer_of: np.ndarray
    written: np.ndarray
    windows: Sequence[str]
    windows_of: Sequence[Sequence[int]]

    def held_out(self) -> np.ndarray:
        """Which answers are of a held-out note: bool (answers,)."""
        return np.array([is_held_out(answer.document) for answer in self.answers])


def is_held_out(document: str) -> bool:
    """Whether a note teaches nothing; by a hash of its id, so that new notes change no other's side."""
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % HELD_OUT == 0


def read_wordings(folder: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """The further wordings by document and first wording of the answer that they ask for."""
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            one = Wordings.model_validate(json.loads(line))
            found[one.document, one.answer] = one.asked
    return found


def read_questions(settings: Settings, embedder: Embedder) -> Questions:
    """The questions of the corpus of `settings`; `embedder` finds the stretch nearest to each sentence."""
    index = open_retriever(settings, embedder).index
    answers = index.answers.answers
    further = read_wordings(WORDINGS)
    asked = [
        (wording, row, is_written)
        for row, answer in enumerate(answers)
        for wordings, is_written in ((answer.asked, False), (further.get((answer.document, answer.asked[0]), ()), True))
        for wording in wordings
    ]
    windows, passage_of = _windows(index.texts, embedder)
    wordings, answer_of, written = zip(*asked, strict=True)
    return Questions(
        answers=answers,
        wordings=wordings,
        answer_of=np.array(answer_of),
        written=np.array(written),
        windows=windows,
        windows_of=_stood_on(answers, index.texts, embedder, windows, passage_of),
    )


def _windows(texts: PassageReader, embedder: Embedder) -> tuple[list[str], list[int]]:
    reading = Reading(embedder.piece_offsets, embedder.passage_pieces, embedder.max_pieces)
    windows: list[str] = []
    passage_of: list[int] = []
    for row, passage in enumerate(texts.all()):
        found = window_texts(passage.text, passage.title, passage.headings, reading, WindowSettings())
        # The first of several is the wide one, four times as long.
        narrow = found[1:] or found
        windows += narrow
        passage_of += [row] * len(narrow)
    return windows, passage_of


def _stood_on(
    answers: Sequence[PreparedAnswer],
    texts: PassageReader,
    embedder: Embedder,
    windows: Sequence[str],
    passage_of: Sequence[int],
) -> list[list[int]]:
    vectors = embedder.encode(windows)
    sentences = [one for answer in answers for one in answer.sentences[:SENTENCES]]
    said = iter(embedder.encode([as_far_as_read(one.text, embedder) for one in sentences]))
    within = _windows_of_documents(texts, passage_of)
    return [
        list(
            dict.fromkeys(
                _nearest(within, texts, one.section, vectors, next(said)) for one in answer.sentences[:SENTENCES]
            )
        )
        for answer in answers
    ]


Within = Mapping[str, Sequence[tuple[int, int, int]]]


def _windows_of_documents(texts: PassageReader, passage_of: Sequence[int]) -> Within:
    """The windows of each document, each with where its passage begins and ends."""
    passages = texts.all()
    within: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row, passage in enumerate(passage_of):
        within[passages[passage].document].append((row, passages[passage].start, passages[passage].end))
    return within


def _nearest(within: Within, texts: PassageReader, section: str, vectors: Vectors, said: Vectors) -> int:
    document, _, anchor = section.partition("#")
    found = texts.section(document, anchor)
    rows = [row for row, start, end in within[document] if found is None or (start < found.end and end > found.start)]
    return rows[int((vectors[rows] @ said).argmax())]
