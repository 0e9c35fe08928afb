"""The passages that teach what an answer missed.

Decides their numbers: the heaviest point's passage is [1], and a passage that teaches several points is cited once.
"""

from typing import NamedTuple

from app.answering.retriever import Retriever, cite
from app.interview.citation import Citation
from app.interview.grade import Grade, VerdictState


class Teaching(NamedTuple):
    """The passages in the order of their numbers, and the [n] of the one that teaches a point, by the point's id."""

    citations: tuple[Citation, ...]
    point_citations: dict[str, int]


def teaching(grade: Grade, retriever: Retriever) -> Teaching:
    """What to read for the points of a grade that are not fully met, heaviest first."""
    citations: list[Citation] = []
    numbers: dict[tuple[str, int], int] = {}
    point_citations: dict[str, int] = {}
    for verdict in sorted(grade.verdicts, key=lambda verdict: -verdict.weight):
        if verdict.state is VerdictState.MET or not verdict.section:
            continue
        passage = retriever.teaches(verdict.section, verdict.point)
        if passage is None:
            continue
        place = (passage.document, passage.start)
        if place not in numbers:
            numbers[place] = len(citations) + 1
            citations.append(cite(numbers[place], passage))
        point_citations[verdict.point_id] = numbers[place]
    return Teaching(tuple(citations), point_citations)
