"""The language model that is set, as a candidate is told of it: which, where, and what its exam has earned it."""

from dataclasses import dataclass

from app.grading.exam.result import MEANS, ExamResult


@dataclass(frozen=True)
class LanguageModel:
    """A model by its name and the host that it is asked at; `exam` is None where it was not examined as a grader."""

    name: str
    host: str
    exam: ExamResult | None

    @property
    def means(self) -> str:
        """How far its verdicts count."""
        return MEANS[None if self.exam is None else self.exam.level]
