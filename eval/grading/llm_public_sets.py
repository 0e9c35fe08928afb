"""The LLM grader on data sets that have whole references instead of key points.

Decides that key points are drawn from each reference as the offline grader does, and that a row which the endpoint
failed on is a failure: the offline grade that the product would fall back to is not counted as the LLM's.
"""

from collections.abc import Sequence

from app.grading.drawn_points import drawn_question
from app.grading.exam.exams import Exams
from app.grading.llm import LLMGrader
from app.grading.offline import OfflineGrader
from app.interview.grade import Grade
from app.llm.connection import open_llm
from app.settings import Settings
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.errors import BadRequest


class FellBack(RuntimeError):
    """The endpoint gave no grade; the reason is the message."""


class LLMAlone:
    """The product's LLM grader without its fallback, on key points and on references."""

    def __init__(self, grader: LLMGrader) -> None:
        """Take the grader of the product."""
        self._grader = grader

    def grade(self, question: Question, answer: str) -> Grade:
        """A verdict per key point.

        Raises:
            FellBack: the endpoint failed and the offline grader graded.
        """
        return _alone(self._grader.grade(question, answer))

    def grade_reference(self, question: str, references: Sequence[str], answer: str) -> Grade:
        """The best grade over the references.

        Raises:
            ValueError: there is no reference that holds a word.
            FellBack: the endpoint failed.
        """
        drawn = [drawn_question(question, text, f"reference-{n}") for n, text in enumerate(references) if text.strip()]
        if not drawn:
            raise ValueError("there is no reference answer to grade against")
        grades = [_alone(self._grader.grade_reference(one, question, answer)) for one in drawn]
        return max(grades, key=lambda grade: -1.0 if grade.expected_score is None else grade.expected_score)


def _alone(grade: Grade) -> Grade:
    if grade.graded_by.fallback:
        raise FellBack(grade.graded_by.fallback)
    return grade


def open_llm_grader(settings: Settings, embedder: Embedder) -> LLMAlone:
    """The LLM grader of the settings.

    Raises:
        BadRequest: no language model is set.
    """
    opened = open_llm(settings)
    if opened is None:
        raise BadRequest("no language model is set; set OPENAI_API_KEY, COACH_LLM_BASE_URL or COACH_LLM_GGUF")
    earned = Exams(settings.exams_folder).level
    return LLMAlone(LLMGrader(opened.client, OfflineGrader(embedder), earned=earned))
