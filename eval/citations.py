"""`coach eval citations`: whether what an answer cites is what answers the query.

Decides the figures over labelled queries: ids that name no passage (must be none), quotes that are not in the
passage they cite (must be none), cited passages that hold labelled text (precision), queries with at
least one such passage cited (recall), and refusals on both sides. Works for any tutor: `ask` is a function.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from app.interview.answer import Answer, Citation
from eval.grading_metrics import Figure
from eval.intervals import mean, shown, table
from eval.spans import Query

Ask = Callable[[str], Answer]
# A quotation of fewer words is a term, not a claim of what a passage says.
QUOTED = re.compile(r"[\"“]((?:\S+\s+){3,}\S+?)[\"”]")


@dataclass(frozen=True)
class Asked:
    """One answer against its query's labels."""

    can_be_answered: bool
    refused: bool
    cited: int
    cited_labelled: int
    invalid_ids: int
    quotes: int
    quotes_found: int
    sentences: int
    sentences_uncited: int


@dataclass(frozen=True)
class Report:
    """Counts over all queries and figures (0..1) with their intervals over queries."""

    answered_by: str
    queries: int
    unanswerable: int
    unanswerable_refused: int
    invalid_ids: int
    quotes: int
    quotes_found: int
    sentences_uncited: int
    figures: tuple[Figure, ...]

    def render(self) -> str:
        """A text table: counts, then figures in per cent with 95 % intervals."""
        rows = [
            ["queries that can be answered", f"{self.queries}"],
            *([figure.name, shown(figure)] for figure in self.figures),
            ["refused of those that cannot", f"{self.unanswerable_refused} of {self.unanswerable}"],
            ["ids that name no passage", f"{self.invalid_ids}"],
            ["quotes found in the passage they cite", f"{self.quotes_found} of {self.quotes}"],
            ["sentences without a citation", f"{self.sentences_uncited}"],
        ]
        return table([f"citations, {self.answered_by}", ""], rows)

    def as_json(self) -> str:
        """One JSON document with every figure and its interval."""
        return json.dumps(asdict(self), indent=1)


def evaluate(queries: Sequence[Query], ask: Ask, told: Callable[[int, int], None] | None = None) -> Report:
    """Ask every query and hold the answers against the labels; `told` hears how many are done of how many."""
    found: list[Asked] = []
    answered_by = ""
    for query in queries:
        answer = ask(query.text)
        answered_by = answered_by or answer.answered_by
        found.append(judge(query, answer))
        if told is not None:
            told(len(found), len(queries))
    return summary(answered_by, found)


def judge(query: Query, answer: Answer) -> Asked:
    """One answer against its query's labels."""
    by_number = {citation.n: citation for citation in answer.citations}
    cites = [n for sentence in answer.sentences for n in sentence.cites]
    cited = [by_number[n] for n in sorted(set(cites)) if n in by_number]
    quoted = [
        (text, [by_number[n] for n in sentence.cites if n in by_number])
        for sentence in answer.sentences
        for text in quotes(sentence.text, answer.answered_by)
    ]
    return Asked(
        can_be_answered=bool(query.parts),
        refused=not answer.sentences,
        cited=len(cited),
        cited_labelled=sum(holds_label(query, citation) for citation in cited),
        invalid_ids=sum(n not in by_number for n in cites),
        quotes=len(quoted),
        quotes_found=sum(any(_plain(text) in _plain(one.text) for one in passages) for text, passages in quoted),
        sentences=len(answer.sentences),
        sentences_uncited=sum(not sentence.cites for sentence in answer.sentences),
    )


def quotes(sentence: str, answered_by: str) -> list[str]:
    """What a sentence claims to be a passage's own words: all of it offline, else what stands in quotation marks."""
    return [sentence] if answered_by == "offline" else QUOTED.findall(sentence)


def holds_label(query: Query, citation: Citation) -> bool:
    """Whether a cited passage holds labelled text of the query."""
    return any(
        part.document == citation.document and start < citation.end and citation.start < end
        for part in query.parts
        for start, end in part.spans
    )


def summary(answered_by: str, found: Sequence[Asked]) -> Report:
    """The counts and figures of all answers."""
    can = [one for one in found if one.can_be_answered]
    cannot = [one for one in found if not one.can_be_answered]
    figures = (
        mean("cited passages that hold labelled text", [one.cited_labelled / one.cited for one in can if one.cited]),
        mean("queries with such a passage cited", [float(one.cited_labelled > 0) for one in can]),
        mean("refused of those that can be answered", [float(one.refused) for one in can]),
    )
    return Report(
        answered_by=answered_by,
        queries=len(can),
        unanswerable=len(cannot),
        unanswerable_refused=sum(one.refused for one in cannot),
        invalid_ids=sum(one.invalid_ids for one in found),
        quotes=sum(one.quotes for one in found),
        quotes_found=sum(one.quotes_found for one in found),
        sentences_uncited=sum(one.sentences_uncited for one in found),
        figures=figures,
    )


def _plain(text: str) -> str:
    """Blank space made one, since an answer is one line and a passage is not."""
    return " ".join(text.split())
