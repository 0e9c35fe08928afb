"""`coach eval verdicts`: a grader's state of each key point held against labels, on any file of cases.

Decides the figures: what contradicted points are credited, what of the met points is found, the share of the points
that each kind of answer earns, the correlation of the shares, and whether who is sure is right.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.grading.llm_claims import ROLE_AGAIN
from app.interview.grade import AGAIN, CREDIT, HIRING_SCALE, Grade, VerdictState, hiring_word
from eval.figures.agreement import Figure, figure_on, kappa_of, pearson, resamples
from eval.grading.gold import Grader
from eval.grading.public_sets import ROW_ERRORS
from eval.grading.verdict_cases import VerdictCase, question_of
from ingest.bank.questions import Question

STATES = tuple(VerdictState)
BINS = 10

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class JudgedCase:
    """What a grader made of one case: the state of each labelled point, and how sure it is of it, 0..1.

    `again` counts what a language model was asked once more, by what came of it.
    """

    case: VerdictCase
    states: dict[str, VerdictState]
    sure: dict[str, float]
    weights: dict[str, int]
    again: Mapping[str, int] = field(default_factory=dict)

    def as_line(self) -> str:
        """A line of `--out`."""
        sure = {point: round(value, 4) for point, value in self.sure.items()}
        return json.dumps({"id": self.case.id, "states": self.states, "sure": sure})


@dataclass(frozen=True)
class VerdictsReport:
    """Agreement over all judged cases; `share` and `share_labelled` map a kind of answer to its mean share of points.

    `confusion` maps "label > verdict" to its number of points, `failed` why an answer was not graded to its number,
    `again` what a language model was asked once more to its number. `cases` names the files that the answers are from.
    """

    graded_by: str
    answers: int
    questions: int
    points: int
    figures: tuple[Figure, ...]
    share: dict[str, float]
    share_labelled: dict[str, float]
    confusion: dict[str, int]
    failed: dict[str, int] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
    cases: tuple[str, ...] = ()

    def as_json(self) -> str:
        """The report as one JSON object."""
        return json.dumps(asdict(self), indent=1)

    def render(self) -> str:
        """The report as text for a terminal."""
        lines = [
            f"{self.answers} answers to {self.questions} questions, {self.points} labelled key points, "
            f"graded by {self.graded_by or 'nobody'}, failed {sum(self.failed.values())}"
        ]
        lines += [f"  cases: {', '.join(self.cases)}"] if self.cases else []
        for figure in self.figures:
            value = "undefined" if figure.value is None else f"{figure.value:6.3f}"
            interval = "" if figure.low is None or figure.high is None else f"  [{figure.low:.3f}, {figure.high:.3f}]"
            lines.append(f"  {figure.name:<36} {value}{interval}")
        lines += [
            f"  share of the points, {kind or 'all'}: {share:.3f}, by the labels {self.share_labelled[kind]:.3f}"
            for kind, share in self.share.items()
        ]
        lines += [f"  {pair:<36} {number:6d}" for pair, number in self.confusion.items()]
        lines += [f"  asked once more: {what:<40} {number:6d}" for what, number in self.again.items()]
        lines += [f"  failed: {why:<40} {number:6d}" for why, number in self.failed.items()]
        return "\n".join(lines)


def judge_cases(
    cases: Sequence[VerdictCase],
    bank: Sequence[Question],
    grader: Grader,
    progress: Progress | None = None,
) -> tuple[list[JudgedCase], str, dict[str, int]]:
    """Grade every case: what was made of it, who graded, and why others could not be graded, with their number.

    Raises:
        CasesError: a case has no rubric, or labels that do not fit it.
    """
    by_id: Mapping[str, Question] = {question.id: question for question in bank}
    asked = [question_of(case, by_id) for case in cases]
    judged: list[JudgedCase] = []
    failed: Counter[str] = Counter()
    graded_by = ""
    for number, (case, question) in enumerate(zip(cases, asked, strict=True)):
        if progress is not None:
            progress(number, len(cases))
        try:
            # Not each grader knows follow-ups.
            follows = {"is_follow_up": True} if case.follow_up else {}
            grade = grader.grade(question, case.answer, **follows)
        except ROW_ERRORS as error:
            failed[f"{type(error).__name__}: {error}"[:120]] += 1
            continue
        if not grade.is_graded:
            failed[f"not graded: {grade.not_graded}"[:120]] += 1
            continue
        by = grade.graded_by
        graded_by = f"{by.method}, {by.model}, {by.rubric_version}"
        judged.append(_judged(case, grade))
    if progress is not None:
        progress(len(cases), len(cases))
    return judged, graded_by, dict(failed)


def report_on(
    judged: Sequence[JudgedCase], graded_by: str, failed: dict[str, int], cases: tuple[str, ...] = ()
) -> VerdictsReport:
    """All figures of the judged cases of the files `cases`, with intervals by bootstrap over questions."""
    rows = [(one, point) for one in judged for point in one.states]
    labels = np.array([STATES.index(one.case.labels[point]) for one, point in rows], dtype=np.int64)
    states = np.array([STATES.index(one.states[point]) for one, point in rows], dtype=np.int64)
    sure = np.array([one.sure[point] for one, point in rows])
    draws = resamples(_numbered([one.case.question_id for one, _ in rows]))
    figures = [figure_on(name, metric, len(rows), draws) for name, metric in _metrics(labels, states, sure).items()]
    kinds = sorted({one.case.kind for one in judged})
    pairs = Counter(f"{one.case.labels[point].value} > {one.states[point].value}" for one, point in rows)
    return VerdictsReport(
        graded_by=graded_by,
        answers=len(judged),
        questions=len({one.case.question_id for one in judged}),
        points=len(rows),
        figures=(*figures, _correlation(judged), _near_in_hiring(judged)),
        share={kind: _mean_share(judged, kind, lambda one: one.states) for kind in kinds},
        share_labelled={kind: _mean_share(judged, kind, lambda one: one.case.labels) for kind in kinds},
        confusion=dict(sorted(pairs.items())),
        failed=failed,
        again=dict(sorted(sum((Counter(one.again) for one in judged), Counter[str]()).items())),
        cases=cases,
    )


def _metrics(
    labels: NDArray[np.int64], states: NDArray[np.int64], sure: NDArray[np.float64]
) -> dict[str, Callable[[NDArray[np.int64]], float | None]]:
    met, against = STATES.index(VerdictState.MET), STATES.index(VerdictState.CONTRADICTED)
    credited = np.array([CREDIT[state] > 0 for state in STATES])
    given, due = credited[states], credited[labels]
    return {
        "credit to contradicted points": lambda at: _share(given[at], labels[at] == against),
        "recall of met points": lambda at: _share(given[at], labels[at] == met),
        "precision of credit": lambda at: _share(due[at], given[at]),
        "recall of credit": lambda at: _share(given[at], due[at]),
        "precision of contradicted": lambda at: _share(labels[at] == against, states[at] == against),
        "recall of contradicted": lambda at: _share(states[at] == against, labels[at] == against),
        "agreement on the state": lambda at: float((labels[at] == states[at]).mean()),
        "kappa of credit": lambda at: kappa_of(due[at].astype(int), given[at].astype(int)),
        "kappa of the four states": lambda at: kappa_of(labels[at], states[at]),
        "expected calibration error": lambda at: calibration_error(sure[at], labels[at] == states[at]),
    }


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float | None:
    """Expected calibration error in BINS bins of equal width; None of nothing.

    Source: Guo et al. (2017), On Calibration of Modern Neural Networks, https://arxiv.org/abs/1706.04599
    """
    if not len(sure):
        return None
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(sum(abs(float((sure - right)[bins == each].sum())) for each in range(BINS)) / len(sure))


def _judged(case: VerdictCase, grade: Grade) -> JudgedCase:
    asked = [verdict for verdict in grade.verdicts if verdict.point_id in case.labels]
    return JudgedCase(
        case=case,
        states={verdict.point_id: verdict.state for verdict in asked},
        sure={verdict.point_id: verdict.sure for verdict in asked},
        weights={verdict.point_id: verdict.weight for verdict in asked},
        again=_again(grade),
    )


def _again(grade: Grade) -> Counter[str]:
    """How many second requests a model got about this answer, and how many verdicts came of them."""
    found = Counter(f"answers, {one.outcome}" for one in grade.usage if one.role == ROLE_AGAIN)
    for verdict in grade.verdicts:
        if AGAIN in verdict.reason:
            found["points, first verdict changed" if f"{AGAIN} changes" in verdict.reason else "points, kept"] += 1
    return found


def _correlation(judged: Sequence[JudgedCase]) -> Figure:
    """Pearson r of the answers' shares by verdict and by label."""
    given = np.array([_earned(one, one.states) for one in judged])
    due = np.array([_earned(one, one.case.labels) for one in judged])
    draws = resamples(_numbered([one.case.question_id for one in judged]))
    return figure_on("r of the scores", lambda at: pearson(due[at], given[at]), len(judged), draws)


