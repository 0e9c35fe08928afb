"""Features -> calibrated probability: the few logistic coefficients that eval/fitting/grader.py fits.

Decides how coefficients are read and applied. `point` judges one window against one wording of a key
point, `reference` a whole answer against a whole reference answer.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.grading.features.point_features import POINT_FEATURES
from app.grading.features.whole_answer import REFERENCE_FEATURES
from app.grading.rubric import rubric_digest

COEFFICIENTS = Path(__file__).with_name("coefficients.json")


@dataclass(frozen=True)
class Logistic:
    """A logistic regression: `weights` float32 (f,)."""

    intercept: float
    weights: NDArray[np.float32]

    def probability(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """The logistic function of the weighted features: (..., f) -> (...), 0..1."""
        logits = features @ self.weights + self.intercept
        believed: NDArray[np.float32] = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
        return believed


@dataclass(frozen=True)
class Coefficients:
    """All that was fitted; `version` names the fit and the rules (rubric.py) and is every grade's rubric version.

    `reference` was fitted on the data sets `fitted_on`; `left_out` is the one that was left out, '' where none was.
    """

    version: str
    point: Logistic
    reference: Logistic
    fitted_on: tuple[str, ...] = ()
    left_out: str = ""

    @property
    def fit(self) -> str:
        """Which sets `reference` was fitted on, and without which, in words."""
        names = ", ".join(self.fitted_on)
        return f"fitted without {self.left_out}, on {names}" if self.left_out else f"fitted on {names}"


def read_coefficients(without: str = "") -> Coefficients:
    """Read the fitted coefficients.

    Args:
        without: a data set's name; if it was among those fitted on, the coefficients of the fit that left it out.

    Raises:
        KeyError: a feature has no coefficient; fit again with `coach fit grader`.
    """
    text = COEFFICIENTS.read_text(encoding="utf-8")
    row = json.loads(text)
    sets = row["reference_without"]
    left_out = without if without in sets else ""
    version = f"{row['version']}.{rubric_digest(text)}" + (f", fitted without {left_out}" if left_out else "")
    return Coefficients(
        version,
        _logistic(row["point"], POINT_FEATURES),
        _logistic(sets[left_out] if left_out else row["reference"], REFERENCE_FEATURES),
        tuple(name for name in sets if name != left_out),
        left_out,
    )


def _logistic(row: Mapping[str, Any], names: Sequence[str]) -> Logistic:
    return Logistic(float(row["intercept"]), np.array([row[name] for name in names], dtype=np.float32))
