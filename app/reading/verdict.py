"""What was read of a key point, beside what its words and its meaning tell -> how likely each state of the point is.

Decides the features and how they are weighed: a softmax of a linear form, fitted on answers to questions that the
reader has not seen (`coach fit verdicts`), so that its probabilities can be believed. Pure: no model, no text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.reading.excerpts import MOST_WORDS
from app.reading.outcome import OPPOSITE, SAYS, STATES, Found, PointState

Floats = NDArray[np.float64]

WEIGHTS = Path(__file__).with_name("verdict.json")
# A probability of 0 or 1 has no logit.
EDGE = 1e-3
# `met`, `partly met`, `contradicted`: log odds against not met, of the answer as a whole. `says`, `opposite`: logits of
# the sentence that most says, or denies, the point. `likeness`: the cosine of the point and the nearest window.
# `words`: the logit of what the words and the likeness together make believe. `others`: how far the answer is right on
# the other points, the mean of their log odds of met against contradicted: who is right there is mostly right here.
# Where that speaks against the answer it counts DOUBT: one misread point is not to pull the others down with it.
# `own saying`, `own likeness`: how much more the best, or nearest, sentence says this point than any other one.
# `second`: the logit of the sentence that says it second best. `share`: the logarithm of how many of the sentences
# speak of this point rather than of another or of none: who is right in half of an answer has said half of the points.
# Of the whole answer: `about`, its cosine to what the question is about; `all likeness`, `all words`, `all met`: the
# means of these over the points.
# `person`: the share of its words that are "I", "we" and their forms, in tenths: a story has many.
SUBJECT = ("about", "all likeness", "all words", "all met", "person")
FEATURES = (
    "met", "partly met", "contradicted", "says", "opposite", "likeness", "words",
    "others", "own saying", "own likeness", "second", "share", *SUBJECT,
)  # fmt: skip
# How much of what the others tell against an answer counts: docs/reader.md, "What was tried".
DOUBT = 0.5
# A sentence or two, as an answer to a follow-up mostly is; and what is not read whole for a point: of so many sentences
# the nearest one is near to whatever is asked for, so that points which nobody said were credited.
BRIEF_WORDS, LONG_WORDS = 40, MOST_WORDS
# How likely a window says a point for which it was not chosen to be read.
UNREAD = 0.02
# The cosine from which a sentence may speak of a point without saying it, and what is added to a number of sentences
# before its logarithm.
SPEAKS, NO_SENTENCE = 0.45, 0.05
# The cosine in the middle of what is found, and how far it spreads.
LIKE, SPREAD = 0.6, 0.12
# What shows a point: beside what a sentence says of it, what its nearness counts, the most that it says of another
# point and is near to one, and the logarithm of its words: a "For e" that was broken off was quoted as a reason. Fitted
# on half of the annotated questions that the reader was not taught (docs/grading.md, "What bounds were read off").
NEAR, OTHERS_SAID, OTHERS_NEAR, LENGTH = 1.6, 0.65, 1.3, 2.1


class AnswerKind(StrEnum):
    """How long an answer is, or that it was asked for another point than is looked for; each has a form of its own."""

    BRIEF = "brief"
    WHOLE = "whole"
    LONG = "long"
    BESIDE = "beside"

    @classmethod
    def of(cls, words: int) -> "AnswerKind":
        """That of so many words, to the question whose points are looked for."""
        return cls.BRIEF if words <= BRIEF_WORDS else cls.WHOLE if words <= LONG_WORDS else cls.LONG


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


class LogisticForm(BaseModel):
    """A probability from features: a slope for each of them, and an offset."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slopes: tuple[float, ...]
    offset: float

    def probabilities(self, rows: Floats) -> Floats:
        """0..1, float64 (rows,), for float64 (rows, slopes)."""
        found: Floats = 1 / (1 + np.exp(-(rows @ np.array(self.slopes) + self.offset)))
        return found


