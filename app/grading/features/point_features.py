"""What an answer does for each key point: a few features, and the window that speaks for it.

Decides which window is shown as evidence, what is measured about a point in that window and in the whole
answer, and when a window says the opposite. What its numbers allow is in point_numbers.py, what the features are worth
in coefficients.json.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.grading.features.matching import FEATURES, Reading, beyond, features
from app.grading.features.point_numbers import numbers_allow
from app.grading.features.recited import ANCHOR_COSINE, silent
from app.grading.features.swaps import Swaps
from app.grading.prepared_question import Matrix, PreparedQuestion, Said, read
from app.interview.grade import VerdictState
from ingest.language.numbers import Numbers, numbers, replaces, worded
from ingest.language.tokens import stem

POINT_FEATURES = ("meaning", "local", "told", "own", "misworded", "taken")
COSINE, RECALL, PAIRS = FEATURES.index("cosine"), FEATURES.index("recall"), FEATURES.index("pair_recall")
POLARITY, OPPOSITE = FEATURES.index("polarity_clash"), FEATURES.index("opposite_clash")
# A window with so many of a wording's words says that wording or its opposite; one word of it with a sign that no
# wording of the point gives it is then enough. On the gold answers' train half (`coach eval gold` shows the other).
NEAR_RECALL, CLASH = 0.7, 0.03
# "ReLU units cannot die, one with negative inputs recovers" has 0.6 of its wording's words, the denied one too. In
# one sentence that is enough, if so large a share is denied; of two sentences the second denies something else.
DENIED_RECALL, DENIED = 0.6, 0.15
# Where one side says it by a verb of its own the signs do not show it: "fails to", "lacks", "without".
_NEGATIVE = "fail lack avoid prevent ignore miss refuse stop wrong impossible bad hard without lose"
NEGATIVE = frozenset(map(stem, _NEGATIVE.split()))
SUPPOSES = re.compile(r"\botherwise\b|\bif\b[^.,;]{0,25}\bnot\b", re.IGNORECASE)
# A window that swaps terms, or is to be quoted with an opposite, gives way to another that fits so nearly as well.
NEARLY = 0.15
# How much nearer a window is to another point before it is held to be that point's.
TAKEN_FROM = 0.1
# A window that is this near to the strong answer's passage for a point says the point, whatever its wordings are.
ANCHOR_RECALL = 0.75
# As near as this it is a wording of the bank, nearly word for word, which was taught to the reader in no other context.
VERBATIM_COSINE = 0.97


@dataclass(frozen=True)
class PointView:
    """Of one key point: features float32 (len(POINT_FEATURES),), the best window's row, and what was seen there.

    `shown` is the row of the window that is quoted; `at_most` is the best state that the window's numbers allow;
    `is_elsewhere`, whether all of the answer recites what the strong answer says of other points.
    """

    features: NDArray[np.float32]
    window: int
    shown: int
    is_swapped: bool = False
    is_opposite: bool = False
    is_anchored: bool = False
    is_elsewhere: bool = False
    at_most: VerdictState = VerdictState.MET


@dataclass(frozen=True)
class Match:
    """The answer of `reading` held against a prepared question, n windows by m wordings.

    `found` float32 (n, m, len(FEATURES)); `beyond` float32 (n, m) cosines without the question's direction; `covered`
    float32 (n, m) recall regardless of sign; `told` float32 (m,) recall in the whole answer; `said` the windows' words;
    `silent` bool (n, points), those that recite what does not say a point.
    """

    reading: Reading
    found: NDArray[np.float32]
    beyond: Matrix
    covered: Matrix
    told: Matrix
    said: Said
    silent: NDArray[np.bool_]

    def numbers(self, window: int) -> Numbers:
        """The numbers of a window, those in words too."""
        place = self.reading.windows[window]
        written = self.reading.answer.numbers.within(place.start, place.end)
        return replace(written, worded=worded(self.reading.tokens[window])) if written else written

    @cached_property
    def swaps(self) -> dict[int, Swaps]:
        """What a window swaps, by its row, as far as it was asked for: several points ask for the same windows."""
        return {}

    @cached_property
    def fit(self) -> Matrix:
        """How well a window speaks for a wording, denied or not: float32 (n, m), to choose windows by."""
        fit: Matrix = self.beyond + self.covered + 0.5 * self.found[:, :, PAIRS]
        return fit

    def is_swapped(self, point: int, window: int, prepared: PreparedQuestion) -> bool:
        """True if the window swaps terms of the key point."""
        if window not in self.swaps:
            self.swaps[window] = prepared.contrasts.swaps(self.reading.tokens[window])
        return prepared.contrasts.is_swapped(point, self.swaps[window])


def hold_against(reading: Reading, prepared: PreparedQuestion) -> Match:
    """Compute all of a Match."""
    said = read(reading.tokens, prepared.lexicon)
    weights = prepared.lexicon.weights
    meant = prepared.weighted.T
    total = np.maximum(meant.sum(0), 1e-6)
    affirmed, denied = said.affirmed.max(0), said.denied.max(0)
    same = (prepared.said.affirmed * weights) @ affirmed + (prepared.said.denied * weights) @ denied
    windows, wordings = (beyond(rows, prepared.question_vector) for rows in (reading.vectors, prepared.vectors))
    return Match(
        reading=reading,
        found=features(reading.vectors, said, prepared),
        beyond=windows @ wordings.T,
        covered=said.presence @ meant / total,
        told=np.minimum(same, total) / total,
        said=said,
        silent=silent(reading, prepared),
    )


def view_points(match: Match, prepared: PreparedQuestion) -> list[PointView]:
    """A view of every key point, in the question's order."""
    # Single units stand before pairs, so that of equals the shorter window is the evidence.
    fit = prepared.best(match.fit)
    windows = [_speaking(point, fit[:, point], match, prepared) for point in range(fit.shape[1])]
    found = _features(np.array(windows), match, prepared)
    seen = enumerate(zip(windows, _anchors(match, prepared), strict=True))
    return [
        _view(point, found[point], window, match, prepared)
        if anchor is None
        else PointView(found[point], anchor, anchor, is_anchored=True)
        for point, (window, anchor) in seen
    ]


