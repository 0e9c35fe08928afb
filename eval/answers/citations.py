"""`coach eval citations`: whether what an answer cites is what answers the query.

Decides the figures over labelled queries: ids that name no passage of the index (must be none), passages and
quotes that do not stand where they are cited (must be none), cited passages that hold labelled text (precision),
queries with at least one such passage cited (recall), and refusals on both sides. Works for any tutor: `ask` is
a function. Of a language model, the answers that it gave itself are counted a second time without those that the
offline tutor had to give for it. The citations of grades are in grade_citations.py.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.answering.cited_answer import Answer
from app.answering.llm_tutor import NOT_GROUNDED
from app.interview.citation import Citation
from app.interview.quotes import find
from eval.figures.agreement import SEED, Figure
from eval.figures.intervals import mean, shown, table
from eval.grading.public_sets import ROW_ERRORS
from eval.retrieval.spans import Query
from ingest.documents.document import Document
from ingest.errors import CoachError
from ingest.index.passages import PassageReader
from ingest.passages.section import Section
from ingest.pipeline.steps import sections

Ask = Callable[[str], Answer]
Progress = Callable[[int, int], None]
Row = TypeVar("Row")
OFFLINE = "offline"
# What a tutor or a grader may raise for one row: that row fails and is counted, the others go on.
FAILURES = (*ROW_ERRORS, CoachError)
REASON_CHARS = 120
QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
# A quotation of fewer words is a term, not a claim of what a passage says.
QUOTE_WORDS = 4


class Shelf:
    """What citations are held against: the passages of the index, and the documents as they lie on disk."""

    def __init__(self, index: PassageReader, documents: Sequence[Document]) -> None:
        """Take the texts of the index, and the documents that it was built from, read anew."""
        self._index = index
        self._texts = {document.id: document.text for document in documents}
        self._sections: dict[str, Section] = {}
        for section in sections(documents):
            self._sections.setdefault(f"{section.document}#{section.anchor}", section)

    def holds(self, citation: Citation) -> bool:
        """Whether the index has a passage of just this document, start and end."""
        place = (citation.start, citation.end)
        return any((passage.start, passage.end) == place for _, passage in self._index.of_document(citation.document))

    def is_verbatim(self, citation: Citation) -> bool:
        """Whether the cited text stands in its document at its offsets, character for character."""
        return self._texts.get(citation.document, "")[citation.start : citation.end] == citation.text != ""

    def is_in(self, citation: Citation, section: str) -> bool:
        """Whether the cited passage overlaps a section, `<document>#<anchor>`."""
        where = self._sections.get(section)
        if where is None or where.document != citation.document:
            return False
        return where.start < citation.end and citation.start < where.end


@dataclass(frozen=True)
class Asked:
    """One answer against its query's labels."""

    can_be_answered: bool
    refused: bool
    cited: int
    cited_labelled: int
    invalid_ids: int
    passages: int
    passages_verbatim: int
    quotes: int
    quotes_found: int
    quotes_uncited: int
    sentences_uncited: int


@dataclass(frozen=True)
class Tally:
    """Counts over answers, and figures (0..1) with their intervals over queries. `queries` can be answered."""

    answers: int
    queries: int
    unanswerable: int
    unanswerable_refused: int
    invalid_ids: int
    passages: int
    passages_verbatim: int
    quotes: int
    quotes_found: int
    quotes_uncited: int
    sentences_uncited: int
    figures: tuple[Figure, ...]

    def column(self) -> dict[str, str]:
        """What each row of the table says."""
        return {
            "queries that can be answered": f"{self.queries}",
            **{figure.name: shown(figure) for figure in self.figures},
            "refused of those that cannot": f"{self.unanswerable_refused} of {self.unanswerable}",
            "ids that name no passage of the index": f"{self.invalid_ids}",
            "cited passages that stand in their document": f"{self.passages_verbatim} of {self.passages}",
            "quotes found in the passage they cite": f"{self.quotes_found} of {self.quotes}",
            "quotes that cite nothing": f"{self.quotes_uncited}",
            "sentences without a citation": f"{self.sentences_uncited}",
        }


