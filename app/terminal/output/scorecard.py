"""The scorecard in a terminal: the whole, each round of a loop, each question, what to study.

Decides the look. The strongest and weakest points of one round stand in its report.
"""

from collections.abc import Sequence

from rich.text import Text

from app.coach.candidates.report_words import (
    headed,
    hints,
    left_open,
    place,
    point_of,
    share,
    state_of,
    told_round,
    verdict,
)
from app.interview.citation import Citation
from app.interview.interview import Interview
from app.interview.results.report import MOST_TOLD, Report, RoundReport, report
from app.interview.results.scorecard import ToReview
from app.terminal.output.console import out


def print_scorecard(interview: Interview) -> None:
    """The scorecard of an interview."""
    told = report(interview)
    card = told.card
    out.print()
    out.rule("Scorecard", align="left")
    first, *others = verdict(card)
    out.print(Text(first, style="bold"))
    for line in [*others, *hints(card)]:
        out.print(Text(line))
    if card.skipped:
        out.print(Text(f"Questions skipped: {card.skipped} of {card.planned}."))
    for item in card.questions:
        out.print(Text(f"  {share(item)}  {item.text}"))
    for open_one in card.not_answered:
        out.print(Text(f"  {state_of(open_one)}  {left_open(open_one)}"))
    for held, planned in zip(told.rounds, interview.course.rounds, strict=True):
        out.print(Text(told_round(held.score), style="bold"))
        _print_points(held)
        _print_review([one for one in card.review if one.question_id in planned.question_ids], held.read)
    if not told.rounds:
        _print_points(told)
        _print_review(card.review, told.read)


def _print_points(told: Report | RoundReport) -> None:
    """What was strongest and what weakest."""
    for name, points in headed(told):
        out.print(Text(f"{name}:"))
        for point in points:
            out.print(Text(f"  - {point_of(point)}"))


def _print_review(review: Sequence[ToReview], read: Sequence[Citation]) -> None:
    """What to study: each passage to read once, with the points that it teaches; points that none teaches, a few."""
    untaught = [one.point for one in review if one.citation is None][:MOST_TOLD]
    if read or untaught:
        out.print(Text("To review, what matters most first:", style="bold"))
    for passage in read:
        out.print(Text(f"  {place(passage)}"))
        _print_list([one.point for one in review if one.citation is not None and _is_same(one.citation, passage)])
    if untaught:
        out.print(Text("  In no passage of the corpus"))
        _print_list(untaught)


def _print_list(points: Sequence[str]) -> None:
    for point in points:
        out.print(Text(f"    - {point}"))


def _is_same(one: Citation, other: Citation) -> bool:
    """Whether both are of one passage, under whatever number."""
    return (one.document, one.start) == (other.document, other.start)
