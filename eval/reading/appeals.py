"""`coach eval appeals`: what comes of it when each verdict that withholds points is contested.

Decides who appeals, and with which words: on every point that is not met, with the sentence that its writer tagged as
saying it, as saying half of it, or as saying the opposite; where nobody speaks of it, with the sentence that is nearest
to it. The answers are annotated ones to questions that the reader was not taught. What is granted is chosen on the one
half of these questions (`fitted`) and told of the other.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from app.grading.offline import OfflineGrader
from app.grading.reconsider import Contested, appeal
from app.interview.grade import CREDIT, Evidence, Grade, Verdict, VerdictState
from app.reading.outcome import PointState
from app.reading.verdict import logit
from eval.figures.intervals import table
from eval.figures.json_lines import read_lines
from eval.reading.annotated import AnnotatedAnswer, AnnotatedQuestion, Sentence, Tag, read_annotated, state_of
from eval.reading.texts import TEXTS, Side, TextsError, read_sides
from ingest.bank.document_questions import stage_of
from ingest.bank.questions import KeyPoint, Question
from ingest.embedding.embedder import Embedder, Progress

TOLD = TEXTS / "told" / "parts.jsonl"
SAYS_SO = {PointState.MET: Tag.SAYS, PointState.CONTRADICTED: Tag.DENIES, PointState.PARTLY_MET: Tag.HALF}
# Of what was not said, so much may be granted.
MOST_GRANTED = 0.05


@dataclass(frozen=True)
class Contest:
    """One appeal: what was asked and answered, the first verdict, the label, and the words that are put forward."""

    question: Question
    answer: str
    grade: Grade
    first: Verdict
    label: PointState
    words: Evidence


@dataclass(frozen=True)
class Outcome:
    """What came of an appeal: the label of its point, the state before and after."""

    label: PointState
    before: VerdictState
    after: VerdictState

    @property
    def is_granted(self) -> bool:
        """Whether it earns more than before."""
        return CREDIT[self.after] > CREDIT[self.before]


def report(outcomes: Sequence[Outcome]) -> str:
    """How many appeals are granted, by what was said and by whether the point was called contradicted; a table."""
    rows = []
    kinds = [("said", [PointState.MET]), ("half said", [PointState.PARTLY_MET])]
    kinds += [("denied", [PointState.CONTRADICTED]), ("not spoken of", [PointState.NOT_MET])]
    kinds += [("denied or not spoken of", [PointState.CONTRADICTED, PointState.NOT_MET])]
    for name, labels in kinds:
        own = [one for one in outcomes if one.label in labels]
        against = [one for one in own if one.before is VerdictState.CONTRADICTED]
        rows.append([name, *(_share(each) for each in (own, against))])
    return table(["appeals that are granted", "of all", "where it was called contradicted"], rows)


def as_json(outcomes: Sequence[Outcome]) -> str:
    """One JSON document: a row an appeal."""
    return json.dumps([{"label": one.label, "before": one.before, "after": one.after} for one in outcomes], indent=1)


def judged(contests: Sequence[Contest], grader: OfflineGrader, progress: Progress | None = None) -> list[Outcome]:
    """Each appeal, looked at again."""
    found = []
    for number, one in enumerate(contests, start=1):
        contested = Contested(one.answer, one.grade)
        after = appeal(grader, one.question, contested, one.first.point_id, one.words.quote)
        found.append(Outcome(one.label, one.first.state, after.state))
        if progress is not None:
            progress(number, len(contests))
    return found


def fitted(contests: Sequence[Contest], grader: OfflineGrader) -> str:
    """The constants of app/grading/reconsider.py, fitted and bounded on these appeals."""
    rows, said, against = [], [], []
    for one in contests:
        look = grader.look_closer(one.question, one.answer, one.first.point_id, one.words)
        if look is not None and one.label is not PointState.PARTLY_MET:
            rows.append([logit(look.says), look.others, look.own_likeness])
            said.append(one.label is PointState.MET)
            against.append(one.first.state is VerdictState.CONTRADICTED)
    measured, labels, called = np.array(rows), np.array(said), np.array(against)
    model = LogisticRegression(max_iter=3000, class_weight="balanced").fit(measured, labels)
    sure = model.decision_function(measured)
    bounds = [np.quantile(sure[~labels & kind], 1 - MOST_GRANTED) for kind in (~called, called)]
    slopes = ", ".join(f"{value:.2f}" for value in (*model.coef_[0], model.intercept_[0]))
    return f"SAYS, OTHERS, OWN_LIKENESS, OFFSET = {slopes}\nGRANTED_FROM, TAKEN_BACK_FROM = " + ", ".join(
        f"{bound:.2f}" for bound in bounds
    )


def contests(bank: Sequence[Question], grader: OfflineGrader, embedder: Embedder, *, fit: bool) -> Iterator[Contest]:
    """The appeals on one half of the questions: the one that is fitted on, or the other."""
    known = {question.id: question for question in bank}
    for annotated in untaught():
        if _is_for_fit(annotated.question_id) is fit:
            question = asked(annotated, known.get(annotated.question_id))
            for answer in annotated.answers:
                yield from _contests(annotated, answer, question, (grader, embedder))


def untaught() -> list[AnnotatedQuestion]:
    """The annotated questions that the reader was not taught."""
    sides = read_sides()
    annotated = [one for one in read_annotated() if sides.side(one.question_id) is not Side.TRAIN]
    return [*annotated, *(one for _, one in read_lines(TOLD, AnnotatedQuestion, TextsError))]


def asked(annotated: AnnotatedQuestion, known: Question | None) -> Question:
    """The question with its points as they stood, and what the bank knows of those that it still has."""
    drawn = tuple(KeyPoint(id=point.id, text=point.text) for point in annotated.points)
    if known is not None:
        same = {(point.id, point.text): point for point in known.key_points}
        points = tuple(same.get((point.id, point.text), point) for point in drawn)
        return known.model_copy(update={"text": annotated.question, "key_points": points, "wrong_statements": ()})
    said = " ".join(point.text for point in drawn)
    stage = stage_of(annotated.question)
    return Question(
        id=f"own-{annotated.question_id}", text=annotated.question, stage=stage, key_points=drawn, strong_answer=said
    )


def placed(sentences: Sequence[Sentence]) -> tuple[str, list[Evidence]]:
    """An answer's text, and where each of its sentences stands in it."""
    text, places = "", []
    for one in sentences:
        start = len(text) + 1 if text else 0
        text = f"{text} {one.text}" if text else one.text
        places.append(Evidence(one.text, start, start + len(one.text)))
    return text, places


