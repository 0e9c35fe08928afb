"""The corpus over the wire: a question to it and its cited answer, passages that are found, whole documents."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.answering.cited_answer import Answer, Sentence
from app.answering.statements import supporting
from app.api.schemas import CitationView, Model, UsageView
from ingest.index.passages import StoredDocument
from ingest.index.search import Hit


class AskRequest(Model):
    """A question to the corpus."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)] = Field(
        examples=["How do I choose between ROC-AUC and PR-AUC?"]
    )
    before: list[Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]] = Field(
        default_factory=list,
        max_length=20,
        description="the questions of the same conversation before this one, the earliest first",
        examples=[["What is a ROC curve?"]],
    )


class SentenceView(Model):
    """A sentence and the passages it stands on; `grounded` is false where code found no valid citation.

    `prepared`: it is a key point of the question bank, which the passage teaches in other words.
    """

    text: str
    cites: tuple[int, ...]
    grounded: bool
    prepared: bool

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """The view of a sentence."""
        return cls(
            text=sentence.text, cites=sentence.cites, grounded=bool(sentence.cites), prepared=sentence.is_prepared
        )


class AnswerView(Model):
    """An answer from the passages. `refused` says why there is none."""

    answer: str
    sentences: list[SentenceView]
    citations: list[CitationView]
    refused: str
    answered_by: str
    fallback: str
    passages_found: int = Field(description="passages that were found; 0 where no model was asked")
    passages_used: int = Field(description="of these, those that fitted into the model's context")
    notes: tuple[str, ...] = Field(description="sentences to the user about the answer")
    usage: list[UsageView]
    nearest: list[CitationView] = Field(description="where nothing answers: the passages that are nearest")
    next_questions: tuple[str, ...] = Field(description="what can be asked next; the corpus answers it")

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The view of an answer."""
        return cls(
            answer=answer.text,
            sentences=[SentenceView.of(sentence) for sentence in answer.sentences],
            citations=[CitationView.of(citation) for citation in answer.citations],
            refused=answer.refused,
            answered_by=answer.answered_by,
            fallback=answer.fallback,
            passages_found=answer.passages_found,
            passages_used=answer.passages_used,
            notes=answer.notes,
            usage=[UsageView.of(usage) for usage in answer.usage],
            nearest=[CitationView.of(citation) for citation in answer.nearest],
            next_questions=answer.next_questions,
        )


class HitView(Model):
    """A passage that was found."""

    rank: int
    score: float
    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The view of a hit."""
        passage = hit.passage
        return cls(
            rank=hit.rank,
            score=round(hit.score, 4),
            document=passage.document,
            title=passage.title,
            headings=passage.headings,
            start=passage.start,
            end=passage.end,
            text=passage.text,
        )


class SearchView(Model):
    """The passages of a search, best first."""

    hits: list[HitView]


class SupportView(Model):
    """A sentence of a document: `text[start:end]`."""

    start: int
    end: int


class DocumentView(Model):
    """A document; the offsets of citations count characters of `text`."""

    id: str
    title: str
    source: str
    text: str
    said: list[SupportView] = Field(
        description="the sentences of the passage that say what it was opened for, in order"
    )

    @classmethod
    def of(cls, document: StoredDocument, start: int, end: int, about: Sequence[str]) -> Self:
        """The view of a document, of which text[start:end] was opened for what is told in `about`."""
        places = supporting(about, document.text[start:end])
        said = [SupportView(start=start + first, end=start + last) for first, last in places]
        return cls(**vars(document), said=said)
