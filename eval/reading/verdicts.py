"""`coach reader verdicts FOLDER`: an exported reader's verdicts on whole answers, held against their labels.

Decides the figures, and fits the weights of app/reading/verdict.py (`--fit`): on questions of the side `tune`; the
figures are of the side `held out`.
"""

import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score

from app.reading.reader import load_reader
from app.reading.verdict import CREDITS, STATES, WEIGHTS, PointState, PointVerdict, Weights, features, verdict
from app.reading.windows import candidates
from app.settings import Settings
from eval.reading.answers import AnswerCase, PointRead, read_answers, read_case
from eval.reading.report import calibration_error
from eval.reading.texts import Side, Sides, read_sides
from ingest.embedding.embedder import load_embedder

Floats = NDArray[np.float64]

CREDIT_OF = dict(zip(STATES, CREDITS.tolist(), strict=True))
CREDITED = frozenset({PointState.MET, PointState.PARTLY_MET})
# Chosen by the likelihood of tune questions that a fit has not seen, out of powers of ten.
PENALTY = 0.3


@dataclass(frozen=True)
class Figures:
    """Agreement of verdicts with labels; shares 0..1, None where undefined.

    `credit` is met or partly met. An unsure point counts as its likeliest state, and `unsure` tells how many
    there were. `share` maps a kind of answer to its mean share of the points.
    """

    answers: int
    points: int
    precision: float
    recall: float
    f1: float
    kappa_credit: float
    kappa_states: float
    recall_of_met: float
    credit_to_contradicted: float | None
    precision_of_contradicted: float | None
    recall_of_contradicted: float | None
    pearson: float
    calibration: float
    unsure: float
    share: dict[str, float]
    share_labelled: dict[str, float]
    confusion: dict[str, int]


def settled(found: PointVerdict) -> PointState:
    """The state that a verdict counts as: an unsure one as its likeliest."""
    return STATES[int(np.argmax(found.probabilities))] if found.state is PointState.UNSURE else found.state


def figures(reads: Sequence[PointRead], verdicts: Sequence[PointVerdict]) -> Figures:
    """Compare verdicts with the labels of the same points."""
    states = [settled(each) for each in verdicts]
    labels = [read.label for read in reads]
    given, due = (np.array([state in CREDITED for state in side]) for side in (states, labels))
    both = float((given & due).sum())
    precision, recall = both / max(given.sum(), 1), both / max(due.sum(), 1)
    met, denied = (
        np.array([label is state for label in labels]) for state in (PointState.MET, PointState.CONTRADICTED)
    )
    told = np.array([state is PointState.CONTRADICTED for state in states])
    earned, wanted = _scores(reads, states), _scores(reads, labels)
    shares = np.array([each.probabilities for each in verdicts])
    return Figures(
        answers=len(earned),
        points=len(reads),
        precision=precision,
        recall=recall,
        f1=2 * both / max(given.sum() + due.sum(), 1),
        kappa_credit=float(cohen_kappa_score(due, given)),
        kappa_states=float(cohen_kappa_score(labels, states)),
        recall_of_met=float(given[met].mean()),
        credit_to_contradicted=_share(given[denied]),
        precision_of_contradicted=_share(denied[told]),
        recall_of_contradicted=_share(told[denied]),
        pearson=float(np.corrcoef([*earned.values()], [*wanted.values()])[0, 1]),
        calibration=calibration_error(shares, np.array([STATES.index(label) for label in labels])),
        unsure=float(np.mean([each.state is PointState.UNSURE for each in verdicts])),
        share=_by_kind(reads, earned),
        share_labelled=_by_kind(reads, wanted),
        confusion=dict(sorted(Counter(f"{a} > {b}" for a, b in zip(labels, states, strict=True)).items())),
    )


