"""The red team, facts turned round: altered numbers and swapped terms cost the key points that they touch.

A sample of the bank by default (every ninth question: few have numbers); each third one with `pytest -m slow`.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from labelled import labelled_questions
from red_team_answers import touched_by_numbers, touched_by_swaps

from app.grading.offline import OfflineGrader
from app.grading.verdicts import SPOKEN_OF_REASON
from app.interview.grade import CREDIT, Grade, Verdict, VerdictState
from eval.attacks.changed_facts import swapped_terms, swaps_in, wrong_numbers
from ingest.bank.questions import KeyPoint, Question

BANK = labelled_questions()
SAMPLE = BANK[::9]
# Of the points that altered numbers touch at most 1 in 10 is still met (12 of 262 over the whole bank), of those that
# swapped terms touch 1 in 4 (0.225 in each third question, 0.201 with the reader before): a reader that believes a
# point is believed (docs/reader.md). Of the others 1 in 10 may fall, where their passage holds a number or a term.
STILL_MET, STILL_MET_SWAPPED, OTHERS_MET = 0.1, 0.23, 0.9
ORDER_OF_SORTING = re.compile(r"O\(n\s+log\s+n\)")
Pairs = list[tuple[Verdict, Verdict]]


def verdicts(
    grader: OfflineGrader, question: Question, answer: str, is_touched: Callable[[KeyPoint, Verdict], bool]
) -> tuple[Pairs, Pairs]:
    """Verdicts on the strong answer and on `answer`, of the points that are touched and of the others."""
    right, wrong = (grader.grade(question, text) for text in (question.strong_answer, answer))
    rows = list(zip(question.key_points, right.verdicts, wrong.verdicts, strict=True))
    touched = [(before, after) for point, before, after in rows if is_touched(point, before)]
    return touched, [(before, after) for point, before, after in rows if not is_touched(point, before)]


def with_wrong_numbers(grader: OfflineGrader, bank: Sequence[Question]) -> Iterator[tuple[Pairs, Pairs]]:
    for question in bank:
        answer = wrong_numbers(question)
        if answer is not None:
            yield verdicts(grader, question, answer, touched_by_numbers)


def with_swapped_terms(grader: OfflineGrader, bank: Sequence[Question]) -> Iterator[tuple[Pairs, Pairs]]:
    for question in bank:
        swaps = swaps_in(question)
        if swaps:
            answer = swapped_terms(question.strong_answer, swaps)
            yield verdicts(grader, question, answer, lambda point, right: touched_by_swaps(point, right, swaps))  # noqa: B023


def share_met(pairs: Pairs) -> float:
    return sum(after.state is VerdictState.MET for _, after in pairs) / len(pairs)


def all_of(found: Iterator[tuple[Pairs, Pairs]]) -> tuple[Pairs, Pairs]:
    both = list(found)
    return [pair for touched, _ in both for pair in touched], [pair for _, rest in both for pair in rest]


def hold_numbers(grader: OfflineGrader, bank: Sequence[Question], fewest: int, still_met: float = STILL_MET) -> None:
    touched, rest = all_of(with_wrong_numbers(grader, bank))
    assert len(touched) >= fewest
    assert share_met(touched) <= still_met
    assert share_met(rest) >= OTHERS_MET
    # About half of the touched points is nothing but a number or two.
    assert sum(CREDIT[after.state] == 0 for _, after in touched) >= 0.45 * len(touched)


def hold_swaps(grader: OfflineGrader, bank: Sequence[Question], fewest: int) -> None:
    touched, rest = all_of(with_swapped_terms(grader, bank))
    assert len(touched) >= fewest
    assert share_met(touched) <= STILL_MET_SWAPPED
    assert share_met(rest) >= OTHERS_MET
    # Where the reader rather finds it said nobody is accused.
    told = {VerdictState.MET, VerdictState.CONTRADICTED}
    assert all(after.state in told or after.reason == SPOKEN_OF_REASON for _, after in touched)


@pytest.mark.slow
def test_altered_numbers_cost_the_points_that_have_them_and_no_others(grader: OfflineGrader) -> None:
    hold_numbers(grader, SAMPLE, 20, still_met=3 / 20)  # of few points one is much


@pytest.mark.slow
def test_swapped_terms_cost_the_points_that_have_them_and_no_others(grader: OfflineGrader) -> None:
    hold_swaps(grader, SAMPLE, 35)


@pytest.mark.parametrize(
    ("question_id", "point_id"),
    [
        ("code-ndcg-at-k", "sort-cost"),
        ("code-gini-best-threshold", "complexity"),
        ("code-roc-auc-by-ranks", "complexity-vs-pairs"),
        ("code-average-precision", "linear-after-sort"),
    ],
)
def test_a_quadratic_sort_costs_its_point_alone(grader: OfflineGrader, question_id: str, point_id: str) -> None:
    question = next(one for one in BANK if one.id == question_id)
    answer, count = ORDER_OF_SORTING.subn("O(n^2)", question.strong_answer)
    assert count
    found = grader.grade(question, answer)
    assert [one.point_id for one in found.verdicts if one.state is not VerdictState.MET] == [point_id]


@pytest.mark.parametrize(
    ("question_id", "terms", "least"),
    [
        pytest.param(
            "regularization-l1-versus-l2",
            ("l1", "l2"),
            3,
            marks=pytest.mark.xfail(reason="the reader believes it by 0.7, and is believed: docs/reader.md"),
        ),
        pytest.param(
            "rag-bi-encoder-versus-cross-encoder",
            ("bi", "cross"),
            4,
            marks=pytest.mark.xfail(reason="the reader believes it by 0.92, and is believed: docs/reader.md"),
        ),
        ("bias-variance-explain", ("bias", "variance"), 4),
    ],
)
def test_two_terms_swapped_throughout_contradict_what_tells_them_apart(
    grader: OfflineGrader, question_id: str, terms: tuple[str, str], least: int
) -> None:
    question = next(one for one in BANK if one.id == question_id)
    left, right = terms
    grade: Grade = grader.grade(question, swapped_terms(question.strong_answer, {left: right, right: left}))
    assert sum(one.state is VerdictState.CONTRADICTED for one in grade.verdicts) >= least


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_over_the_whole_bank_altered_numbers_cost_their_points(grader: OfflineGrader) -> None:
    hold_numbers(grader, BANK[1::3], 60)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_over_the_whole_bank_swapped_terms_cost_their_points(grader: OfflineGrader) -> None:
    hold_swaps(grader, BANK[1::3], 100)
