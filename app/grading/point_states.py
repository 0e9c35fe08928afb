"""An answer read for each key point of its question: how likely each state of the point is, and where that shows.

Decides what the reader is shown of an answer, and that what it read is weighed together with what words and meaning
make believe. Whoever is asked for a project of their own choice and tells what they did speaks of what was asked,
though a bakery shares no word with the question. The states in which that is told are for verdicts.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.delivery.star import star_missing
from app.grading.features.matching import Reading
from app.grading.features.point_features import COSINE, Match
from app.grading.prepared_question import PreparedQuestion
from app.interview.flows.project_review import OPENING
from app.reading.excerpts import chosen
from app.reading.outcome import OPPOSITE, SAYS, STATES, Excerpt, Found, PointState, mean_of
from app.reading.verdict import FEATURES, SPREAD, AnswerKind, Seen, Weights, features, quoted, shown
from ingest.bank.taxonomy import Stage

Floats = NDArray[np.float64]

# Stages that ask for something that the candidate did.
STORIES = frozenset((Stage.BEHAVIOURAL, Stage.PROJECT_REVIEW))


class Reads(Protocol):
    """The reader, or what stands in for it."""

    name: str

    def read(self, excerpts: Sequence[Excerpt]) -> list[Found]:
        """What each excerpt does with its statement."""
        ...


@dataclass(frozen=True)
class PointRead:
    """What was read of one key point.

    `features`: float64 (FEATURES,) of app/reading/verdict.py; `probabilities`: of STATES, float64 (4,); `belief`: what
    words and meaning make believe, 0..1; `says` and `denies`: the rows of the windows, one sentence each, that most say
    and deny it, `shows` the one to quote for it; `kind`: that of the answer.
    """

    features: Floats
    probabilities: Floats
    belief: float
    says: int
    denies: int
    shows: int
    kind: AnswerKind

    def probability(self, state: PointState) -> float:
        """How likely a state is, 0..1."""
        return float(self.probabilities[STATES.index(state)])

    @property
    def credit(self) -> float:
        """How likely it is that the point is met or partly met."""
        return self.probability(PointState.MET) + self.probability(PointState.PARTLY_MET)

    @property
    def expected(self) -> float:
        """The credit to be expected, 0..1: half of it for a point that is partly met."""
        return self.probability(PointState.MET) + 0.5 * self.probability(PointState.PARTLY_MET)


@dataclass(frozen=True)
class CloserLook:
    """What some sentences of an answer do with a point, read with the sentence before and the one behind.

    `says` and `denies`: how likely the sentence of them that most does says it, or the opposite, 0..1; `own_likeness`:
    how much nearer they are to this point than to any other, in SPREAD; `others`: how far the answer is right on the
    other points (app/reading/verdict.py).
    """

    says: float
    denies: float
    own_likeness: float
    others: float


@dataclass(frozen=True)
class PointReader:
    """Reads answers for key points, with a reader and the weights that belong to it."""

    reader: Reads
    weights: Weights

    def read(
        self,
        match: Match,
        prepared: PreparedQuestion,
        beliefs: Sequence[float],
        asked_for: str = "",
        *,
        is_beside: bool = False,
    ) -> list[PointRead]:
        """What is read of every key point, in the question's order.

        `beliefs`: what words and meaning make believe of each point, 0..1; `asked_for`: the follow-up that is
        answered, on which a short answer leans; `is_beside`: whether these are points that it did not ask for.
        """
        reading, points = match.reading, prepared.question.key_points
        likeness = prepared.best(match.found[:, :, COSINE])
        long = {row: len(reading.text(row).split()) for row in reading.single}
        rows_of = [_read_for(number, long, likeness[:, number], match) for number in range(len(points))]
        found = self._found(reading, [point.text for point in points], rows_of, asked_for)
        seen = [
            Seen(one, tuple(rows), likeness[:, number], beliefs[number])
            for number, (one, rows) in enumerate(zip(found, rows_of, strict=True))
        ]
        measured = features(seen, float(reading.whole @ prepared.subject), reading.answer.person_share)
        words = sum(long.values())
        if is_beside:
            shares = self.weights.states_beside(measured)
        else:
            shares = self._states(measured, words, match, prepared, asked_for)
        return [
            PointRead(
                features=measured[at],
                probabilities=shares[at],
                belief=beliefs[at],
                says=quoted(one, SAYS),
                denies=quoted(one, OPPOSITE),
                shows=shown(at, seen, long),
                kind=AnswerKind.BESIDE if is_beside else AnswerKind.of(words),
            )
            for at, one in enumerate(seen)
        ]

    def _states(self, measured: Floats, words: int, match: Match, prepared: PreparedQuestion, asked_for: str) -> Floats:
        return self.weights.states(
            measured,
            words,
            is_story=prepared.question.stage in STORIES,
            is_follow_up=bool(asked_for),
            is_on_subject=prepared.question.id == OPENING and "action" not in star_missing(match.reading.answer),
        )

    def look_closer(
        self, match: Match, prepared: PreparedQuestion, beliefs: Sequence[float], number: int, rows: Sequence[int]
    ) -> CloserLook:
        """What the sentences of `rows`, windows of one unit and at least one, do with point `number`."""
        single = match.reading.single
        at = [single.index(row) for row in rows]
        near = single[max(min(at) - 1, 0) : max(at) + 2]
        found = self._found(match.reading, [prepared.question.key_points[number].text], [near])[0]
        outcomes = found.outcomes[[near.index(row) for row in rows]]
        likeness = prepared.best(match.found[:, :, COSINE])[list(rows)].max(axis=0)
        rivals = [*likeness[:number], *likeness[number + 1 :]]
        return CloserLook(
            says=float(outcomes[:, SAYS].max()),
            denies=float(outcomes[:, OPPOSITE].max()),
            own_likeness=float(likeness[number] - max(rivals)) / SPREAD if rivals else 0.0,
            others=float(self.read(match, prepared, beliefs)[number].features[FEATURES.index("others")]),
        )

    def is_said(self, reading: Reading, row: int, statement: str) -> bool:
        """Whether a window that is near to a statement says it, rather than denies it, by the reader alone."""
        found = self._found(reading, [statement], [[row]])[0]
        met, contradicted = (STATES.index(state) for state in (PointState.MET, PointState.CONTRADICTED))
        return bool(found.states[met] > found.states[contradicted])

    def _found(
        self, reading: Reading, statements: Sequence[str], rows_of: Sequence[Sequence[int]], asked_for: str = ""
    ) -> list[Found]:
        """What the windows of `rows_of` do with each statement.

        Where sentences end without a mark they are read twice, with a full stop there and as they were written: a stop
        in a wrong place hides what is said, and without any the reader finds what is not; each by half errs less.
        """
        pairs = list(zip(statements, rows_of, strict=True))
        ended = [Excerpt(one, tuple(reading.ended(row) for row in rows), asked_for) for one, rows in pairs]
        if not reading.answer.stops:
            return self.reader.read(ended)
        written = [Excerpt(one, tuple(reading.text(row) for row in rows), asked_for) for one, rows in pairs]
        both = self.reader.read([*ended, *written])
        return [mean_of(two) for two in zip(both[: len(pairs)], both[len(pairs) :], strict=True)]


def _read_for(point: int, long: Mapping[int, int], likeness: NDArray[np.float32], match: Match) -> list[int]:
    """The windows that are read for a point: `long` the words of each of one unit, `likeness` float32 (windows,)."""
    # Where nothing can speak for it, nobody asks what was read of it (PointView.is_elsewhere).
    rows = [row for row in long if not match.silent[row, point]] or list(long)
    return [rows[at] for at in chosen([long[row] for row in rows], likeness[rows])]
