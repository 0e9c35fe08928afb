"""Features -> calibrated probability: the logistic regression whose coefficients eval/fit_grader.py fits."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.grading.match import FEATURES


@dataclass(frozen=True)
class Coefficients:
    """`weights` float32 (len(FEATURES),) in the order of FEATURES; `version` names the fit."""

    version: str
    intercept: float
    weights: NDArray[np.float32]


def read_coefficients(path: Path) -> Coefficients:
    """Read the fitted coefficients.

    Raises:
        KeyError: a feature has no coefficient; fit again with `python -m eval.fit_grader`.
    """
    row = json.loads(path.read_text(encoding="utf-8"))
    weights = np.array([row[name] for name in FEATURES], dtype=np.float32)
    return Coefficients(str(row["version"]), float(row["intercept"]), weights)


def probabilities(features: NDArray[np.float32], coefficients: Coefficients) -> NDArray[np.float32]:
    """The logistic function of the weighted features: (..., f) -> (...), 0..1."""
    logits = features @ coefficients.weights + coefficients.intercept
    believed: NDArray[np.float32] = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    return believed