@dataclass(frozen=True)
class Report:
    """What the answers cite. `own`, `ungrounded`, `not_asked` and `fell_back` are of a language model, None and 0 else.

    `own`: the answers that are the model's own; `ungrounded`: those where none of its sentences stood and the
    passages' own follow; `not_asked`: refused before a model was asked; `fell_back` and `failed` map a reason to its
    number of answers. Failed ones are in no figure.
    """

    answered_by: str
    every: Tally
    own: Tally | None
    ungrounded: int
    not_asked: int
    fell_back: Mapping[str, int]
    failed: Mapping[str, int]

    def render(self) -> str:
        """A text table: counts, then figures in per cent with 95 % intervals."""
        columns = {"": self.every} if self.own is None else {"every answer": self.every, "the model's own": self.own}
        text = columned(f"citations of answers, {self.answered_by}", {k: one.column() for k, one in columns.items()})
        rows = reasons("failed", self.failed)
        if self.own is not None:
            rows = [
                ["the model's own", f"{self.own.answers}"],
                ["no sentence of the model's stood, the passages' own follow", f"{self.ungrounded}"],
                ["nothing found, no model asked", f"{self.not_asked}"],
                *reasons("fell back to the offline tutor", self.fell_back),
                *rows,
            ]
        return f"{text}\n\n{table(['answers', f'{self.every.answers}'], rows)}"


def evaluate(
    queries: Sequence[Query], ask: Ask, shelf: Shelf, tutor: str = OFFLINE, told: Progress | None = None
) -> Report:
    """Ask every query and hold the answers against the labels; `told` hears how many are done of how many."""
    answers: list[tuple[Query, Answer]] = []
    failed: Counter[str] = Counter()
    for number, query in enumerate(queries, start=1):
        try:
            answers.append((query, ask(query.text)))
        except FAILURES as error:
            failed[f"{type(error).__name__}: {error}"[:REASON_CHARS]] += 1
        if told is not None:
            told(number, len(queries))
    judged = [(answer, judge(query, answer, shelf)) for query, answer in answers]
    without_model = [one for one, _ in judged if one.answered_by == OFFLINE and not one.fallback]
    return Report(
        answered_by=named(tutor, (usage.model for answer, _ in judged for usage in answer.usage)),
        every=summary([one for _, one in judged]),
        own=None if tutor == OFFLINE else summary([one for answer, one in judged if is_own(answer)]),
        ungrounded=sum(answer.fallback == NOT_GROUNDED for answer, _ in judged),
        not_asked=0 if tutor == OFFLINE else len(without_model),
        # dataclasses.asdict in Python 3.11 breaks a Counter.
        fell_back=dict(
            Counter(one.fallback[:REASON_CHARS] for one, _ in judged if one.fallback not in ("", NOT_GROUNDED))
        ),
        failed=dict(failed),
    )


def judge(query: Query, answer: Answer, shelf: Shelf) -> Asked:
    """One answer against its query's labels."""
    by_number = {citation.n: citation for citation in answer.citations}
    cites = [n for sentence in answer.sentences for n in sentence.cites]
    cited = [by_number[n] for n in sorted(set(cites)) if n in by_number]
    quoted = [
        (text, [by_number[n] for n in sentence.cites if n in by_number])
        for sentence in answer.sentences
        for text in quotes(sentence.text, answer.answered_by)
        if sentence.cites and not sentence.is_prepared
    ]
    uncited = [sentence for sentence in answer.sentences if not sentence.cites]
    return Asked(
        can_be_answered=bool(query.parts),
        refused=not answer.sentences,
        cited=len(cited),
        cited_labelled=sum(holds_label(query, citation) for citation in cited),
        invalid_ids=sum(n not in by_number for n in cites) + sum(not shelf.holds(one) for one in answer.citations),
        passages=len(answer.citations),
        passages_verbatim=sum(shelf.is_verbatim(one) for one in answer.citations),
        quotes=len(quoted),
        quotes_found=sum(any(_stands(text, one.text, answer) for one in passages) for text, passages in quoted),
        quotes_uncited=sum(len(quotes(sentence.text, answer.answered_by)) for sentence in uncited),
        sentences_uncited=len(uncited),
    )