def _near_in_hiring(judged: Sequence[JudgedCase]) -> Figure:
    """The share of answers whose hiring word is that of their labels or the one beside it."""
    words = [step.word for step in HIRING_SCALE]
    given = np.array([words.index(hiring_word(_earned(one, one.states)).word) for one in judged])
    due = np.array([words.index(hiring_word(_earned(one, one.case.labels)).word) for one in judged])
    draws = resamples(_numbered([one.case.question_id for one in judged]))
    near = np.abs(given - due) <= 1
    return figure_on("within one step of the hiring scale", lambda at: float(near[at].mean()), len(judged), draws)


def _mean_share(
    judged: Sequence[JudgedCase], kind: str, of: Callable[[JudgedCase], Mapping[str, VerdictState]]
) -> float:
    return float(np.mean([_earned(one, of(one)) for one in judged if one.case.kind == kind]))


def _earned(one: JudgedCase, states: Mapping[str, VerdictState]) -> float:
    return sum(CREDIT[states[point]] * weight for point, weight in one.weights.items()) / sum(one.weights.values())


def _share(of: NDArray[np.bool_], among: NDArray[np.bool_]) -> float | None:
    return float(of[among].mean()) if among.any() else None


def _numbered(names: Sequence[str]) -> NDArray[np.int64]:
    numbers: dict[str, int] = defaultdict(lambda: len(numbers))
    return np.array([numbers[name] for name in names], dtype=np.int64)
