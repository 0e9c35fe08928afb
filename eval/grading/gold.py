"""`coach eval gold`: a grader's verdicts held against the labels of the gold answers.

Decides how agreement per key point is counted: credit (met or partly met against not met or contradicted)
as precision, recall and F1, the states as kappa, each with a question-clustered bootstrap interval, on the
half of the questions that no fit has seen. Of an appeal the contested point alone is compared, and no score.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.interview.grade import CREDIT, Grade, VerdictState
from eval.figures.agreement import Figure, figure_on, kappa_of, pearson, resamples
from eval.grading.gold_cases import GoldCase, Half, question_of, read_gold_files
from eval.grading.public_sets import ROW_ERRORS
from ingest.bank.questions import Question

SEED = 20

Progress = Callable[[int, int], None]
Floats = NDArray[np.float64]


class Grader(Protocol):
    """A grader of the bank's questions."""

    def grade(self, question: Question, answer: str, *, is_follow_up: bool = False) -> Grade:
        """Grade one answer."""
        ...


@dataclass(frozen=True)
class GoldReport:
    """Agreement on one half: `confusion` maps "label > verdict" to its number of key points.

    `left_out` maps why cases could not be used to their number.
    """

    half: str
    graded_by: str
    answers: int
    questions: int
    points: int
    failed: dict[str, int]
    figures: tuple[Figure, ...]
    confusion: dict[str, int]
    left_out: dict[str, int]


@dataclass(frozen=True)
class Judged:
    """One key point of one answer: the label and the grader's verdict; `is_whole`: every point has a label."""

    question_id: str
    case_id: str
    label: VerdictState
    state: VerdictState
    weight: int
    is_whole: bool = True


def evaluate_gold(
    folder: Path,
    bank: Sequence[Question],
    grader: Grader,
    limit: int | None = None,
    progress: Progress | None = None,
) -> GoldReport:
    """Grade the gold answers that no fit has seen and compare per key point.

    `limit`: only so many of them, drawn with a fixed seed, for a model that takes a minute an answer.

    Raises:
        GoldError: a gold file cannot be read or does not fit the bank.
    """
    gold = read_gold_files(folder, bank)
    cases = [case for case in gold.cases if case.half is Half.TEST]
    seen = sum(case.is_partial and case.half is Half.TRAIN for case in gold.cases)
    left_out = gold.left_out | ({"to a question that fits may look at": seen} if seen else {})
    if limit is not None:
        cases = random.Random(SEED).sample(cases, min(limit, len(cases)))  # noqa: S311  (no secret)
    judged, failed, graded_by = _judge_all(cases, {question.id: question for question in bank}, grader, progress)
    return GoldReport(
        half=Half.TEST.value,
        graded_by=graded_by,
        answers=len(cases),
        questions=len({case.question_id for case in cases}),
        points=len(judged),
        failed=dict(failed),
        figures=agreement(judged),
        confusion=dict(Counter(f"{one.label} > {one.state}" for one in judged)),
        left_out=left_out,
    )


def _judge_all(
    cases: Sequence[GoldCase], questions: Mapping[str, Question], grader: Grader, progress: Progress | None
) -> tuple[list[Judged], Counter[str], str]:
    """Every labelled point of the answers, the answers that failed by reason, and who graded."""
    judged: list[Judged] = []
    failed: Counter[str] = Counter()
    graded_by = ""
    for number, case in enumerate(cases):
        if progress is not None:
            progress(number, len(cases))
        question = question_of(case, questions[case.question_id])
        try:
            grade = grader.grade(question, case.answer, is_follow_up=bool(case.probes))
        except ROW_ERRORS as error:
            failed[f"{type(error).__name__}: {error}"[:120]] += 1
            continue
        if not grade.is_graded:
            failed[f"not graded: {grade.not_graded}"[:120]] += 1
            continue
        graded_by = f"{grade.graded_by.method}, {grade.graded_by.model}, {grade.graded_by.rubric_version}"
        judged += _judged(case, grade)
    if progress is not None:
        progress(len(cases), len(cases))
    return judged, failed, graded_by