class SubjectForm(LogisticForm):
    """How likely an answer speaks of its question's subject at all, by SUBJECT."""

    slopes: tuple[float, ...] = Field(min_length=len(SUBJECT), max_length=len(SUBJECT))


class BesideForm(LogisticForm):
    """How likely an answer to a follow-up says a point that it was not asked for, by FEATURES.

    Few such points are said, one in twenty; by the form of a whole answer, of which most are, 17 in 100 that nobody had
    said were credited. Their features are those beside the point that was asked for, which is among the points.
    """

    slopes: tuple[float, ...] = Field(min_length=len(FEATURES), max_length=len(FEATURES))


class Weights(BaseModel):
    """The forms of a whole answer, a brief and a long one, and beside a follow-up; whether one is to its question.

    The reader overrates a fluent answer to another question: it has hardly read one. A story shares less with the
    question that asks for it than an explanation does, so the two have forms of their own; and a sentence or two to a
    follow-up of a story share less with the point: "we rang the client at seven" says "I told whom it concerned".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    whole: Form
    brief: Form
    story_follow_up: Form
    long: Form
    story: SubjectForm
    technical: SubjectForm
    beside: BesideForm

    def states_beside(self, measured: Floats) -> Floats:
        """Float64 (points, STATES) of points that were not asked for: met or not met, rows sum to 1."""
        shares = np.zeros((len(measured), len(STATES)))
        shares[:, STATES.index(PointState.MET)] = said = self.beside.probabilities(measured)
        shares[:, STATES.index(PointState.NOT_MET)] = 1 - said
        return shares

    def states(
        self, measured: Floats, words: int, *, is_story: bool, is_follow_up: bool = False, is_on_subject: bool = False
    ) -> Floats:
        """Float64 (points, STATES), rows sum to 1, for an answer of so many words with features (points, FEATURES).

        `is_story`: whether the question asks for what the candidate did; `is_follow_up`: whether the answer is to
        a follow-up; `is_on_subject`: whether it is known that it speaks of what was asked.
        """
        kind = AnswerKind.of(words)
        if kind is AnswerKind.BRIEF:
            return state_probabilities(measured, self.story_follow_up if is_story and is_follow_up else self.brief)
        form = self.story if is_story else self.technical
        speaks = 1.0 if is_on_subject else float(form.probabilities(measured[0, -len(SUBJECT) :]))
        shares = speaks * state_probabilities(measured, self.long if kind is AnswerKind.LONG else self.whole)
        shares[:, STATES.index(PointState.NOT_MET)] += 1 - speaks
        return shares


@lru_cache(maxsize=1)
def read_weights() -> Weights:
    """The weights that ship."""
    return Weights.model_validate_json(WEIGHTS.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Seen:
    """What is known of one key point.

    `found`: what was read; `rows`: the windows that its sentences are; `likeness`: the cosine of the point, or the
    nearest wording of it, and each window of the answer, float (windows,); `belief`: the probability that its words and
    its meaning give, 0..1.
    """

    found: Found
    rows: tuple[int, ...]
    likeness: NDArray[np.float32]
    belief: float

    @cached_property
    def says(self) -> dict[int, float]:
        """How likely each window that was read says the point, 0..1."""
        return dict(zip(self.rows, self.found.outcomes[:, SAYS].tolist(), strict=True))


def features(points: Sequence[Seen], about: float, person: float) -> Floats:
    """What is known of the points of a question, at least one: float64 (points, FEATURES).

    `about`: the cosine of the answer to what the question and its points are about; `person`: the share of its words
    that speak of the speaker, 0..1.
    """
    right = [float(np.clip(_against(one, 0) - _against(one, 3), -16, 16)) for one in points]
    own = np.array([_features(at, points, right) for at in range(len(points))])
    own = np.hstack([own, np.log(sentence_shares(points) + NO_SENTENCE)[:, None]])
    means = own[:, [FEATURES.index(name) for name in ("likeness", "words", "met")]].mean(0)
    return np.hstack([own, np.tile([about, *means, 10 * person], (len(points), 1))])


def sentence_shares(points: Sequence[Seen]) -> Floats:
    """How many sentences speak of each point, float64 (points,): each is shared out among the points, and none of them.

    By how surely it says or denies a point, and its likeness to it.
    """
    rows = sorted({row for one in points for row in one.rows})
    speaks = np.zeros((len(points) + 1, len(rows)))
    for at, one in enumerate(points):
        does = dict(zip(one.rows, one.found.outcomes[:, [SAYS, OPPOSITE]].max(1).tolist(), strict=True))
        speaks[at] = [logit(does.get(row, UNREAD)) + (float(one.likeness[row]) - SPEAKS) / SPREAD for row in rows]
    raised = np.exp(speaks - speaks.max(axis=0))
    shared: Floats = (raised / raised.sum(axis=0))[:-1].sum(axis=1)
    return shared


def _features(at: int, points: Sequence[Seen], right: Sequence[float]) -> list[float]:
    one, others = points[at], [*points[:at], *points[at + 1 :]]
    best = max(one.rows, key=lambda row: one.says[row])
    nearest = max(one.rows, key=lambda row: float(one.likeness[row]))
    second = sorted(one.says.values())[-2:-1] or [0.0]
    own_saying = own_likeness = 0.0
    if others:
        own_saying = logit(one.says[best]) - logit(max(other.says.get(best, 0.0) for other in others))
        rival = max(float(other.likeness[nearest]) for other in others)
        own_likeness = (float(one.likeness[nearest]) - rival) / SPREAD
    rest = (sum(right) - right[at]) / max(len(others), 1)
    return [
        *(_against(one, state) for state in (0, 1, 3)),
        logit(one.says[best]),
        logit(float(one.found.outcomes[:, OPPOSITE].max())),
        (float(one.likeness.max()) - LIKE) / SPREAD,
        logit(one.belief),
        rest if rest > 0 else DOUBT * rest,
        own_saying,
        own_likeness,
        logit(second[0]),
    ]


def _against(one: Seen, state: int) -> float:
    """The log odds of a state against not met, held within 8."""
    states = one.found.states.astype(np.float64)
    return float(np.clip(states[state] - states[STATES.index(PointState.NOT_MET)], -8, 8))


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


def quoted(seen: Seen, outcome: int) -> int:
    """The window that most does something to the point: a sentence that does it, and is about the point.

    Of two that do it about as much the nearer one: "if both errors are high it is bias" and not what follows.
    """
    done = dict(zip(seen.rows, seen.found.outcomes[:, outcome].tolist(), strict=True))
    return max(seen.rows, key=lambda row: logit(done[row]) + float(seen.likeness[row]) / SPREAD)


def shown(at: int, points: Sequence[Seen], words: Mapping[int, int]) -> int:
    """The window to show for a point that is said: it says this point, and more than any other of the question.

    One sentence of a story often seems to say half of the points: "I told them that I had been wrong". `words`: how
    many each window has; of two that say it about as much the longer one is shown.
    """
    one, others = points[at], [*points[:at], *points[at + 1 :]]

    def own(row: int) -> float:
        said, near = _said(one, row), float(one.likeness[row]) / SPREAD
        most_said = max((_said(other, row) for other in others), default=0.0)
        nearest = max((float(other.likeness[row]) / SPREAD for other in others), default=0.0)
        length = LENGTH * float(np.log(max(words[row], 1)))
        return said + NEAR * near - OTHERS_SAID * most_said - OTHERS_NEAR * nearest + length

    return max(one.rows, key=own)


def _said(seen: Seen, row: int) -> float:
    """The log odds that a window says a point; little where it was not even read for it."""
    return logit(seen.says.get(row, UNREAD))
