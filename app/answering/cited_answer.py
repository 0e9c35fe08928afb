"""The coach's answer to a question about the corpus: sentences, each with the passages that support it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from app.interview.citation import Citation
from app.interview.usage import Usage


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer; `cites` are the [n] that code has checked. Empty means ungrounded.

    `is_prepared`: it was written for such a question, or is a key point of the question bank; the passage says it in
    its own words.
    """

    text: str
    cites: tuple[int, ...]
    is_prepared: bool = False


@dataclass(frozen=True)
class Answer:
    """An answer from the passages alone. `refused` says why there is none; then nothing is cited.

    `answered_by` is offline or llm; `fallback` says why the LLM gave no usable answer. Of the `passages_found`,
    `passages_used` were given to the model; `notes` are sentences to the user about the answer, for example that a
    passage did not fit into the model's context. `nearest` are passages that are near where nothing answers;
    `next_questions` can be asked next, and the corpus answers them. `prepared_for`: of the prepared answers that were
    given the wordings that are nearest to the query; none where it was told otherwise.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    answered_by: str
    refused: str = ""
    fallback: str = ""
    passages_found: int = 0
    passages_used: int = 0
    notes: tuple[str, ...] = ()
    usage: tuple[Usage, ...] = ()
    nearest: tuple[Citation, ...] = ()
    next_questions: tuple[str, ...] = ()
    prepared_for: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentences with their citation marks, as they are shown: 'It is. [1] It does. [1][2]'."""
        return " ".join(
            sentence.text
            + "".join(f" [{n}]" if position == 0 else f"[{n}]" for position, n in enumerate(sentence.cites))
            for sentence in self.sentences
        )


@dataclass(frozen=True)
class Piece:
    """A piece of an answer's text as it arrives, not yet checked."""

    text: str


@dataclass(frozen=True)
class Restart:
    """What was sent so far is withdrawn and the answer starts again; `why` is the reason."""

    why: str


class AnswerStream(Protocol):
    """An answer while it is being written: pieces and checked sentences, and last the whole checked Answer.

    `citations` are the passages it is written from, known before the first piece.
    """

    citations: tuple[Citation, ...]

    def __iter__(self) -> Iterator[Piece | Sentence | Restart | Answer]:
        """In the order they come; the Answer is the last."""
        ...

    def cancel(self) -> None:
        """Stop the generation, since the client has gone. Safe from any thread, and at any time."""
        ...


class FinishedStream:
    """The stream of an answer that is already complete."""

    def __init__(self, answer: Answer) -> None:
        """Take the whole answer."""
        self._answer = answer
        self.citations = answer.citations

    def __iter__(self) -> Iterator[Piece | Sentence | Restart | Answer]:
        """Its words one by one, then itself."""
        for word in re.findall(r"\s*\S+\s*", self._answer.text or self._answer.refused):
            yield Piece(word)
        yield self._answer

    def cancel(self) -> None:
        """There is nothing to stop."""