def _speaking(point: int, fit: Matrix, match: Match, prepared: PreparedQuestion) -> int:
    """The window that speaks for a key point: the best, or where that swaps terms one nearly as good that does not.

    In another order than the strong answer's "Precision@k is ..." may stand beside the rest of what is said of recall.
    """
    best = int(fit.argmax())
    if not match.is_swapped(point, best, prepared):
        return best
    near = np.flatnonzero(fit >= fit[best] - NEARLY)
    ordered = near[np.argsort(-fit[near], kind="stable")].tolist()
    return next((window for window in ordered if not match.is_swapped(point, window, prepared)), best)


def _view(point: int, found: Matrix, window: int, match: Match, prepared: PreparedQuestion) -> PointView:
    return PointView(
        found,
        window,
        _shown(point, window, match, prepared),
        is_swapped=match.is_swapped(point, window, prepared),
        is_opposite=_is_opposite(point, window, match, prepared),
        is_elsewhere=bool(match.silent[list(match.reading.single), point].all()),
        at_most=numbers_allow(match.numbers(window), point, prepared),
    )


def _shown(point: int, window: int, match: Match, prepared: PreparedQuestion) -> int:
    """The window to quote: the one that speaks for the point, or one nearly as good without an opposite of its words.

    Points often differ in one word: for high bias, "a model with high variance overfits" was quoted, and what follows.
    """
    rows = prepared.rows[point]
    row = int(rows[match.fit[window, rows].argmax()])
    fit, opposite = match.fit[:, row], match.found[:, row, OPPOSITE]
    if opposite[window] < CLASH:
        return window
    near = np.flatnonzero((fit >= fit[window] - NEARLY) & (opposite < CLASH)).tolist()
    fair = [one for one in near if not match.is_swapped(point, one, prepared)]
    return max(fair, key=lambda one: fit[one], default=window)


def _features(windows: NDArray[np.int64], match: Match, prepared: PreparedQuestion) -> Matrix:
    """POINT_FEATURES of every key point by the window that speaks for it: float32 (points, len(POINT_FEATURES))."""
    cosines, recalls = prepared.best(match.found[:, :, COSINE]), prepared.best(match.found[:, :, RECALL])
    seen, wrong = cosines[windows], match.found[windows][:, prepared.wrong_rows]
    cosine, recall = seen.diagonal(), recalls[windows].diagonal()
    # In its own place the least of all: of several points the nearest other is found, of one the point itself.
    own = cosine - np.where(np.eye(len(seen), dtype=bool), seen.min(1, keepdims=True), seen).max(1)
    values = [
        prepared.best(match.beyond.max(0)),
        recalls.max(0),
        prepared.best(match.told),
        own,
        wrong[:, :, RECALL].max(1, initial=0.0) - recall,
        np.maximum(0.0, -own - TAKEN_FROM),
    ]
    return np.stack(values, axis=1)