def _contests(
    annotated: AnnotatedQuestion, answer: AnnotatedAnswer, question: Question, means: tuple[OfflineGrader, Embedder]
) -> Iterator[Contest]:
    grader, embedder = means
    text, places = placed(answer.sentences)
    grade = grader.grade(question, text)
    if not grade.is_graded or grade.gate is not None:
        return
    points = [point.text for point in annotated.points]
    nearest = (embedder.encode(points) @ embedder.encode([place.quote for place in places]).T).argmax(1)
    for number, first in enumerate(grade.verdicts):
        if first.state is not VerdictState.MET:
            label = state_of(answer.sentences, number + 1)
            tag = SAYS_SO.get(label)
            tagged = [at for at, one in enumerate(answer.sentences) if tag and one.tags.get(number + 1) is tag]
            at = tagged[-1] if tagged else int(nearest[number])
            yield Contest(question, text, grade, first, label, places[at])


def _is_for_fit(question_id: str) -> bool:
    return hashlib.sha256(f"appeal {question_id}".encode()).digest()[0] % 2 == 0


def _share(outcomes: Sequence[Outcome]) -> str:
    granted = sum(one.is_granted for one in outcomes)
    return f"{granted} of {len(outcomes)} ({granted / len(outcomes):.3f})" if outcomes else "none"
