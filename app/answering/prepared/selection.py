"""Numbers that speak for stretches and pieces -> the piece that comes first, and those that are told after it.

Decides nothing by itself: selection.json holds the weights that were fitted (`coach fit answers`). A stretch answers as
likely as its share of all stretches that were found, a piece leads as likely as its share of its stretch; whether
another piece is told is judged beside the one that leads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from app.answering.prepared.features import OF_ANSWER, OF_PIECE, OF_STRETCH, Floats, Near
from app.answering.prepared.section_text import EXPLETIVE, Piece
from app.answering.statements import POINTS_BACK

FITTED = Path(__file__).with_name("selection.json")
# Of a piece beside the one that leads: how much less it would lead itself, where it stands, and its own numbers.
OF_TOLD = (
    *OF_PIECE, "leads less", "same section", "same document", "stretch behind", "distance", "after", "beside",
    "same paragraph",
)  # fmt: skip
FARTHEST = 5


class Linear(BaseModel):
    """A weighted sum of numbers, which are named for the reader of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: dict[str, float]
    bias: float = 0.0

    def of(self, numbers: Floats) -> Floats:
        """The sums, float64 (...,), of numbers (..., weights)."""
        sums: Floats = numbers @ np.array(list(self.weights.values())) + self.bias
        return sums


class Selection(BaseModel):
    """selection.json: the weights, and from which likelihood on a piece is told and a question is answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stretch: Linear
    lead: Linear
    told: Linear
    answered: Linear
    least_told: float
    least_answered: float


@dataclass(frozen=True)
class Chosen:
    """A piece of an answer: the number of its stretch among those that were found, and its own in the stretch."""

    stretch: int
    piece: int
    likelihood: float


@lru_cache(maxsize=1)
def fitted() -> Selection:
    """The weights that ship."""
    return read_selection(FITTED)


def read_selection(path: Path) -> Selection:
    """Read a file of weights; their names and order are those of features.py."""
    found = Selection.model_validate_json(path.read_text(encoding="utf-8"))
    for linear, names in (
        (found.stretch, OF_STRETCH), (found.lead, OF_PIECE), (found.told, OF_TOLD), (found.answered, OF_ANSWER),
    ):  # fmt: skip
        if tuple(linear.weights) != names:
            raise ValueError(f"{path} has weights for {', '.join(linear.weights)}, not for {', '.join(names)}")
    return found


def ranked(near: Sequence[Near], selection: Selection) -> Floats:
    """Log likelihood of each stretch to hold the piece that answers; float64 (stretches,)."""
    return _log_shares(selection.stretch.of(np.stack([one.of_stretch for one in near])))


def leading(near: Sequence[Near], selection: Selection) -> Chosen | None:
    """The likeliest first piece; None where no piece can come first."""
    of_stretches = ranked(near, selection)
    best: Chosen | None = None
    for number, one in enumerate(near):
        of_pieces = _log_shares(selection.lead.of(one.of_pieces))
        for at, piece in enumerate(one.stretch.pieces):
            likelihood = float(np.exp(of_stretches[number] + of_pieces[at]))
            if can_lead(piece) and (best is None or likelihood > best.likelihood):
                best = Chosen(number, at, likelihood)
    return best


def beside(near: Sequence[Near], lead: Chosen, selection: Selection) -> list[Chosen]:
    """The other pieces that can be told, the likeliest first."""
    places, numbers = numbers_beside(near, lead, selection)
    if not places:
        return []
    shares = 1 / (1 + np.exp(-selection.told.of(numbers)))
    found = [Chosen(*place, float(share)) for place, share in zip(places, shares, strict=True)]
    found = [one for one in found if not near[one.stretch].stretch.pieces[one.piece].is_loose]
    return sorted(found, key=lambda one: -one.likelihood)


def numbers_beside(near: Sequence[Near], lead: Chosen, selection: Selection) -> tuple[list[tuple[int, int]], Floats]:
    """Stretch and number of every piece but the leading one, and what speaks for it; float64 (pieces, OF_TOLD)."""
    first, of_stretches = near[lead.stretch], ranked(near, selection)
    most = float(selection.lead.of(first.of_pieces)[lead.piece])
    paragraph = first.stretch.pieces[lead.piece].paragraph
    places, rows = [], []
    for number, one in enumerate(near):
        leads = selection.lead.of(one.of_pieces)
        is_same = number == lead.stretch
        for at, piece in enumerate(one.stretch.pieces):
            if (number, at) == (lead.stretch, lead.piece):
                continue
            places.append((number, at))
            standing = [
                leads[at] - most,
                one.stretch.key == first.stretch.key,
                one.stretch.document.id == first.stretch.document.id,
                of_stretches[number] - of_stretches[lead.stretch],
                is_same * min(abs(at - lead.piece), FARTHEST) / FARTHEST,
                is_same and at > lead.piece,
                is_same and abs(at - lead.piece) == 1,
                is_same and piece.paragraph == paragraph,
            ]
            rows.append(np.concatenate([one.of_pieces[at], np.array(standing, dtype=np.float64)]))
    return places, np.stack(rows) if rows else np.empty((0, len(OF_TOLD)))


def can_lead(piece: Piece) -> bool:
    """Whether a piece can be understood with nothing before it."""
    points_back = POINTS_BACK.match(piece.text) is not None and EXPLETIVE.match(piece.text) is None
    return not (piece.is_loose or points_back or piece.sentences[0].endswith("?"))


def _log_shares(values: Floats) -> Floats:
    raised = values - values.max()
    shares: Floats = raised - np.log(np.exp(raised).sum())
    return shares