def _is_opposite(point: int, window: int, match: Match, prepared: PreparedQuestion) -> bool:
    """True if the window has most words of the wording that it fits best, and denies one or has its opposite.

    Or if one of its sentences has fewer, and denies more of them.
    """
    rows = prepared.rows[point]
    row = int(rows[match.fit[window, rows].argmax()])
    if match.covered[window, row] >= NEAR_RECALL:
        denied = _denied(match.said, window, rows, row, prepared)
        if _has_opposite(window, row, match) or denied >= CLASH:
            return True
    return any(_denies(point, unit, match, prepared) for unit in match.reading.alone(window))


def _has_opposite(window: int, row: int, match: Match) -> bool:
    """True if the window has the opposite of a word of the wording, in a sentence with half of the words it has of it.

    "High variance overfits. If both errors are high it is bias" has the opposite of "underfits" in another sentence.
    """
    sentences = match.reading.alone(window) or [window]
    least = match.covered[window, row] / 2
    return match.found[window, row, OPPOSITE] >= CLASH and any(
        match.found[one, row, OPPOSITE] >= CLASH and match.covered[one, row] >= least for one in sentences
    )


def _denies(point: int, unit: int, match: Match, prepared: PreparedQuestion) -> bool:
    """True if one sentence denies a good part of what it shares with a wording of the point."""
    rows = prepared.rows[point]
    row = int(rows[match.fit[unit, rows].argmax()])
    if match.covered[unit, row] < DENIED_RECALL or _denied(match.said, unit, rows, row, prepared) < DENIED:
        return False
    said, own = ({token.stem for token in text} for text in (match.reading.tokens[unit], prepared.tokens[row]))
    is_worded = said.isdisjoint(NEGATIVE) != own.isdisjoint(NEGATIVE)
    return not is_worded and SUPPOSES.search(match.reading.text(unit)) is None


def _denied(said: Said, window: int, rows: NDArray[np.int64], row: int, prepared: PreparedQuestion) -> float:
    """The share of the words in common with the wording `row` whose sign in the window no wording of the point has.

    "... after the cutoff, and data the model never saw" is right where one wording has "saw" plain and one denied,
    and "shrinks weights toward zero but never exactly" denies as "none becomes exactly zero" does.
    """
    affirmed, denied = said.affirmed[window], said.denied[window]
    # Most windows and wordings deny nothing, and what follows is 0.1 ms of a grade.
    if not (denied.any() or prepared.said.denied[row].any()):
        return 0.0
    ever = prepared.said.affirmed[rows].max(0), prepared.said.denied[rows].max(0)
    other = denied * (1 - affirmed) * prepared.said.affirmed[row] * (1 - ever[1])
    if not (denied * prepared.said.denied[row]).any():
        other += affirmed * (1 - denied) * prepared.said.denied[row] * (1 - ever[0])
    shared = np.maximum(affirmed, denied) * prepared.said.presence[row]
    return float(other @ prepared.lexicon.weights / max(1.0, float(shared @ prepared.lexicon.weights)))


def _anchors(match: Match, prepared: PreparedQuestion) -> list[int | None]:
    """For each key point the window that repeats the strong answer's passage for it, or a wording of it; else None.

    Words and vectors of a passage hardly change with its numbers or with swapped terms: with every number of a strong
    answer altered it was still full marks.
    """
    return [_anchor(point, match, prepared) for point in range(len(prepared.rows))]


def _anchor(point: int, match: Match, prepared: PreparedQuestion) -> int | None:
    least = [(row, ANCHOR_COSINE) for row in prepared.anchors[point].tolist()]
    least += [(row, VERBATIM_COSINE) for row in prepared.rows[point].tolist()]
    rows = np.array([row for row, _ in least])
    here = match.found[:, rows]
    fits = (here[:, :, COSINE] >= np.array([cosine for _, cosine in least])) & (here[:, :, RECALL] >= ANCHOR_RECALL)
    fits &= (here[:, :, POLARITY] < CLASH) & (here[:, :, OPPOSITE] < CLASH)
    if not fits.any() or match.found.shape[0] == 0:
        return None
    near = [(-float(here[window, at, COSINE]), window, int(rows[at])) for window, at in np.argwhere(fits).tolist()]
    return next((window for _, window, row in sorted(near) if _is_anchored(point, window, row, match, prepared)), None)


def _is_anchored(point: int, window: int, row: int, match: Match, prepared: PreparedQuestion) -> bool:
    """True if a window near a passage or a wording has its numbers too, and its terms in their places.

    A passage may be one clause of a sentence whose beginning turns it round, and be repeated without a sign of that.
    """
    wording = prepared.wordings[row]
    if wording.anchor >= 0 and match.reading.denials(window) - wording.denials:
        return False
    own = numbers(wording.text)
    if own and replaces(match.numbers(window), own, prepared.numbers):
        return False
    return not match.is_swapped(point, window, prepared)
