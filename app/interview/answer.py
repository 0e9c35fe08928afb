"""What the coach answers to a question about the corpus: sentences, each with the passages it stands on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from app.interview.usage import Usage


@dataclass(frozen=True)
class Citation:
    """A passage that a reply names as [n]; `text == document.text[start:end]`."""

    n: int
    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer; `cites` are the [n] that code has checked. Empty means ungrounded."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """An answer from the passages alone. `refused` says why there is none; then nothing is cited.

    `answered_by` is offline or llm; `fallback` says why an LLM's answer was not to be had. `passages_used` of the
    `passages_found` stood behind it; `notes` are sentences to the user about the answer, such as that a passage
    did not fit into the model's context.
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

    @property
    def text(self) -> str:
        """The sentences with their marks, as they are shown: 'It is. [1] It does. [1][2]'."""
        return " ".join(
            sentence.text
            + "".join(f" [{n}]" if position == 0 else f"[{n}]" for position, n in enumerate(sentence.cites))
            for sentence in self.sentences
        )


@dataclass(frozen=True)
class Piece:
    """A piece of an answer's text as it comes in, not checked yet."""

    text: str


@dataclass(frozen=True)
class Restart:
    """What was told so far does not stand: the answer begins anew, and why."""

    why: str


class AnswerStream(Protocol):
    """An answer as it is told: pieces and checked sentences, and at last the whole checked Answer.

    `citations` are the passages it is told from, known before the first piece.
    """

    citations: tuple[Citation, ...]

    def __iter__(self) -> Iterator[Piece | Sentence | Restart | Answer]:
        """In the order they come; the Answer is the last."""
        ...

    def cancel(self) -> None:
        """Nobody listens any more: stop the generation. Safe from any thread, and at any time."""
        ...


class FinishedStream:
    """The stream of an answer that is there already."""

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
