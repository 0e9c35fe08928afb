"""Questions of a candidate to the corpus: a cited answer, its explanation, the passages, a whole document.

Decides that the search comes first and the tutor answers from what it found; how is for app/answering.
"""

from dataclasses import dataclass
from typing import Protocol

from app.answering.cited_answer import Answer, AnswerStream
from app.answering.retriever import Found, Retriever
from app.coach.explain import Explainer, Explanation
from ingest.index.passages import StoredDocument
from ingest.index.search import Hit


class Tutor(Protocol):
    """Answers from passages: offline, or an LLM whose citations are checked."""

    def answer(self, found: Found) -> Answer:
        """An answer supported by the found passages, or a refusal."""
        ...

    def stream(self, found: Found) -> AnswerStream:
        """The same, streamed; it can be stopped."""
        ...


@dataclass(frozen=True)
class Questions:
    """Answers questions from the passages of the index alone."""

    retriever: Retriever
    tutor: Tutor
    explainer: Explainer

    def ask(self, query: str) -> Answer:
        """Answer a question from the passages alone, or say that they hold nothing."""
        return self.tutor.answer(self.retriever.find(query))

    def stream(self, query: str) -> AnswerStream:
        """The same, streamed; `cancel` stops it when the client has gone."""
        return self.tutor.stream(self.retriever.find(query))

    def explain(self, query: str) -> Explanation:
        """Answer a question and show every stage of the search and the answer."""
        return self.explainer.explain(query)

    def search(self, query: str, k: int) -> list[Hit]:
        """The k best passages for a query, best first."""
        return self.retriever.search(query, k)

    def documents(self) -> list[tuple[str, str]]:
        """The id and title of every document, by id."""
        return self.retriever.documents()

    def document(self, identifier: str) -> StoredDocument:
        """A whole document.

        Raises:
            NotFound: there is none of that id.
        """
        return self.retriever.document(identifier)
