"""Does the corpus hold together? Every fault with its file, its id and what to do.

Decides what is checked: notes are complete, each key point is taught by the section it names (found by
search from the point inside its note), no two questions ask the same, each strong answer earns full
marks and no typical wrong statement earns anything. What a question must hold is in ingest/bank.py.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import Stemmer
import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.grading.offline import OfflineGrader
from app.interview.grade import Grade, VerdictState
from ingest.bank import BankError, BankQuestion, load_bank
from ingest.build import sections
from ingest.embed import Embedder, Vectors, load_embedder
from ingest.index import tokenize
from ingest.load import Document, load
from ingest.passages import Section
from ingest.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING, Skill, Topic
from ingest.windows import WindowSettings, windows

Grading = Callable[[BankQuestion, str], Grade]
JUDGED = "judged_pairs.yaml"
FEWEST_WORDS, MOST_WORDS = 500, 1600
# A section is held against a point in pieces of this many word pieces, about a sentence: in windows of 64 another
# section was nearer for 58 of 1,411 points, nearly all of them in the right place.
PIECES = WindowSettings(pieces=32, overlap=16)
# How near a piece is to a wording: its cosine, and the share of the wording's words that it holds.
WORD_SHARE = 0.3
# How much nearer another section of the note may be, and the least nearness to the one that is named. At both bounds
# about one in a hundred of the first 1,411 points was listed, and most of them were at fault.
MARGIN = 0.1
LEAST_NEARNESS = 0.25
# From this cosine on two wordings may ask the same; what differs in spite of it is judged by a person.
NEAR_DUPLICATE = 0.75
SMALL_WORDS = frozenset(
    "a an the of to in is are was were be it it that this and or not with for on at by from as i we you my our they which"
    " who what when than then so if but no one all each more less can must may do doe did has have had will would".split()
)
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


class Source(BaseModel):
    """A work that a note stands on."""

    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, StringConstraints(min_length=3)]
    authors: Annotated[str, StringConstraints(min_length=3)]
    year: int = Field(ge=1700, le=2100)
    link: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None


class NoteFront(BaseModel):
    """The front matter of a note."""

    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, StringConstraints(min_length=3)]
    topic: Topic
    skills: list[Skill] = Field(min_length=1)
    sources: list[Source] = Field(min_length=1)


class JudgedPair(BaseModel):
    """Two questions that read alike, and why both are asked."""

    model_config = ConfigDict(extra="forbid")
    pair: tuple[str, str]
    why: Annotated[str, StringConstraints(min_length=20)]


@dataclass(frozen=True)
class Finding:
    """One fault: the file and the id it is in, what is wrong, and what to do."""

    file: str
    id: str
    problem: str
    do: str

    def render(self) -> str:
        """One line."""
        return f"{self.file}: {self.id}: {self.problem}; {self.do}"


@dataclass(frozen=True)
class Report:
    """What was checked, and every fault that was found."""

    notes: int
    questions: int
    key_points: int
    wrong_statements: int
    judged_pairs: int
    findings: tuple[Finding, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def render(self) -> str:
        """A line for each finding, and one that counts what was checked."""
        counted = (
            f"{self.notes} notes, {self.questions} questions, {self.key_points} key points,"
            f" {self.wrong_statements} wrong statements, {self.judged_pairs} judged pairs:"
        )
        verdict = "all good" if self.is_good else f"{len(self.findings)} to mend"
        return "\n".join([*(finding.render() for finding in self.findings), f"{counted} {verdict}"])


def run_check(corpus: Path, models: Path) -> Report:
    """Check a corpus folder with the default embedder, cached in `models`, and the offline grader."""
    embedder = load_embedder(models)
    return check(corpus, embedder, OfflineGrader(embedder).grade)


def check(corpus: Path, embedder: Embedder, grade: Grading) -> Report:
    """Check a corpus folder: guide.md, notes/ and questions/."""
    documents, refusals = load([path for path in (corpus / "guide.md", corpus / "notes") if path.exists()])
    findings = [Finding(Path(item.path).name, "file", item.reason, "mend or remove it") for item in refusals]
    notes = [document for document in documents if document.id != "guide"]
    findings += _note_findings(notes)
    try:
        bank = load_bank(corpus / "questions")
    except BankError as error:
        findings += [Finding("questions", "bank", line, "mend the entry") for line in str(error).splitlines()]
        bank = []
    judged = _judged(corpus / JUDGED)
    findings += _section_findings(bank, documents, embedder)
    findings += _duplicate_findings(bank, judged, embedder)
    findings += [finding for question in bank for finding in _grade_findings(question, grade)]
    return Report(
        notes=len(notes),
        questions=len(bank),
        key_points=sum(len(question.key_points) for question in bank),
        wrong_statements=sum(len(question.wrong_statements) for question in bank),
        judged_pairs=len(judged),
        findings=tuple(findings),
    )


def _note_findings(notes: Sequence[Document]) -> Iterator[Finding]:
    titles: dict[str, str] = {}
    for note in notes:
        file = f"notes/{note.source}"
        try:
            front = NoteFront.model_validate(note.metadata)
        except ValidationError as error:
            for item in error.errors():
                where = ".".join(map(str, item["loc"]))
                yield Finding(file, f"front matter {where}", item["msg"], "complete it as corpus/README.md shows")
            continue
        if front.topic.value != note.source.split("/")[0]:
            yield Finding(file, "front matter topic", f"{front.topic.value} is not its folder", "move it or change it")
        if note.title in titles:
            yield Finding(file, "title", f"{titles[note.title]} has the same title", "rename one of the two")
        titles[note.title] = file
        words = len(FENCE.sub("", note.text[_body_start(note) :]).split())
        if not FEWEST_WORDS <= words <= MOST_WORDS:
            yield Finding(file, "length", f"{words} words without code", f"bring it to {FEWEST_WORDS}-{MOST_WORDS}")
        for heading in (PROBES_HEADING, WRONG_ANSWERS_HEADING):
            if f"\n## {heading}\n" not in note.text:
                yield Finding(file, "headings", f"'## {heading}' is missing", "add the section")


def _body_start(note: Document) -> int:
    return max((end for start, end in note.dropped if start == 0), default=0)


@dataclass(frozen=True)
class _Pieces:
    """Short stretches of text: their vectors, float32 (n, dimension), rows L2-normalised, and their stemmed words."""

    vectors: Vectors
    words: tuple[frozenset[str], ...]

    def nearness(self, wordings: "_Pieces") -> float:
        """The best of any piece with any wording, -0.7..1."""
        shares = [[len(held & said) / max(len(said), 1) for said in wordings.words] for held in self.words]
        cosines = self.vectors @ wordings.vectors.T
        return float(((1 - WORD_SHARE) * cosines + WORD_SHARE * np.array(shares)).max())


@dataclass(frozen=True)
class _Part:
    """A section of a document, in pieces."""

    section: Section
    pieces: _Pieces

    def overlaps(self, other: "_Part") -> bool:
        """Whether one of the two stands inside the other."""
        return self.section.start < other.section.end and other.section.start < self.section.end


def _section_findings(bank: Sequence[BankQuestion], documents: Sequence[Document], embedder: Embedder) -> list[Finding]:
    """Key points whose section is not there, teaches nothing, or speaks less of them than another of its note."""
    parts = _parts(documents, embedder)
    points = [(question, point) for question in bank for point in question.key_points]
    wordings = _in_pieces([[point.text, *point.other_wordings] for _, point in points], embedder)
    findings = []
    for (question, point), said in zip(points, wordings, strict=True):
        document, _, anchor = point.section.partition("#")
        problem = _misplaced(parts.get(document, []), anchor, said)
        if problem:
            where = f"{question.id} / {point.id}"
            findings.append(Finding(_file(question), where, f"{point.section} {problem[0]}", problem[1]))
    return findings


def _misplaced(parts: Sequence[_Part], anchor: str, said: _Pieces) -> tuple[str, str] | None:
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


def _parts(documents: Sequence[Document], embedder: Embedder) -> dict[str, list[_Part]]:
    """The sections of each document, by its id."""
    by_id = {document.id: document for document in documents}
    found = list(sections(documents))
    bodies = [by_id[section.document].text[section.start : section.end] for section in found]
    cut = [[body[start:end] for start, end in windows(body, embedder.piece_offsets, PIECES)] for body in bodies]
    parts: dict[str, list[_Part]] = {}
    for section, pieces in zip(found, _in_pieces(cut, embedder), strict=True):
        parts.setdefault(section.document, []).append(_Part(section, pieces))
    return parts


def _in_pieces(groups: Sequence[Sequence[str]], embedder: Embedder) -> list[_Pieces]:
    """Embed groups of texts at once."""
    if not groups:
        return []
    texts = [text for group in groups for text in group]
    ends = np.cumsum([len(group) for group in groups])
    stemmer = Stemmer.Stemmer("english")
    words = [frozenset(tokenize(text, stemmer)) - SMALL_WORDS for text in texts]
    vectors = np.split(embedder.encode(texts), ends[:-1])
    return [
        _Pieces(vector, tuple(words[end - len(group) : end]))
        for group, vector, end in zip(groups, vectors, ends, strict=True)
    ]


def _judged(path: Path) -> list[JudgedPair]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return [JudgedPair.model_validate(row) for row in rows or []]


def _duplicate_findings(
    bank: Sequence[BankQuestion], judged: Sequence[JudgedPair], embedder: Embedder
) -> list[Finding]:
    """Pairs of questions that read alike and were not judged, and judged pairs that no longer do."""
    pairs = near_duplicates(bank, embedder)
    known = {frozenset(item.pair) for item in judged}
    findings = [
        Finding(
            _file(first),
            f"{first.id} ~ {second.id}",
            f"ask nearly the same ({score:.2f})",
            f"merge them or add the pair to {JUDGED} with why",
        )
        for first, second, score in pairs
        if frozenset((first.id, second.id)) not in known
    ]
    alike = {frozenset((first.id, second.id)) for first, second, _ in pairs}
    findings += [
        Finding(JUDGED, " ~ ".join(item.pair), "no longer read alike, or are gone", "remove the pair")
        for item in judged
        if frozenset(item.pair) not in alike
    ]
    return findings


def near_duplicates(
    bank: Sequence[BankQuestion], embedder: Embedder, least: float = NEAR_DUPLICATE
) -> list[tuple[BankQuestion, BankQuestion, float]]:
    """Pairs of questions any wordings of which have a cosine of at least `least`, nearest first."""
    if not bank:
        return []
    texts = [text for question in bank for text in (question.text, *question.variants)]
    owner = np.repeat(np.arange(len(bank)), [1 + len(question.variants) for question in bank])
    vectors = embedder.encode(texts)
    scores = vectors @ vectors.T
    best: dict[tuple[int, int], float] = {}
    for row, column in np.argwhere(scores >= least):
        pair = (int(owner[row]), int(owner[column]))
        if pair[0] < pair[1]:
            best[pair] = max(best.get(pair, 0.0), float(scores[row, column]))
    ranked = sorted(best.items(), key=lambda entry: -entry[1])
    return [(bank[first], bank[second], score) for (first, second), score in ranked]


def _grade_findings(question: BankQuestion, grade: Grading) -> Iterator[Finding]:
    """Key points that the strong answer does not meet, and wrong statements that earn points."""
    for verdict in grade(question, question.strong_answer).verdicts:
        if verdict.state is not VerdictState.MET:
            problem = f"the strong answer leaves it {verdict.state.value} ({verdict.probability:.2f})"
            yield Finding(_file(question), f"{question.id} / {verdict.point_id}", problem, "say it in the answer")
    for number, wrong in enumerate(question.wrong_statements, start=1):
        for verdict in grade(question, wrong.text).verdicts:
            if verdict.points > 0:
                problem = f"the wrong statement earns {verdict.point_id} ({verdict.probability:.2f})"
                yield Finding(
                    _file(question), f"{question.id} / wrong {number}", problem, "word it so that it does not"
                )


def _file(question: BankQuestion) -> str:
    return f"questions/{question.topic.value}.yaml"