def fit(reads: Sequence[PointRead], penalty: float = PENALTY) -> Weights:
    """Weights under which the labels of `reads` are most likely, held near 0 by `penalty`."""
    rows, labels = matrix(reads)
    model = LogisticRegression(C=penalty, max_iter=2000).fit(rows, labels)
    if len(model.classes_) != len(STATES):
        raise ValueError(f"the answers hold the states {model.classes_}, all of 0 to {len(STATES) - 1} are needed")
    slopes = tuple(tuple(round(float(value), 4) for value in row) for row in model.coef_)
    offsets = tuple(round(float(value), 4) for value in model.intercept_)
    return Weights(slopes, offsets, WEIGHTS.unsure, WEIGHTS.contradicted)


def matrix(reads: Sequence[PointRead]) -> tuple[Floats, NDArray[np.int64]]:
    """Features float64 (points, FEATURES) and labels int64 (points,) as places in STATES."""
    rows = np.array([features(read.windows, read.probabilities, float(read.similarity.max())) for read in reads])
    return rows, np.array([STATES.index(read.label) for read in reads])


def judged(read: PointRead, weights: Weights) -> PointVerdict:
    """The verdict on a point by all windows of the answer."""
    return verdict(read.windows, read.probabilities, float(read.similarity.max()), weights)


def limited(read: PointRead, best: int) -> PointRead:
    """As if only the windows that `candidates` picks had been read."""
    single = [number for number, window in enumerate(read.windows) if window.is_single]
    chosen = set(candidates(read.windows, read.similarity[single], best))
    rows = [number for number, window in enumerate(read.windows) if window in chosen]
    return replace(read, windows=[read.windows[row] for row in rows], probabilities=read.probabilities[rows])


def read_side(cases: Sequence[AnswerCase], sides: Sides, side: Side, folder: Path) -> list[PointRead]:
    """All points of the answers of one side, read once and kept in `folder`."""
    kept = folder / f"answers-{side.value.replace(' ', '-')}.pickle"
    if not kept.exists():
        reader, embedder = load_reader(folder), load_embedder(Settings().models_folder)
        chosen = [case for case in cases if sides.side(case.question_id) is side]
        reads = [read for case in chosen for read in read_case(case, reader, embedder)]
        kept.write_bytes(pickle.dumps(reads))
    found: list[PointRead] = pickle.loads(kept.read_bytes())  # noqa: S301  (written above, by us)
    return found


def _scores(reads: Sequence[PointRead], states: Sequence[PointState]) -> dict[str, float]:
    """The share of the labelled points that each answer earns."""
    earned: dict[str, float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    for read, state in zip(reads, states, strict=True):
        earned[read.case.id] += read.point.weight * CREDIT_OF[state]
        whole[read.case.id] += read.point.weight
    return {case: earned[case] / whole[case] for case in whole}


def _by_kind(reads: Sequence[PointRead], scores: dict[str, float]) -> dict[str, float]:
    kinds = {read.case.id: read.case.kind for read in reads}
    found: dict[str, list[float]] = defaultdict(list)
    for case, score in scores.items():
        found[kinds[case]].append(score)
    return {kind: float(np.mean(values)) for kind, values in sorted(found.items())}


def _share(values: NDArray[np.bool_]) -> float | None:
    return float(values.mean()) if len(values) else None


def judge_answers(folder: Path, cases: Path, *, fitted: bool, best: int, kinds: frozenset[str]) -> str:
    """Figures of an exported reader on held-out questions, as JSON; behind the weights that were fitted for them."""
    read_cases, sides, weights = read_answers(cases), read_sides(), WEIGHTS

    def reads_of(side: Side) -> list[PointRead]:
        reads = read_side(read_cases, sides, side, folder)
        return [limited(read, best) for read in reads] if best else reads

    if fitted:
        weights = fit(reads_of(Side.TUNE))
    reads = [read for read in reads_of(Side.HELD_OUT) if not kinds or read.case.kind in kinds]
    found = figures(reads, [judged(read, weights) for read in reads])
    return json.dumps({"weights": asdict(weights), **asdict(found)}, indent=1)
