"""`coach fit answers`: what tells that a prepared answer answers a query, fitted on questions that notes were given.

Decides what it is fitted on: the questions of eval/cases/ask/written, whose first piece names the section that answers;
a prepared answer that stands on that section is right, any other is not. What is told of it is by cross-validation over
documents. The questions without an answer are harder than what people type: the bound of likelihood.py is not theirs.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict
from sklearn.linear_model import LogisticRegression

from app.answering.index_opening import open_embedder, open_retriever
from app.answering.prepared.choosing import innermost
from app.answering.prepared.likelihood import LIKELY, WEIGHTS, Match, Matcher, Weights
from app.answering.wording import read
from app.settings import Settings
from ingest.index.passages import PassageReader

WRITTEN = Path(__file__).parents[1] / "cases" / "ask" / "written"
FOLDS = 5
# Characters of a piece by which it is found in its note.
PLACED = 60


class WrittenQuestion(BaseModel):
    """A question to a note. `lead`: the piece of the note that answers first; empty where the note has no answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    document: str
    query: str
    lead: str = ""


@dataclass(frozen=True)
class _Asked:
    """A question with its nearest answers. `section`: where its answer stands; empty where it has none."""

    document: str
    section: str
    matches: Sequence[Match]

    def is_right(self, match: Match) -> bool:
        return any(one.section == self.section for one in match.answer.sentences)


def fit_answers(settings: Settings) -> str:
    """Fit and write app/answering/prepared/matching.json; returns what came of it."""
    embedder = open_embedder(settings)
    index = open_retriever(settings, embedder).index
    matcher = Matcher(index, index.answers, Weights(constant=0, likeness=1, words=1, length=0, found=1))
    asked = []
    for one in read_written(WRITTEN):
        section = section_of(one, index.texts)
        if section is not None:
            query = index.meant(read(one.query).search)
            asked.append(_Asked(one.document, section, matcher.matches(query)))
    fold = {name: number % FOLDS for number, name in enumerate(sorted({one.document for one in asked}))}
    best: list[tuple[_Asked, Match, float]] = []
    for number in range(FOLDS):
        model = _fitted([one for one in asked if fold[one.document] != number])
        best += [(one, *_best(model, one)) for one in asked if fold[one.document] == number]
    model = _fitted(asked)
    (likeness, words, length, found), (constant,) = model.coef_[0], model.intercept_
    weights = Weights(
        constant=round(float(constant), 4),
        likeness=round(float(likeness), 4),
        words=round(float(words), 4),
        length=round(float(length), 4),
        found=round(float(found), 4),
    )
    WEIGHTS.write_text(weights.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return _told(best, LIKELY)


def read_written(folder: Path) -> Iterable[WrittenQuestion]:
    """The written questions of a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield WrittenQuestion.model_validate(json.loads(line))


def section_of(question: WrittenQuestion, texts: PassageReader) -> str | None:
    """The section that its first piece stands in, empty where it has none; None where the note has changed since."""
    document = texts.document(question.document)
    if document is None:
        return None
    if not question.lead:
        return ""
    for section in innermost(texts.sections(question.document)):
        if question.lead[:PLACED] in document.text[section.start : section.end].replace("**", ""):
            return f"{section.document}#{section.anchor}"
    return None


def _features(match: Match) -> tuple[float, ...]:
    return match.likeness, match.words, match.length, match.found


def _fitted(asked: Sequence[_Asked]) -> LogisticRegression:
    pairs = [(_features(match), one.is_right(match)) for one in asked if one.section for match in one.matches]
    rows, right = zip(*pairs, strict=True)
    return LogisticRegression(C=10, max_iter=1000).fit(np.array(rows), np.array(right))


def _best(model: LogisticRegression, one: _Asked) -> tuple[Match, float]:
    values = model.predict_proba(np.array([_features(match) for match in one.matches]))[:, 1]
    at = int(values.argmax())
    return one.matches[at], float(values[at])


def _told(best: Sequence[tuple[_Asked, Match, float]], likely: float) -> str:
    can = [(one.is_right(match), value >= likely) for one, match, value in best if one.section]
    cannot = [value >= likely for one, _, value in best if not one.section]
    right = np.mean([is_right for is_right, _ in can])
    given = np.mean([is_given for _, is_given in can])
    both = np.mean([is_right for is_right, is_given in can if is_given])
    return (
        f"{len(can)} questions with an answer: the likeliest stands on their section in {right:.3f}; "
        f"from {likely:.2f} on given {given:.3f}, of these on their section {both:.3f}; "
        f"of {len(cannot)} without an answer given {np.mean(cannot):.3f}"
    )
