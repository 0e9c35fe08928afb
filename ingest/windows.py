"""Passage -> windows: the pieces that are embedded.

Decides what the embedding model sees of a passage. A passage of 500 tokens is too long for the model
to say all of it in one vector; windows are short. How near a passage is to a query, by the vectors of
its windows, is for fuse.py. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass

PieceOffsets = Callable[[str], list[tuple[int, int]]]


@dataclass(frozen=True)
class WindowSettings:
    """Sizes in word pieces of the embedding model; `breadcrumbs` puts title and headings before each window.

    An overlap of 16 pieces makes a quarter more to embed, and finds more at 500 tokens and nothing more at 2,000:
    `coach eval chunking`.
    """

    pieces: int = 64
    overlap: int = 0
    breadcrumbs: bool = True


def windows(text: str, piece_offsets: PieceOffsets, settings: WindowSettings) -> list[tuple[int, int]]:
    """Cut `text` into stretches [start, end) of at most `settings.pieces` word pieces; together they hold all of it.

    The last window is moved back to full length, so that no window is a torn-off end.
    """
    offsets = piece_offsets(text)
    if not offsets:
        return [(0, len(text))]
    count, size = len(offsets), settings.pieces
    step = max(size - settings.overlap, 1)
    firsts = list(range(0, max(count - size, 0) + 1, step))
    if firsts[-1] + size < count:
        firsts.append(count - size)
    stretches = [(offsets[first][0], offsets[min(first + size, count) - 1][1]) for first in firsts]
    # Characters that the tokenizer drops (blank space) belong to the outer windows.
    stretches[0] = (0, stretches[0][1])
    stretches[-1] = (stretches[-1][0], len(text))
    return stretches


def breadcrumb(title: str, headings: tuple[str, ...]) -> str:
    """The line that says where a passage stands: 'Bias and variance > Reading the two errors'; '' without a title."""
    return " > ".join(part for part in (title, *headings) if part)
