"""The offline grader: answer -> verdict per key point -> Grade, with no network and no language model.

Decides in this order: the gate, the features of every (window, wording), a calibrated probability for
each, the best window of each key point, and what keeps it from counting (it negates the point, swaps
its terms, or is closer to a typical wrong statement). Arithmetic is in app/interview/grade.py.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from app.grading.delivery import delivery
from app.grading.estimate import reference_features
from app.grading.gate import NOT_ENGLISH, gate, is_disordered, is_echo, is_foreign
from app.grading.match import FEATURES, Reading, features, read_answer
from app.grading.reference import drawn_question
from app.grading.scoring import Coefficients, read_coefficients
from app.grading.sheet import Matrix, Sheet, prepare
from app.interview.grade import Evidence, Gate, Grade, GradedBy, Mistake, Verdict, VerdictState, not_graded
from ingest.bank import KeyPoint, Question
from ingest.embed import Embedder

# Prepared questions kept in memory; one takes about 120 kB.
SHEETS_KEPT = 256
MET = 0.6
PARTLY = 0.35
MISTAKE = 0.6
# Clashes from which a window that speaks of the point says its opposite.
CLASH = 0.34
POLARITY, OPPOSITE = FEATURES.index("polarity_clash"), FEATURES.index("opposite_clash")
RECALL, COSINE = FEATURES.index("recall"), FEATURES.index("cosine")


@dataclass(frozen=True)
class Found:
    """Of one key point: the belief 0..1 that it is met, the best window's row, and the clash found there."""

    probability: float
    row: int
    is_contradicted: bool


