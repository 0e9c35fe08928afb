"""What the coach answers to a question about the corpus: sentences, each with the passages it stands on."""

from dataclasses import dataclass


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

    `answered_by` is offline or llm; `fallback` says why an LLM's answer was not to be had.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    answered_by: str
    refused: str = ""
    fallback: str = ""

    @property
    def text(self) -> str:
        """The sentences with their marks, as they are shown: 'It is. [1] It does. [1][2]'."""
        return " ".join(
            sentence.text
            + "".join(f" [{n}]" if position == 0 else f"[{n}]" for position, n in enumerate(sentence.cites))
            for sentence in self.sentences
        )
