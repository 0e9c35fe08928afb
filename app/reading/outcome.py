"""What the reader tells of a key point: of the answer as a whole, and of each of its sentences; and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

# Of a sentence.
SAYS, OPPOSITE, TOUCHES = range(3)
OUTCOMES = ("says it", "says the opposite", "only touches it")

Floats = NDArray[np.float32]


class PointState(StrEnum):
    """What an answer does with a key point."""

    MET = "met"
    PARTLY_MET = "partly met"
    NOT_MET = "not met"
    CONTRADICTED = "contradicted"


STATES = tuple(PointState)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is read at once: a statement, and the sentences of an answer, in order, that may say it.

    `asked`: the question that the sentences answer, where they lean on it: "At angle and length."
    """

    statement: str
    sentences: tuple[str, ...]
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was read in one excerpt.

    `states`: log probabilities of STATES, float32 (4,); `outcomes`: probabilities of OUTCOMES of each sentence,
    float32 (sentences, 3). A sentence that was cut off for its length is told as TOUCHES.
    """

    states: Floats
    outcomes: Floats


def mean_of(readings: Sequence[Found]) -> Found:
    """What the same sentences say in the mean of several readings, at least one."""
    states = np.mean([one.states for one in readings], axis=0)
    states -= np.log(np.exp(states).sum())
    return Found(states, np.mean([one.outcomes for one in readings], axis=0))
