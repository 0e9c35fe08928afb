"""`coach eval answers`: whether an answer tells what a good short answer tells.

Decides what is counted of an answer: whether it was refused, whether its first sentence answers, which of the facts of
the case it tells, whether its sentences hold together, and when that makes it good. A rule is no reader: beside these
figures stand those of answers that were read one by one (eval/cases/ask/README.md).
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from app.answering.cited_answer import Answer, Sentence
from app.answering.statements import POINTS_BACK
from app.reading.outcome import STATES, Excerpt, PointState
from app.reading.reader import Reader
from eval.figures.agreement import Figure
from eval.figures.intervals import mean, shown, table
from ingest.language.content_words import content_stems

Ask = Callable[[str, Sequence[str]], Answer]
Progress = Callable[[int, int], None]
# A good answer tells at least this share of the facts.
ENOUGH = 2 / 3
# A fact is told where the reader finds it and this share of its words is there, or where nearly all its words are.
READ, READ_WORDS, WORDS = 0.5, 0.3, 0.7
# A first sentence answers where it shares this much with the question or with a fact.
DIRECT = 0.34
MOST_WORDS = 150
MET = STATES.index(PointState.MET)
LOOSE = re.compile(r"^[a-z]|:$|^#|\bas (?:shown )?(?:above|below)\b")


class Case(BaseModel):
    """A question with the facts that a good short answer states; none where the corpus does not answer it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    query: str
    kind: str
    answerable: bool
    facts: tuple[str, ...]
    sections: tuple[str, ...]
    before: tuple[str, ...] = Field(default=(), description="the questions of the conversation before it")


@dataclass(frozen=True)
class Judged:
    """One answer. `facts`: the share of the case's facts that are told, 0..1; None where nothing has to be told."""

    case: Case
    answer: Answer
    is_direct: bool
    is_coherent: bool
    facts: float | None

    @property
    def is_refused(self) -> bool:
        """Whether nothing was answered."""
        return not self.answer.sentences

    @property
    def is_good(self) -> bool:
        """Whether it is what a good short answer is."""
        return not self.is_refused and self.is_direct and self.is_coherent and (self.facts or 0.0) >= ENOUGH


@dataclass(frozen=True)
class Row:
    """One answer as it is kept with the figures. `facts`: the share that is told, None where nothing has to be."""

    id: str
    is_refused: bool
    is_direct: bool
    is_coherent: bool
    facts: float | None
    answer: str


@dataclass(frozen=True)
class Report:
    """What was measured, as figures over cases, all and by their kind, and each answer."""

    answered_by: str
    figures: tuple[Figure, ...]
    by_kind: tuple[Figure, ...]
    answers: tuple[Row, ...]

    def render(self) -> str:
        """A text table, in per cent with 95 % intervals."""
        rows = [[figure.name, shown(figure)] for figure in (*self.figures, *self.by_kind)]
        return table([f"answers, {self.answered_by}, {len(self.answers)} questions", "%"], rows)

    def as_json(self) -> str:
        """The figures and each answer."""
        return json.dumps(asdict(self), ensure_ascii=False)


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, one JSON object a line."""
    return [Case.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def evaluate(
    cases: Sequence[Case], ask: Ask, reader: Reader | None, tutor: str, told: Progress = lambda _, __: None
) -> Report:
    """Ask every question and judge the answers; without a reader facts are counted by their words alone."""
    judged = []
    for number, case in enumerate(cases, start=1):
        judged.append(judge(case, ask(case.query, case.before), reader))
        told(number, len(cases))
    can = [one for one in judged if one.case.answerable]
    cannot = [one for one in judged if not one.case.answerable]
    answered = [one for one in can if not one.is_refused]
    figures = (
        mean("good answers, of those that can be answered", [float(one.is_good) for one in can]),
        mean("facts told, refused ones count as 0", [one.facts or 0.0 for one in can]),
        mean("first sentence direct, of those answered", [float(one.is_direct) for one in answered]),
        mean("coherent, of those answered", [float(one.is_coherent) for one in answered]),
        mean("refused, of those that can be answered", [float(one.is_refused) for one in can]),
        mean("refused, of those that cannot", [float(one.is_refused) for one in cannot]),
    )
    kinds = list(dict.fromkeys(one.case.kind for one in can))
    by_kind = tuple(
        mean(f"good: {kind}", [float(one.is_good) for one in can if one.case.kind == kind]) for kind in kinds
    )
    rows = tuple(
        Row(one.case.id, one.is_refused, one.is_direct, one.is_coherent, one.facts, one.answer.text) for one in judged
    )
    return Report(tutor, figures, by_kind, rows)


def judge(case: Case, answer: Answer, reader: Reader | None = None) -> Judged:
    """One answer against its case."""
    sentences = [sentence.text for sentence in answer.sentences]
    if not sentences:
        return Judged(case, answer, False, False, 0.0 if case.facts else None)
    states = facts_told(case.facts, sentences, reader)
    facts = sum(states) / len(states) if states else None
    return Judged(case, answer, is_direct(case, sentences[0], sentences[:2]), is_coherent(answer), facts)


def facts_told(facts: Sequence[str], sentences: Sequence[str], reader: Reader | None) -> list[bool]:
    """Which of the facts the sentences tell."""
    stems = content_stems(" ".join(sentences))
    words = [len(content_stems(fact) & stems) / max(len(content_stems(fact)), 1) for fact in facts]
    read = [0.0] * len(facts)
    if reader is not None and facts:
        found = reader.read([Excerpt(fact, tuple(sentences)) for fact in facts])
        read = [float(np.exp(one.states[MET])) for one in found]
    return [
        share >= WORDS or (belief >= READ and share >= READ_WORDS) for share, belief in zip(words, read, strict=True)
    ]


def is_direct(case: Case, first: str, opening: Sequence[str]) -> bool:
    """Whether an answer begins with what was asked: a sentence that stands alone and is about the question or a fact.

    After "No." or "Yes." the second sentence is looked at too.
    """
    if POINTS_BACK.match(first) or LOOSE.search(first):
        return False
    stems = content_stems(" ".join(opening) if len(first.split()) < 3 else first)
    wanted = [content_stems(text) for text in (case.query, *case.facts)]
    return any(len(stems & one) >= DIRECT * len(one) for one in wanted if one)


def is_coherent(answer: Answer) -> bool:
    """Whether no sentence leans on one that is not told, and the whole is no longer than people read.

    What is picked leans on what stands before it in its passage; what was written as an answer, on what was written
    before it, whatever passages the two cite.
    """
    before: Sentence | None = None
    for sentence in answer.sentences:
        leans = POINTS_BACK.match(sentence.text) is not None
        if LOOSE.search(sentence.text) or (leans and not _holds(before, sentence)):
            return False
        before = sentence
    return len(answer.text.split()) <= MOST_WORDS


def _holds(before: Sentence | None, sentence: Sentence) -> bool:
    """Whether a sentence stands behind what it leans on."""
    if before is None:
        return False
    return bool(set(before.cites) & set(sentence.cites)) or (before.is_prepared and sentence.is_prepared)
