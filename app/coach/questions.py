"""Questions of a candidate to the corpus: a cited answer, its explanation, the passages, a whole document.

Decides that a question is read after those before it, that the search comes next and that the tutor answers from what
it found; how is for app/answering. A question that is not answered is kept for the owner of the corpus, and whoever
counts hears of each answer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.answering.cited_answer import Answer, AnswerStream, Piece, Restart, Sentence
from app.answering.prepared.searching import search
from app.answering.retriever import Found, Retriever
from app.answering.wording import Wording, read
from app.coach.consent.consent_gate import Gate
from app.coach.explain import Explainer, Explanation
from app.coach.turnstile import Turnstile
from app.interview.citation import Citation
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


@dataclass
class _Heard:
    """A stream whose answer is told to somebody once it is whole."""

    citations: tuple[Citation, ...]
    stream: AnswerStream
    watch: Callable[[Answer], None]

    def __iter__(self) -> Iterator[Piece | Sentence | Restart | Answer]:
        """What the stream brings."""
        for item in self.stream:
            if isinstance(item, Answer):
                self.watch(item)
            yield item

    def cancel(self) -> None:
        """Stop the stream."""
        self.stream.cancel()


@dataclass(frozen=True)
class Questions:
    """Answers questions from the passages of the index alone."""

    retriever: Retriever
    tutor: Tutor
    explainer: Explainer
    weigh: Callable[[Found], Found] = lambda found: found
    read: Callable[[str, Sequence[str]], Wording] = read
    keep_gap: Callable[[Found], None] = lambda _: None
    watch: Callable[[Answer], None] = lambda _: None
    turnstile: Turnstile = field(default_factory=Turnstile)

    def of(self, owner: str) -> "Questions":
        """The same for what an owner asks."""
        if not isinstance(self.tutor, Gate):
            return self
        tutor = self.tutor.of(owner)
        explainer = replace(self.explainer, reply=tutor.answer, may_send=lambda: bool(tutor.consent.given()))
        return replace(self, tutor=tutor, explainer=explainer)

    def ask(self, query: str, before: Sequence[str] = ()) -> Answer:
        """Answer a question from the passages alone, or say that they hold nothing.

        `before`: the questions of the same conversation, the earliest first.
        """
        answer = self.tutor.answer(self._found(query, before))
        self.watch(answer)
        return answer

    def stream(self, query: str, before: Sequence[str] = ()) -> AnswerStream:
        """The same, streamed; `cancel` stops it when the client has gone."""
        stream = self.tutor.stream(self._found(query, before))
        return _Heard(stream.citations, stream, self.watch)

    def explain(self, query: str, before: Sequence[str] = ()) -> Explanation:
        """Answer a question and show every stage of the search and the answer."""
        return self.explainer.explain(query, before)

    def answers(self, query: str) -> bool:
        """Whether the corpus answers a question."""
        return self._weighed(query).answers

    def _weighed(self, query: str, before: Sequence[str] = ()) -> Found:
        return self.weigh(search(self.retriever, self.read(query, before)))

    def _found(self, query: str, before: Sequence[str]) -> Found:
        with self.turnstile.turn():
            found = self._weighed(query, before)
        if not found.answers:
            self.keep_gap(found)
        return found

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
