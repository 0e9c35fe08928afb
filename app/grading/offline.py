"""The offline grader: answer -> verdict per key point -> Grade, with no network and no language model.

Decides the order of things: language, gate, windows, features, beliefs, reading, verdicts, mistakes.
Each step is in its own module; the arithmetic is in app/interview/grade.py.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

from app.delivery.remarks import delivery
from app.grading.drawn_points import asked, drawn_question
from app.grading.features.matching import Reading, read_answer, unit_vectors, with_vectors
from app.grading.features.point_features import PointView, hold_against, view_points
from app.grading.features.whole_answer import AGAINST, reference_features
from app.grading.gate.gate import folded, gate, is_echo
from app.grading.gate.word_salad import own_words
from app.grading.point_states import CloserLook, PointRead, PointReader, Reads
from app.grading.prepared_question import PreparedQuestion
from app.grading.scoring import Coefficients, read_coefficients
from app.grading.strong_answer_words import prepare_with_anchors
from app.grading.verdicts import (
    OTHER_NUMBERS_REASON,
    contradicted_points,
    mistakes_made,
    stopped,
    told_mistakes,
    unspoken,
    verdict,
)
from app.interview.grade import Evidence, GateReason, Grade, GradedBy, Mistake, Verdict, VerdictState, not_graded
from app.reading.reader import shipped_reader
from app.reading.verdict import Weights, read_weights
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder, Vectors
from ingest.language.foreign import NOT_ENGLISH, is_foreign
from ingest.language.text import Text

# Prepared questions kept in memory: those of a round. One takes about 500 kB, and 5 ms to make where its texts are
# known.
PREPARED_KEPT = 16


class OfflineGrader:
    """Grades against key points with the reader, MiniLM similarity, words and a few calibrated coefficients."""

    def __init__(
        self,
        embedder: Embedder,
        coefficients: Coefficients | None = None,
        reader: Reads | None = None,
        weights: Weights | None = None,
        preparing: Embedder | None = None,
    ) -> None:
        """Take the embedder, and other coefficients, reader or weights than those that ship.

        Questions are prepared when first graded and kept. `preparing`: the same embedder with their texts at hand.
        """
        # An answer is graded inside a turn; whoever sets it decides how many are graded at a time.
        self.turn: Callable[[], AbstractContextManager[None]] = nullcontext
        self._embedder = embedder
        self._preparing = embedder if preparing is None else preparing
        self._points = PointReader(
            shipped_reader() if reader is None else reader, read_weights() if weights is None else weights
        )
        self._coefficients = read_coefficients() if coefficients is None else coefficients
        self._prepared: OrderedDict[str, PreparedQuestion] = OrderedDict()
        # Of answers that are being heard: a turn grades one against what was asked, and against the points beside it.
        self._vectors: WeakKeyDictionary[Text, Vectors] = WeakKeyDictionary()
        self._lock = Lock()

    @cached_property
    def graded_by(self) -> GradedBy:
        """Method, model and rubric version that every grade carries."""
        return GradedBy(
            method="offline",
            model=f"{self._embedder.name}, {self._points.reader.name}",
            rubric_version=self._coefficients.version,
        )

    def grade(self, question: Question, answer: str | Text, *, is_follow_up: bool = False) -> Grade:
        """Grade `answer`; deterministic.

        Args:
            question: what was asked, with its key points.
            answer: the candidate's words, parsed or as they were written.
            is_follow_up: whether `question` is a follow-up, which asks for one thing: less belief is enough for it, and
                the telling is judged in another way.
        """
        with self.turn():
            return self._grade(question, Text.of(answer), is_follow_up=is_follow_up)

    def beside(self, question: Question, answer: Text) -> Grade:
        """What an answer to a follow-up says of points that it was not asked for; deterministic.

        Args:
            question: what was asked first, with the points that are looked for and those that the follow-up asks for:
                who says these has mostly said none of the others.
            answer: the candidate's words.
        """
        with self.turn():
            return self._grade(question, answer, is_follow_up=True, is_beside=True)

    def _grade(self, question: Question, text: Text, *, is_follow_up: bool, is_beside: bool = False) -> Grade:
        # Who has said nothing to grade is told so; how it was told is beside the point.
        without_remarks = replace(delivery(question, text, is_follow_up=is_follow_up), remarks=())
        if is_foreign(own_words(question).stems, text.raw):
            return not_graded(NOT_ENGLISH, without_remarks, self.graded_by)
        closed = gate(question, text)
        if closed is not None:
            verdicts = tuple(stopped(point, closed) for point in question.key_points)
            return Grade(verdicts, (), without_remarks, self.graded_by, gate=closed)
        prepared = self.prepared(question)
        asked_for = question.text if is_follow_up and not is_beside else ""
        speaking = self._speaking(text, prepared)
        verdicts, mistakes = self._judge(speaking, prepared, asked_for, is_beside=is_beside)
        is_complete = not any(one.is_missed for one in verdicts)
        grade = Grade(verdicts, mistakes, without_remarks, self.graded_by)
        share = grade.score or 0.0
        telling = delivery(question, text, is_follow_up=is_follow_up, is_complete=is_complete, share=share)
        return replace(grade, delivery=telling)

    def grade_reference(self, question: str, references: Sequence[str], answer: str) -> Grade:
        """Grade against whole reference answers, the best of them; `estimate` is the credit a person would give.

        Raises:
            ValueError: there is no reference that holds a word.
        """
        worded = [(n, reference) for n, reference in enumerate(references) if reference.strip()]
        drawn = [drawn_question(question, reference, f"reference-{n}") for n, reference in worded]
        if not drawn:
            raise ValueError("there is no reference answer to grade against")
        text = Text(answer)
        grades = [self._against(one, text) for one in drawn]
        return max(grades, key=lambda grade: -1.0 if grade.estimate is None else grade.estimate)

    def prepared(self, question: Question) -> PreparedQuestion:
        """The prepared question, from memory where it was graded before in the same wording."""
        key = hashlib.sha256(question.model_dump_json().encode()).hexdigest()
        with self._lock:
            if key in self._prepared:
                self._prepared.move_to_end(key)
                return self._prepared[key]
        # Prepared outside the lock: two threads may do it twice, none waits for another's question.
        prepared = prepare_with_anchors(question, self._preparing)
        with self._lock:
            self._prepared[key] = prepared
            if len(self._prepared) > PREPARED_KEPT:
                self._prepared.popitem(last=False)
        return prepared

    def views(self, question: Question, answer: str) -> list[PointView]:
        """What words and meaning tell of each key point, before any coefficient: to fit it, and to explain a grade.

        Raises:
            ValueError: the answer holds no word.
        """
        prepared = self.prepared(question)
        reading = self._speaking(Text(answer), prepared)
        if not reading.windows:
            raise ValueError("no window of the answer can speak for a point")
        return view_points(hold_against(reading, prepared), prepared)

    def look_again(self, question: Question, answer: str, point_id: str, focus: Evidence) -> Verdict:
        """The verdict on one point from the windows that `focus`, a place in the answer, touches.

        Raises:
            ValueError: the question has no such point.
        """
        number, prepared = _number(question, point_id), self.prepared(question)
        reading = self._speaking(Text(answer), prepared)
        return self._judge(reading.only(_touched(reading, focus)), prepared, asked(question))[0][number]

    def look_closer(self, question: Question, answer: str, point_id: str, focus: Evidence) -> CloserLook | None:
        """What the sentences that `focus` touches do with one point; None where none of them can speak for a point.

        Raises:
            ValueError: the question has no such point.
        """
        number, prepared = _number(question, point_id), self.prepared(question)
        reading = self._speaking(Text(answer), prepared)
        rows = [row for row in _touched(reading, focus) if len(reading.windows[row].units) == 1]
        if not rows:
            return None
        match = hold_against(reading, prepared)
        return self._points.look_closer(match, prepared, self._beliefs(view_points(match, prepared)), number, rows)

    def likeness(self, question: Question, words: str, point_id: str) -> float:
        """How much some words are about a point, said or denied, 0..1: by words and meaning, unread.

        Raises:
            ValueError: the question has no such point.
        """
        number, prepared = _number(question, point_id), self.prepared(question)
        reading = self._speaking(Text(words), prepared)
        if not reading.windows:
            return 0.0
        return self._beliefs(view_points(hold_against(reading, prepared), prepared))[number]

    def points_read(self, question: Question, answer: str, *, is_follow_up: bool = False) -> list[PointRead]:
        """What is read of each key point: for fitting the weights, also of what is beside, and for explaining a grade.

        Raises:
            ValueError: the answer holds no word.
        """
        prepared = self.prepared(question)
        reading = self._speaking(Text(answer), prepared)
        if not reading.windows:
            raise ValueError("no window of the answer can speak for a point")
        match = hold_against(reading, prepared)
        beliefs = self._beliefs(view_points(match, prepared))
        return self._points.read(match, prepared, beliefs, question.text if is_follow_up else "")

    def _against(self, question: Question, answer: Text) -> Grade:
        grade = self.grade(question, answer)
        if not grade.is_graded:
            return grade
        # How short an answer may be is for the fit to say: "ReLU" is all of one whose reference says it in 22 words.
        if grade.gate is not None and grade.gate.reason is not GateReason.TOO_SHORT:
            return replace(grade, estimate=0.0)
        if folded(answer.raw).strip(" .") == folded(question.strong_answer).strip(" ."):
            return replace(grade, estimate=1.0)
        prepared = self.prepared(question)
        found = reference_features(read_answer(answer, self._embedder, prepared), prepared)
        estimate = float(self._coefficients.reference.probability(found))
        return replace(grade, estimate=estimate * (AGAINST if _speaks_against(grade) else 1.0))

    def _speaking(self, answer: Text, prepared: PreparedQuestion) -> Reading:
        """The windows that can speak for a point: not the question echoed."""
        vectors = self._vectors.get(answer)
        if vectors is None:
            vectors = self._vectors[answer] = unit_vectors(answer, self._embedder)
        reading = with_vectors(answer, vectors, prepared)
        question = asked(prepared.question)
        return reading.only([row for row in range(len(reading.windows)) if not is_echo(reading.text(row), question)])

    def _judge(
        self, reading: Reading, prepared: PreparedQuestion, asked_for: str, *, is_beside: bool = False
    ) -> tuple[tuple[Verdict, ...], tuple[Mistake, ...]]:
        points = prepared.question.key_points
        if not reading.windows:
            return tuple(unspoken(point) for point in points), ()
        match = hold_against(reading, prepared)
        views = view_points(match, prepared)
        read = self._points.read(match, prepared, self._beliefs(views), asked_for, is_beside=is_beside)
        made = {
            wrong: row
            for wrong, row in mistakes_made(match, reading, prepared).items()
            if self._points.is_said(reading, row, prepared.question.wrong_statements[wrong].text)
        }
        against = contradicted_points(made, match, prepared)
        verdicts = tuple(
            verdict(point, views[number], read[number], reading, against.get(number))
            for number, point in enumerate(points)
        )
        return verdicts, told_mistakes(made, match, prepared)

    def _beliefs(self, views: Sequence[PointView]) -> list[float]:
        return [float(self._coefficients.point.probability(view.features)) for view in views]


def _number(question: Question, point_id: str) -> int:
    number = next((at for at, point in enumerate(question.key_points) if point.id == point_id), None)
    if number is None:
        raise ValueError(f"the question has no key point {point_id!r}")
    return number


def _touched(reading: Reading, focus: Evidence) -> list[int]:
    """The windows that a place in the answer touches."""
    return [row for row, window in enumerate(reading.windows) if window.start < focus.end and focus.start < window.end]


def _speaks_against(grade: Grade) -> bool:
    """Every point is turned round by its words, so that no certainty of the reader is told, or has other numbers."""
    return all(
        verdict.reason == OTHER_NUMBERS_REASON
        or (verdict.state is VerdictState.CONTRADICTED and verdict.certainty is None)
        for verdict in grade.verdicts
    )