def is_own(answer: Answer) -> bool:
    """Whether a model gave it, and no fallback did."""
    return answer.answered_by != OFFLINE


def quotes(sentence: str, answered_by: str) -> list[str]:
    """What a sentence claims to be a passage's own words: all of it offline, else what stands in quotation marks."""
    if answered_by == OFFLINE:
        return [sentence]
    return [text for text in QUOTED.findall(sentence) if len(text.split()) >= QUOTE_WORDS]


def holds_label(query: Query, citation: Citation) -> bool:
    """Whether a cited passage holds labelled text of the query."""
    return any(
        part.document == citation.document and start < citation.end and citation.start < end
        for part in query.parts
        for start, end in part.spans
    )


def summary(found: Sequence[Asked]) -> Tally:
    """The counts and figures of answers."""
    can = [one for one in found if one.can_be_answered]
    cannot = [one for one in found if not one.can_be_answered]
    figures = (
        mean("cited passages that hold labelled text", [one.cited_labelled / one.cited for one in can if one.cited]),
        mean("queries with such a passage cited", [float(one.cited_labelled > 0) for one in can]),
        mean("refused of those that can be answered", [float(one.refused) for one in can]),
    )
    return Tally(
        answers=len(found),
        queries=len(can),
        unanswerable=len(cannot),
        unanswerable_refused=sum(one.refused for one in cannot),
        invalid_ids=sum(one.invalid_ids for one in found),
        passages=sum(one.passages for one in found),
        passages_verbatim=sum(one.passages_verbatim for one in found),
        quotes=sum(one.quotes for one in found),
        quotes_found=sum(one.quotes_found for one in found),
        quotes_uncited=sum(one.quotes_uncited for one in found),
        sentences_uncited=sum(one.sentences_uncited for one in found),
        figures=figures,
    )


def draw(rows: Sequence[Row], limit: int | None) -> list[Row]:
    """The first `limit` rows of a shuffle that is the same every time; all of them, in their order, without a limit."""
    if limit is None:
        return list(rows)
    shuffled = list(rows)
    # Picks queries; nothing secret hangs on it.
    random.Random(SEED).shuffle(shuffled)  # noqa: S311
    return shuffled[:limit]


def named(tutor: str, models: Iterable[str]) -> str:
    """Who answered, with the model that its requests name."""
    return ", ".join([tutor, *sorted(set(models))])


def columned(title: str, columns: Mapping[str, Mapping[str, str]]) -> str:
    """A table of a column a group of answers, all with the same rows."""
    names = next(iter(columns.values()))
    return table([title, *columns], [[name, *(column[name] for column in columns.values())] for name in names])


def reasons(what: str, counted: Mapping[str, int]) -> list[list[str]]:
    """A row of how many, then one a reason, the most frequent first."""
    rows = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [[what, f"{sum(counted.values())}"], *([f"  {reason}", f"{count}"] for reason, count in rows)]


def _stands(text: str, passage: str, answer: Answer) -> bool:
    """Word for word offline; a model's quotation by the rule of app/interview/quotes.py: case and signs may differ."""
    if answer.answered_by == OFFLINE:
        # A sentence that led to code is told without its colon.
        return _plain(text).rstrip(".") in _plain(passage)
    return find(text, passage) is not None


def _plain(text: str) -> str:
    """Blank space made one, since an answer is one line and a passage is not."""
    return " ".join(text.split())