class OfflineGrader:
    """Grades against key points with MiniLM similarity, words and a few calibrated coefficients."""

    def __init__(self, embedder: Embedder, coefficients: Coefficients | None = None) -> None:
        """Take the embedder, and other coefficients than those of the repo where a data set was left out.

        Questions are prepared when first graded and kept.
        """
        self._embedder = embedder
        self._coefficients = read_coefficients() if coefficients is None else coefficients
        self._sheets: OrderedDict[str, Sheet] = OrderedDict()

    @cached_property
    def graded_by(self) -> GradedBy:
        """Method, model and rubric version that every grade carries."""
        return GradedBy(method="offline", model=self._embedder.name, rubric_version=self._coefficients.version)

    def grade(self, question: Question, answer: str, *, clarified: bool | None = None) -> Grade:
        """Grade `answer`; deterministic.

        Args:
            question: what was asked, with its key points.
            answer: the candidate's words.
            clarified: whether clarifying questions were asked earlier in the interview; None reads it off the answer.
        """
        told = delivery(question, answer, clarified)
        if is_foreign(answer):
            return not_graded(NOT_ENGLISH, told, self.graded_by)
        stopped = gate(question, answer)
        if stopped is not None:
            verdicts = tuple(_stopped(point, stopped) for point in question.key_points)
            return Grade(verdicts, (), told, self.graded_by, gate=stopped)
        sheet = self.sheet(question)
        reading = read_answer(answer, self._embedder, sheet)
        believed, clashing = self._believe(reading, sheet)
        verdicts = tuple(
            self._verdict(point, _best(believed, clashing, sheet, number), reading)
            for number, point in enumerate(question.key_points)
        )
        return Grade(verdicts, self._mistakes(believed, reading, sheet), told, self.graded_by)

    def grade_reference(self, question: str, references: Sequence[str], answer: str) -> Grade:
        """Grade against whole reference answers, the best of them; `estimate` is the credit a person would give.

        Raises:
            ValueError: there is no reference that holds a word.
        """
        drawn = [drawn_question(question, text, f"reference-{n}") for n, text in enumerate(references) if text.strip()]
        if not drawn:
            raise ValueError("there is no reference answer to grade against")
        return max((self._against(one, answer) for one in drawn), key=lambda grade: -1.0 if grade.estimate is None else grade.estimate)

    def _against(self, question: Question, answer: str) -> Grade:
        grade = self.grade(question, answer)
        if not grade.is_graded:
            return grade
        if grade.gate is not None:
            return replace(grade, estimate=0.0)
        sheet = self.sheet(question)
        found = reference_features(read_answer(answer, self._embedder, sheet), sheet)
        return replace(grade, estimate=float(self._coefficients.reference.probability(found)))

    def sheet(self, question: Question) -> Sheet:
        """The prepared question, from memory where it was graded before in the same wording."""
        key = hashlib.sha256(question.model_dump_json().encode()).hexdigest()
        if key not in self._sheets:
            self._sheets[key] = prepare(question, self._embedder)
            if len(self._sheets) > SHEETS_KEPT:
                self._sheets.popitem(last=False)
        self._sheets.move_to_end(key)
        return self._sheets[key]

    def _believe(self, reading: Reading, sheet: Sheet) -> tuple[Matrix, Matrix]:
        """Belief that a window says a wording, and whether it clashes with it: both float32 (n, m)."""
        found = features(reading, sheet)
        believed = self._coefficients.point.probability(found)
        clashing = np.maximum(found[:, :, POLARITY] >= CLASH, found[:, :, OPPOSITE] >= CLASH).astype(np.float32)
        texts = [reading.answer[window.start : window.end] for window in reading.windows]
        echoes = [is_echo(text, sheet.question.text) or is_disordered(text) for text in texts]
        believed[echoes] = 0.0
        wrong = [row for row, wording in enumerate(sheet.wordings) if wording.wrong >= 0]
        right = [row for row, wording in enumerate(sheet.wordings) if wording.wrong < 0]
        if wrong:
            # A window that is closer to a typical wrong statement than to any right wording proves no point.
            misled = believed[:, wrong].max(1) > believed[:, right].max(1)
            believed[np.ix_(misled, right)] = np.minimum(believed[np.ix_(misled, right)], PARTLY / 2)
        return believed, clashing

    def _verdict(self, point: KeyPoint, found: Found, reading: Reading) -> Verdict:
        window = reading.windows[found.row]
        evidence = Evidence(reading.answer[window.start : window.end], window.start, window.end)
        if found.is_contradicted:
            state, why = VerdictState.CONTRADICTED, "You say the opposite."
        elif found.probability >= MET:
            state, why = VerdictState.MET, "You said it."
        elif found.probability >= PARTLY:
            state, why = VerdictState.PARTLY_MET, "You come near it, but part of it is missing."
        else:
            state, why = VerdictState.NOT_MET, "Nothing in the answer says this."
        return Verdict(
            point_id=point.id,
            point=point.text,
            weight=point.weight,
            state=state,
            evidence=None if state is VerdictState.NOT_MET else evidence,
            probability=0.0 if found.is_contradicted else found.probability,
            reason=why,
            section=point.section,
            follow_up=point.follow_up,
        )

    def _mistakes(self, believed: Matrix, reading: Reading, sheet: Sheet) -> tuple[Mistake, ...]:
        made = []
        right = [row for row, wording in enumerate(sheet.wordings) if wording.wrong < 0]
        for column, wording in enumerate(sheet.wordings):
            if wording.wrong < 0:
                continue
            row = int(believed[:, column].argmax())
            if believed[row, column] < MISTAKE or believed[row, column] <= believed[row, right].max():
                continue
            window = reading.windows[row]
            wrong = sheet.question.wrong_statements[wording.wrong]
            evidence = Evidence(reading.answer[window.start : window.end], window.start, window.end)
            made.append(Mistake(wrong.text, wrong.why, evidence))
        return tuple(made)


def _best(believed: Matrix, clashing: Matrix, sheet: Sheet, point: int) -> Found:
    columns = sheet.rows(point)
    # The shortest window that is as good as any: singles stand before pairs.
    row, column = np.unravel_index(int(believed[:, columns].argmax()), (len(believed), len(columns)))
    return Found(float(believed[row, columns[column]]), int(row), False)


def _stopped(point: KeyPoint, stopped: Gate) -> Verdict:
    return Verdict(
        point_id=point.id,
        point=point.text,
        weight=point.weight,
        state=VerdictState.NOT_MET,
        evidence=None,
        probability=0.0,
        reason=stopped.explanation,
        section=point.section,
        follow_up=point.follow_up,
    )