def agreement(judged: Sequence[Judged]) -> tuple[Figure, ...]:
    """Precision, recall and F1 of credit, kappa of credit and states, what became of contradicted, r of the scores."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(one.question_id for one in judged))}
    clusters = np.array([numbers[one.question_id] for one in judged], dtype=np.int64)
    draws = resamples(clusters)
    label = np.array([CREDIT[one.label] for one in judged])
    given = np.array([CREDIT[one.state] for one in judged])
    kinds = list(VerdictState)
    a = np.array([kinds.index(one.label) for one in judged])
    b = np.array([kinds.index(one.state) for one in judged])
    against = kinds.index(VerdictState.CONTRADICTED)
    metrics: dict[str, Callable[[NDArray[np.int64]], float | None]] = {
        "precision of credit": lambda at: _share(label[at] > 0, given[at] > 0),
        "recall of credit": lambda at: _share(given[at] > 0, label[at] > 0),
        "F1 of credit": lambda at: f1(label[at] > 0, given[at] > 0),
        "kappa of credit": lambda at: kappa_of((label[at] > 0).astype(int), (given[at] > 0).astype(int)),
        "kappa of the four states": lambda at: kappa_of(a[at], b[at]),
        "precision of contradicted": lambda at: _share(a[at] == against, b[at] == against),
        "recall of contradicted": lambda at: _share(b[at] == against, a[at] == against),
        "credit given to contradicted": lambda at: _share(given[at] > 0, a[at] == against),
    }
    found = [figure_on(name, metric, len(judged), draws) for name, metric in metrics.items()]
    return (*found, _score_correlation(judged))


def f1(label: NDArray[np.bool_], given: NDArray[np.bool_]) -> float | None:
    """Twice the hits over all that is labelled or given; None where there is neither."""
    total = int(label.sum() + given.sum())
    return 2 * float((label & given).sum()) / total if total else None


def _judged(case: GoldCase, grade: Grade) -> list[Judged]:
    return [
        Judged(
            case.question_id,
            case.id,
            case.labels[verdict.point_id],
            verdict.state,
            verdict.weight,
            is_whole=not case.is_partial,
        )
        for verdict in grade.verdicts
        if verdict.point_id in case.labels
    ]


def _share(of: NDArray[np.bool_], among: NDArray[np.bool_]) -> float | None:
    """Share of `of` in the rows of `among`; None where there is no such row."""
    return float(of[among].mean()) if among.any() else None


def _score_correlation(judged: Sequence[Judged]) -> Figure:
    """Pearson r of an answer's points earned by label and by verdict, where each point has a label."""
    answers: dict[str, list[Judged]] = {}
    for one in judged:
        if not one.is_whole:
            continue
        answers.setdefault(one.case_id, []).append(one)
    people = np.array([_earned([(one.label, one.weight) for one in rows]) for rows in answers.values()])
    grader = np.array([_earned([(one.state, one.weight) for one in rows]) for rows in answers.values()])
    names = {
        name: number for number, name in enumerate(dict.fromkeys(rows[0].question_id for rows in answers.values()))
    }
    clusters = np.array([names[rows[0].question_id] for rows in answers.values()], dtype=np.int64)
    return figure_on(
        "pearson r of the scores", lambda at: pearson(people[at], grader[at]), len(people), resamples(clusters)
    )


def _earned(states: Sequence[tuple[VerdictState, int]]) -> float:
    return sum(CREDIT[state] * weight for state, weight in states) / sum(weight for _, weight in states)


def render_gold(report: GoldReport) -> str:
    """The report as text for a terminal."""
    lines = [
        f"gold answers, {report.half} half: {report.answers} answers to {report.questions} questions, "
        f"{report.points} key points, graded by {report.graded_by or 'nobody'}, failed {sum(report.failed.values())}",
    ]
    for figure in report.figures:
        if figure.value is None or figure.low is None or figure.high is None:
            lines.append(f"  {figure.name:<30} {'undefined' if figure.value is None else f'{figure.value:6.3f}'}")
        else:
            lines.append(f"  {figure.name:<30} {figure.value:6.3f}  [{figure.low:.3f}, {figure.high:.3f}]")
    lines += [f"  failed: {reason:<30} {number:6d}" for reason, number in report.failed.items()]
    lines += [f"  left out: {why:<44} {number:6d}" for why, number in report.left_out.items()]
    lines += [f"  {pair:<30} {number:6d}" for pair, number in sorted(report.confusion.items())]
    return "\n".join(lines)


def gold_as_json(report: GoldReport) -> str:
    """The report as one JSON object."""
    return json.dumps(asdict(report), indent=1)
