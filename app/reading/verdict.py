"""What was read of a key point, beside what its words and its meaning tell -> how likely each state of the point is.

Decides the features and how they are weighed: a softmax of a linear form, fitted on answers to questions that the
reader has not seen (`coach fit verdicts`), so that its probabilities can be believed. Pure: no model, no text.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, model_validator

from app.reading.outcome import OPPOSITE, SAYS, STATES, Found

Floats = NDArray[np.float64]

WEIGHTS = Path(__file__).with_name("verdict.json")
# A probability of 0 or 1 has no logit.
EDGE = 1e-3
# `met`, `partly met`, `contradicted`: log odds against not met, of the answer as a whole. `says`, `opposite`: logits of
# the sentence that most says, or denies, the point. `likeness`: the cosine of the point and the nearest window.
# `words`: the logit of what the words and the likeness together make believe.
FEATURES = ("met", "partly met", "contradicted", "says", "opposite", "likeness", "words")
# A sentence or two, as an answer to a follow-up mostly is.
BRIEF_WORDS = 40
# Below this cosine an answer is hardly about its question: of `opened` and `fresh` 1 in 100 answers to the question
# itself, and more than four of five to others. The whole form would give some of those everything.
BESIDE = 0.47
# The cosine in the middle of what is found, and how far it spreads.
LIKE, SPREAD = 0.6, 0.12


class Form(BaseModel):
    """How features become probabilities: `slopes` a row a state, a column a feature; `offsets` one a state."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slopes: tuple[tuple[float, ...], ...]
    offsets: tuple[float, ...]

    @model_validator(mode="after")
    def _fits(self) -> "Form":
        if len(self.offsets) != len(STATES) or [len(row) for row in self.slopes] != [len(FEATURES)] * len(STATES):
            raise ValueError(f"slopes are {len(STATES)} rows of {len(FEATURES)}, offsets {len(STATES)}")
        return self


class Weights(BaseModel):
    """The forms of a whole answer, and of one that is brief or beside the question, which the reader overrates."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    whole: Form
    brief: Form

    def of(self, words: int, about: float) -> Form:
        """The form of an answer of so many words; `about`: its cosine to what the question is about as a whole."""
        return self.brief if words <= BRIEF_WORDS or about < BESIDE else self.whole


@lru_cache(maxsize=1)
def read_weights(path: Path = WEIGHTS) -> Weights:
    """The weights that ship."""
    return Weights.model_validate_json(path.read_text(encoding="utf-8"))


def features(found: Found, likeness: float, belief: float) -> Floats:
    """What is known of a point: float64 (len(FEATURES),).

    `likeness`: the cosine of the point, or a wording of it, and the nearest window of the answer; `belief`: the
    probability that its words and its meaning give, 0..1.
    """
    met, partly, not_met, contradicted = found.states.astype(np.float64)
    return np.array([
        *(np.clip(each - not_met, -8, 8) for each in (met, partly, contradicted)),
        logit(float(found.outcomes[:, SAYS].max())),
        logit(float(found.outcomes[:, OPPOSITE].max())),
        (likeness - LIKE) / SPREAD,
        logit(belief),
    ])  # fmt: skip


def state_probabilities(rows: Floats, form: Form) -> Floats:
    """Float64 (points, STATES), rows sum to 1, for features float64 (points, FEATURES)."""
    scores = rows @ np.array(form.slopes).T + np.array(form.offsets)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def logit(probability: float) -> float:
    """Log odds of a probability, held off 0 and 1 by EDGE."""
    held = min(max(probability, EDGE), 1 - EDGE)
    return float(np.log(held / (1 - held)))


def speaking(found: Found, outcome: int) -> int:
    """The sentence that most does `outcome` to the point, by its number in the excerpt."""
    return int(found.outcomes[:, outcome].argmax())
