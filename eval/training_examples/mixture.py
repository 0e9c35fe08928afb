"""How an epoch of training is mixed; which values pay is in docs/reader.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mixture:
    """How often each kind of example stands in an epoch.

    Of each answer and point of its question: `nearest`, how often the sentences nearest to the point are read, as many
    as a grade would read of a long answer or fewer; `thinned`, how often those without the ones that speak of it, so
    that the point is not met; `stretch`, how often up to `longest` neighbouring sentences. `silent`: how often any of
    it is read where nothing speaks of the point, `loose`: of an answer that touches it all the same. `strangers`: how
    often an answer is held against a point of another question. `joined`: how often two points are one statement.
    `planted`: how often a text close to the wording of its point stands in an answer in the place of what the answer
    says of it. `exchanged`: how often an answer and its twin that only touches the points exchange the sentence that
    decides on one. `denied`: how often an answer that says a point is read with sentences denied (denials.py).
    `swapped`: how often one is read with the two words of a pair of opposites exchanged (swaps.py).
    `minimal`, `near`, `old`, `follow_ups`, `unprompted` (follow-ups answered by people who see no point), `wordings`,
    `requests`: the share of those texts in each epoch.
    """

    nearest: float = 0.8
    thinned: float = 0.25
    stretch: float = 0.15
    silent: float = 0.35
    loose: float = 1.0
    longest: int = 4
    strangers: float = 0.5
    joined: float = 0.3
    planted: float = 0.5
    exchanged: float = 0.5
    denied: float = 0.0
    swapped: float = 0.0
    minimal: float = 0.6
    near: float = 0.5
    old: float = 0.15
    follow_ups: float = 0.3
    unprompted: float = 0.0
    wordings: float = 0.3
    requests: float = 0.0
