"""What the reader found in an answer's windows -> what the answer does with a key point.

Decides the state of a point (met, partly met, not met, contradicted, unsure), how sure that is, and which window shows
it. Pure: no model, no text. A point is said where some window says it, and denied where some window says the opposite;
a sentence that says it is weighed against the two-sentence windows around it, since the next sentence may take it back.
The numbers of `Weights` are fitted by eval/reading/verdicts.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.reading.outcome import OPPOSITE, SAYS, Probabilities
from app.reading.windows import Window

Floats = NDArray[np.float64]

# A probability of 0 or 1 has no logit.
EDGE = 1e-3


class PointState(StrEnum):
    """What an answer does with a key point; `unsure` is for the caller to ask about, or to read again."""

    MET = "met"
    PARTLY_MET = "partly met"
    NOT_MET = "not met"
    CONTRADICTED = "contradicted"
    UNSURE = "unsure"


STATES = (PointState.MET, PointState.PARTLY_MET, PointState.NOT_MET, PointState.CONTRADICTED)
CREDITS = np.array([1.0, 0.5, 0.0, 0.0])
FEATURES = (
    "says alone", "says in two", "opposite alone", "opposite in two", "opposite around what says it", "similarity",
)  # fmt: skip
# The cosine of a point and its nearest window, in the middle of what is found, and how far it spreads.
SIMILAR, SPREAD = 0.6, 0.12


@dataclass(frozen=True)
class Weights:
    """How features become the probabilities of STATES, and from where on a state is claimed.

    `slopes`: a row a state, a column a feature; `offsets`: one a state. A state whose probability is under `unsure` is
    told as `unsure`, and `contradicted` only from `contradicted` on.
    """

    slopes: tuple[tuple[float, ...], ...]
    offsets: tuple[float, ...]
    unsure: float
    contradicted: float


@dataclass(frozen=True)
class PointVerdict:
    """The verdict on one key point.

    `probabilities`: of STATES, sum 1; `sure`: that of the best of them; `credit`: the credit to be expected, 0..1;
    `evidence`: the window that shows it, None where nothing was read or the point is not met.
    """

    state: PointState
    sure: float
    credit: float
    probabilities: tuple[float, ...]
    evidence: Window | None


def verdict(
    windows: Sequence[Window], found: Probabilities, similarity: float, weights: "Weights | None" = None
) -> PointVerdict:
    """Judge one point.

    `windows`: those that were read, single sentences and two neighbours; `found`: what the reader says of each, float
    (windows, 3); `similarity`: the cosine of the embeddings of the point, or a wording of it, and the nearest window.
    """
    weights = weights or WEIGHTS
    if not windows:
        return PointVerdict(PointState.NOT_MET, 1.0, 0.0, (0.0, 0.0, 1.0, 0.0), None)
    shares = state_probabilities(features(windows, found, similarity)[None], weights)[0]
    state = _state(shares, weights)
    return PointVerdict(
        state=state,
        sure=float(shares.max()),
        credit=float(shares @ CREDITS),
        probabilities=tuple(shares.tolist()),
        evidence=_evidence(state, windows, found),
    )


def features(windows: Sequence[Window], found: Probabilities, similarity: float) -> Floats:
    """What is known of a point: float64 (FEATURES,), logits of the best windows and how similar the nearest one is."""
    single = np.array([window.is_single for window in windows])
    said = int(np.argmax(np.where(single, found[:, SAYS], -1))) if single.any() else int(found[:, SAYS].argmax())
    around = [
        number
        for number, window in enumerate(windows)
        if not window.is_single and window.first <= windows[said].first <= window.last
    ]
    told = [
        _most(found[single, SAYS]),
        _most(found[~single, SAYS]),
        _most(found[single, OPPOSITE]),
        _most(found[~single, OPPOSITE]),
        _most(found[around, OPPOSITE]) if around else float(found[said, OPPOSITE]),
    ]
    return np.append(logit(np.array(told)), (similarity - SIMILAR) / SPREAD)


def state_probabilities(rows: Floats, weights: Weights) -> Floats:
    """Softmax of a linear form: float64 (points, STATES) for features float64 (points, FEATURES)."""
    scores = rows @ np.array(weights.slopes).T + np.array(weights.offsets)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def logit(probabilities: Floats) -> Floats:
    """Log odds, of probabilities held off 0 and 1 by EDGE."""
    held = np.clip(probabilities.astype(np.float64), EDGE, 1 - EDGE)
    found: Floats = np.log(held / (1 - held))
    return found


def _most(values: NDArray[np.float32]) -> float:
    """The largest; of none (an answer of one sentence has no two neighbours) as little as can be told."""
    return float(values.max()) if len(values) else 0.0


def _state(shares: Floats, weights: Weights) -> PointState:
    best = int(shares.argmax())
    if STATES[best] is PointState.CONTRADICTED and shares[best] < weights.contradicted:
        return PointState.UNSURE
    return STATES[best] if shares[best] >= weights.unsure else PointState.UNSURE


def _evidence(state: PointState, windows: Sequence[Window], found: Probabilities) -> Window | None:
    """The window that speaks most for the state; of an unsure point the one that says most of it."""
    if state is PointState.NOT_MET:
        return None
    outcome = OPPOSITE if state is PointState.CONTRADICTED else SAYS
    return windows[int(found[:, outcome].argmax())]


# Set by hand, in the right direction alone, until a reader ships: `coach reader verdicts FOLDER --fit` prints
# the ones that belong to it.
WEIGHTS = Weights(
    slopes=(
        (0.5, 0.3, -0.2, -0.2, -0.2, 0.0),
        (0.1, 0.1, 0.0, 0.0, 0.0, 0.0),
        (-0.3, -0.2, -0.1, -0.1, -0.1, 0.0),
        (-0.3, -0.2, 0.4, 0.3, 0.3, 0.0),
    ),
    offsets=(0.0, 0.0, 0.0, 0.0),
    unsure=0.4,
    contradicted=0.5,
)
