"""Does the corpus hold together? Every fault with its file, its id and what to do.

Decides what is checked: notes are complete and were read lately, each key point is taught by the section it names
(found by search from the point inside its note), no two questions ask the same, and the texts of each question hold
what bank_texts.py asks for. What a question must hold is in ingest/bank/questions.py; what a grader makes of the
bank's own answers is measured by eval/grading/bank_answers.py, and is no fault of theirs.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.coding.task import FOLDER as FOLDER_OF_TASKS
from app.coding.task import load_tasks
from eval.corpus.answers import faults_of_answers
from eval.corpus.bank_texts import check_texts, points_of
from eval.corpus.check_findings import Finding, Report
from eval.corpus.sections import misplaced, notes_of, wordings_of
from eval.corpus.tasks import faults_of
from ingest.bank.answers import FOLDER as FOLDER_OF_ANSWERS
from ingest.bank.answers import AnswerError, load_answers
from ingest.bank.phrasings import FOLDER, PhrasingError, load_phrasings
from ingest.bank.questions import BankError, BankQuestion, load_bank
from ingest.bank.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING, Skill, Topic
from ingest.documents.document import Document
from ingest.documents.load import load
from ingest.documents.yaml_text import read_yaml
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Embedder
from ingest.pipeline.steps import sections

JUDGED = "judged_pairs.yaml"
FEWEST_WORDS, MOST_WORDS = 500, 1600
# From this cosine on two wordings may ask the same; what differs in spite of it is judged by a person.
NEAR_DUPLICATE = 0.75
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
    reviewed: dt.date


class JudgedPair(BaseModel):
    """Two questions that read alike, and why both are asked."""

    model_config = ConfigDict(extra="forbid")
    pair: tuple[str, str]
    why: Annotated[str, StringConstraints(min_length=20)]


WAITING = Finding(
    "questions", "checks", "sections, copies and texts were not looked at", "mend the entries above, then check again"
)


def run_check(corpus: Path, models: Path) -> Report:
    """Check a corpus folder with the default embedder, cached in `models`."""
    return check(corpus, load_embedder(models))


def check(corpus: Path, embedder: Embedder) -> Report:
    """Check a corpus folder: guide.md, notes/ and questions/.

    What compares questions waits until all of them can be read: without one a pair that is there would be gone.
    """
    documents, refusals = load([path for path in (corpus / "guide.md", corpus / "notes") if path.exists()])
    findings = [Finding(Path(item.path).name, "file", item.reason, "mend or remove it") for item in refusals]
    notes = [document for document in documents if document.id != "guide"]
    findings += _note_findings(notes)
    findings += _phrasing_findings(corpus, documents)
    findings += _answer_findings(corpus, documents)
    judged, unreadable = _judged(corpus / JUDGED)
    findings += unreadable
    bank: list[BankQuestion] = []
    try:
        bank = load_bank(corpus / "questions")
    except BankError as error:
        findings += [Finding("questions", "bank", line, "mend the entry") for line in str(error).splitlines()]
        findings.append(WAITING)
    else:
        findings += _section_findings(bank, documents, embedder)
        findings += _duplicate_findings(bank, judged, embedder)
        findings += _text_findings(bank)
        findings += _task_findings(corpus, bank)
    return Report(
        notes=len(notes),
        questions=len(bank),
        key_points=sum(
            len(question.key_points) + sum(len(step.key_points) for step in question.thread) for question in bank
        ),
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


def _phrasing_findings(corpus: Path, documents: Sequence[Document]) -> Iterator[Finding]:
    there = {f"{section.document}#{section.anchor}" for section in sections(documents)}
    try:
        named = load_phrasings([corpus])
    except PhrasingError as error:
        yield Finding(FOLDER, "file", str(error), "mend the entry")
        return
    for section in named:
        if section not in there:
            yield Finding(FOLDER, section, "there is no such section", "name a heading that is there")


def _answer_findings(corpus: Path, documents: Sequence[Document]) -> Iterator[Finding]:
    try:
        answers = load_answers([corpus])
    except AnswerError as error:
        yield Finding(FOLDER_OF_ANSWERS, "file", str(error), "mend the entry")
        return
    for name, problem, do in faults_of_answers(answers, documents):
        yield Finding(FOLDER_OF_ANSWERS, name, problem, do)


def _task_findings(corpus: Path, bank: Sequence[BankQuestion]) -> Iterator[Finding]:
    try:
        tasks = load_tasks(corpus)
    except BankError as error:
        for line in str(error).splitlines():
            yield Finding(FOLDER_OF_TASKS, "task", line, "mend the task")
        return
    for name, problem in faults_of(tasks, bank):
        yield Finding(FOLDER_OF_TASKS, name, problem, "mend the task")


def _body_start(note: Document) -> int:
    return max((end for start, end in note.dropped if start == 0), default=0)


def _section_findings(bank: Sequence[BankQuestion], documents: Sequence[Document], embedder: Embedder) -> list[Finding]:
    """Key points whose section is not there, teaches nothing, or speaks less of them than another of its note."""
    points = [(question, point) for question in bank for point in points_of(question)]
    notes = notes_of(documents, {point.section for _, point in points}, embedder)
    wordings = wordings_of([[point.text, *point.other_wordings, *point.instances] for _, point in points], embedder)
    findings = []
    for (question, point), said in zip(points, wordings, strict=True):
        document, _, anchor = point.section.partition("#")
        found = misplaced(notes.get(document), anchor, said)
        if found:
            where, problem = f"{question.id} / {point.id}", f"{point.section} {found.problem}"
            findings.append(Finding(_file(question), where, problem, found.do, is_hint=found.is_measured))
    return findings


def _judged(path: Path) -> tuple[list[JudgedPair], list[Finding]]:
    """The pairs that were judged, and what is wrong with the file."""
    rows = read_yaml(path.read_text(encoding="utf-8")) if path.exists() else None
    judged, findings = [], []
    for number, row in enumerate(rows or [], start=1):
        try:
            judged.append(JudgedPair.model_validate(row))
        except ValidationError as error:
            problem = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            findings.append(Finding(JUDGED, f"entry {number}", problem, "write pair: [id, id] and why"))
    return judged, findings


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


def near_duplicates(bank: Sequence[BankQuestion], embedder: Embedder) -> list[tuple[BankQuestion, BankQuestion, float]]:
    """Pairs of questions any wordings of which have a cosine of at least NEAR_DUPLICATE, nearest first."""
    if not bank:
        return []
    texts = [text for question in bank for text in (question.text, *question.variants)]
    owner = np.repeat(np.arange(len(bank)), [1 + len(question.variants) for question in bank])
    vectors = embedder.encode(texts)
    scores = vectors @ vectors.T
    best: dict[tuple[int, int], float] = {}
    for row, column in np.argwhere(scores >= NEAR_DUPLICATE):
        pair = (int(owner[row]), int(owner[column]))
        if pair[0] < pair[1]:
            best[pair] = max(best.get(pair, 0.0), float(scores[row, column]))
    ranked = sorted(best.items(), key=lambda entry: -entry[1])
    return [(bank[first], bank[second], score) for (first, second), score in ranked]


def _text_findings(bank: Sequence[BankQuestion]) -> Iterator[Finding]:
    """Faults of the texts of the bank; `coach corpus check --warnings` lists what is only to be looked at again."""
    files = {question.id: _file(question) for question in bank}
    for found in check_texts(bank):
        if not found.is_warning:
            yield Finding(files[found.question], f"{found.question} / {found.place}", found.problem, "mend the entry")


def _file(question: BankQuestion) -> str:
    return f"questions/{question.topic.value}.yaml"
