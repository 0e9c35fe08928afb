"""The questions that interviews can ask, and what to do where none fits.

Decides what is said of a bank in which no question was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import BadRequest, NotFound

# What is said of an index in which no question was found, and what to do about it.
NO_QUESTIONS = (
    'the documents of the index hold none. Write a line Question: "..." and the answer below it, and run coach ingest '
    'again; the README says how under "Your own documents"'
)


@dataclass(frozen=True)
class QuestionBank:
    """The questions of the corpus, or those that were found in an index of other documents."""

    questions: tuple[Question, ...]

    def question(self, identifier: str) -> Question:
        """The question of that id.

        Raises:
            NotFound: there is none of that id.
        """
        for question in self.questions:
            if question.id == identifier:
                return question
        raise NotFound(f"there is no question {identifier!r}")

    def nothing_fits(self, stage: Stage, topics: Sequence[Topic]) -> BadRequest:
        """The error that says why no interview can be held, and what to choose or write instead."""
        if not self.questions:
            return BadRequest(f"there is no question to ask: {NO_QUESTIONS}")
        if topics:
            return BadRequest(
                f"there is no question for stage {stage} and topics {', '.join(topics)}; choose other topics or none"
            )
        others = ", ".join(sorted({question.stage.value for question in self.questions}))
        return BadRequest(f"there is no question for stage {stage}; choose a stage that has some: {others}")
