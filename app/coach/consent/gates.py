"""The gate before a language model elsewhere: who grades, answers and asks for a candidate, by what they have said.

Decides at each call, for the owner whose words they are: with a yes the model, else the offline way. Who has not
decided yet is told why; who has said no is not told it again each time.
"""

from dataclasses import replace

from app.answering.cited_answer import Answer, AnswerStream, FinishedStream
from app.answering.retriever import Found
from app.coach.answers.cumulative_grading import Grader
from app.coach.answers.following import Interviewer
from app.coach.consent.consent import NOT_ASKED
from app.coach.consent.consent_gate import Gate
from app.coach.questions import Tutor
from app.interview.grade import Grade
from app.interview.turn import Ask
from ingest.bank.questions import Question
from ingest.language.text import Text


class GatedGrader(Gate[Grader]):
    """Grades."""

    def grade(self, question: Question, answer: Text, *, is_follow_up: bool = False) -> Grade:
        """A verdict per key point."""
        given = self.consent.given()
        if given:
            return self.with_model.grade(question, answer, is_follow_up=is_follow_up)
        grade = self.offline.grade(question, answer, is_follow_up=is_follow_up)
        if given is not None or grade.gate is not None or not grade.is_graded:
            return grade
        return replace(grade, graded_by=replace(grade.graded_by, fallback=NOT_ASKED))


class GatedTutor(Gate[Tutor]):
    """Answers questions to the corpus."""

    def answer(self, found: Found) -> Answer:
        """An answer supported by the found passages, or a refusal."""
        given = self.consent.given()
        return self.with_model.answer(found) if given else self._offline(found, given)

    def stream(self, found: Found) -> AnswerStream:
        """The same, streamed."""
        given = self.consent.given()
        return self.with_model.stream(found) if given else FinishedStream(self._offline(found, given))

    def _offline(self, found: Found, given: bool | None) -> Answer:
        answer = self.offline.answer(found)
        is_told = given is None and found.answers
        return replace(answer, fallback=NOT_ASKED) if is_told else answer


class GatedInterviewer(Gate[Interviewer]):
    """Words what is asked."""

    def word(self, ask: Ask, question: Question, answer: str = "", grade: Grade | None = None) -> Ask:
        """`ask` in other words, or unchanged."""
        chosen = self.with_model if self.consent.given() else self.offline
        return chosen.word(ask, question, answer, grade)
