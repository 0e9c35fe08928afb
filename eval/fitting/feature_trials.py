"""What each feature of the offline grader brings: `coach eval features --sets FOLDER`.

Decides eval/results/grading-ablations.md: every fit is made again without one feature and judged where it was
not fitted: for the reference features on the set left out, for the point features on the gold answers' test half.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.grading.features.point_features import POINT_FEATURES
from app.grading.features.whole_answer import REFERENCE_FEATURES
from app.grading.offline import OfflineGrader
from app.grading.scoring import Logistic
from app.interview.grade import CREDIT
from eval.figures.agreement import Floats, kappa_of, pearson, resamples, weighted_kappa, within_questions
from eval.figures.folders import CASES
from eval.fitting.grader import Examples, fit_reference, read_examples
from eval.fitting.points import Labelled, PointExamples, fit_point, gold_answers, made_answers, read_points
from eval.grading.dataset import ReadAhead, read_dataset, texts_of
from eval.grading.gold import f1
from eval.grading.gold_cases import GoldCase, Half, labelled_bank, read_gold
from ingest.bank.questions import Question
from ingest.embedding.default_embedder import load_embedder

Rows = NDArray[np.int64]
Measure = Callable[[Floats, Floats], float | None]

# From this belief on a point would be given credit by words and meaning alone.
CREDITED = 0.3


def reference_rows(examples: Sequence[Examples]) -> list[str]:
    """A table row for all features and for all but one: r on each left-out set, its mean within questions, the change.

    The change of the mean r has its interval: the same questions of each set are drawn for both.
    """
    rows: list[str] = []
    draws = [resamples(one.questions) for one in examples]
    base: list[Floats] = []
    for dropped in ("", *REFERENCE_FEATURES):
        kept = [number for number, name in enumerate(REFERENCE_FEATURES) if name != dropped]
        scores = _left_out([replace(one, features=one.features[:, kept]) for one in examples])
        every = [pearson(one.scores, given) or 0.0 for one, given in zip(examples, scores, strict=True)]
        inside = [
            within_questions(one.scores, given, one.questions) or 0.0
            for one, given in zip(examples, scores, strict=True)
        ]
        drawn = [_drawn_means(by, examples, scores, draws) for by in (pearson, weighted_kappa)]
        kappas = [weighted_kappa(one.scores, given) or 0.0 for one, given in zip(examples, scores, strict=True)]
        means = [float(np.mean(every)), float(np.mean(kappas))]
        base = base or [*drawn, np.array(means)]
        cells = [f"{one:.3f} / {other:.3f}" for one, other in zip(every, inside, strict=True)]
        changes = [
            _change(means[at] - base[2][at], drawn[at] - base[at], worse=-1) if dropped else "-" for at in (0, 1)
        ]
        name = f"without {dropped}" if dropped else "all"
        mean = f"{means[0]:.3f} / {np.mean(inside):.3f}"
        rows.append(f"| {name} | {' | '.join([*cells, mean, changes[0], f'{means[1]:.3f}', changes[1]])} |")
    return rows


def _left_out(examples: Sequence[Examples]) -> list[Floats]:
    """The scores that the fit on the other sets gives to each set."""
    return [
        fit_reference([one for one in examples if one is not left])
        .probability(left.features.astype(np.float32))
        .astype(float)
        for left in examples
    ]


def _drawn_means(
    by: Measure, examples: Sequence[Examples], scores: Sequence[Floats], draws: Sequence[Sequence[Rows]]
) -> Floats:
    """The mean over the sets of r or weighted kappa in each draw: float64 (draws,)."""
    return np.array(
        [
            np.mean(
                [
                    by(one.scores[rows], given[rows]) or 0.0
                    for one, given, rows in zip(examples, scores, drawn, strict=True)
                ]
            )
            for drawn in zip(*draws, strict=True)
        ]
    )


def point_rows(train: PointExamples, test: PointExamples) -> list[str]:
    """A table row for all features and for all but one: agreement on the test half, credit where none is due.

    What a fit is judged by is its loss where it was not made: of each half by the fit of the other. Its change has its
    interval over the questions of both.
    """
    rows: list[str] = []
    draws = resamples(np.unique(np.append(test.questions, train.questions), return_inverse=True)[1])
    base: Floats | None = None
    missed = (test.kinds == "left out") & (test.credit == 0)
    missed_draws = resamples(np.unique(test.questions[missed], return_inverse=True)[1])
    base_missed = np.zeros(int(missed.sum()))
    for dropped in ("", *POINT_FEATURES):
        kept = [name for name in POINT_FEATURES if name != dropped]
        fitted = fit_point(train, kept)
        gold = test.kinds == "gold"
        given = fitted.probability(test.features.astype(np.float32)) >= CREDITED
        label = test.credit > 0
        wrong = given[test.kinds == "wrong"].mean()
        other = given[test.kinds == "other"].mean()
        left_out = given[missed].astype(float)
        name = f"without {dropped}" if dropped else "all"
        agreed = kappa_of(label[gold].astype(int), given[gold].astype(int)) or 0.0
        hit = f1(label[gold], given[gold]) or 0.0
        loss = np.append(_losses(fitted, test), _losses(fit_point(test, kept), train))
        base = loss if base is None else base
        more = loss - base
        change = _change(float(more.sum()), np.array([more[draw].sum() for draw in draws])) if dropped else "-"
        base_missed = base_missed if dropped else left_out
        further = left_out - base_missed
        moved = _change(further.mean(), np.array([further[draw].mean() for draw in missed_draws])) if dropped else "-"
        cells = f"{agreed:.3f} | {hit:.3f} | {wrong:.3f} | {other:.3f} | {left_out.mean():.3f} | {moved} | {change}"
        rows.append(f"| {name} | {cells} |")
    return rows


def _losses(fitted: Logistic, examples: PointExamples) -> Floats:
    """What each example adds to the loss that is fitted: float64 (n,), their sum about 0.6."""
    belief = np.clip(fitted.probability(examples.features.astype(np.float32)).astype(float), 1e-6, 1 - 1e-6)
    lost = examples.credit * np.log(belief) + (1 - examples.credit) * np.log(1 - belief)
    losses: Floats = -examples.weights * lost
    return losses


def _change(value: float, drawn: Floats, worse: int = 1) -> str:
    """A change with its 95 % interval and the share of draws in which it is worse: `worse` 1 is up, -1 down."""
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{value:+.4f} [{low:+.4f}, {high:+.4f}], {(worse * drawn > 0).mean():.0%}"


def test_half(cases: Sequence[GoldCase], bank: Sequence[Question]) -> list[Labelled]:
    """The gold answers of the test half, as examples."""
    questions = {question.id: question for question in bank}
    return [
        Labelled(
            "gold",
            questions[case.question_id],
            case.answer,
            tuple(CREDIT[case.labels[point.id]] for point in questions[case.question_id].key_points),
        )
        for case in cases
        if case.half is Half.TEST and not case.is_partial
    ]


def feature_trials(sets: Path, out: Path, models: Path) -> None:
    """Make the tables and write them to `out`."""
    inner = load_embedder(models)
    datasets = [read_dataset(path) for path in sorted(sets.glob("*.jsonl"))]
    ahead = ReadAhead(inner, set().union(*(texts_of(one.rows) for one in datasets)))
    examples = [read_examples(one, OfflineGrader(ahead), ahead) for one in datasets]
    bank = labelled_bank(CASES, [])
    cases = read_gold(CASES, bank)
    grader = OfflineGrader(inner)
    train = read_points([*gold_answers(cases, bank), *made_answers(bank)], grader)
    test = read_points([*test_half(cases, bank), *made_answers(bank, Half.TEST)], grader)
    names = " | ".join(one.name for one in examples)
    lines = [
        "# What each feature of the offline grader brings",
        "",
        "Made by `coach eval features --sets ../shared/data/grading`; what was tried and dropped is",
        "in grading-trials.md. Changes have their 95 % interval and the share of the draws in which leaving the",
        "feature out is worse.",
        "",
        "## Whole answer against a reference: Pearson r over all / mean within questions, each set left out of its fit",
        "",
        f"| features | {names} | mean | change of the mean r | mean weighted kappa | change of it |",
        f"| --- |{' --- |' * (len(examples) + 4)}",
        *reference_rows(examples),
        "",
        "## Key points: credit (met or partly met) on the half of the questions that no fit has seen",
        "",
        "| features | gold kappa | gold F1 | credit to wrong statements | to another question's answer "
        "| to a point left out | change of it | more loss |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *point_rows(train, test),
        "",
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join(lines), encoding="utf-8")
