"""Passage -> windows: the pieces that are embedded.

Decides what the embedding model sees of a passage: narrow windows, since one vector cannot hold all that a passage of
500 tokens says, and before them one wide window, since no single sentence tells what the whole passage is about. Also
decides what is shortened when a window with its breadcrumb is longer than the model reads. How near a passage is to a
query, by the vectors of its windows, is for fuse.py. Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

Offsets = Sequence[tuple[int, int]]
PieceOffsets = Callable[[str], list[tuple[int, int]]]


@dataclass(frozen=True)
class WindowSettings:
    """Sizes in word pieces of the embedding model; `breadcrumbs` puts title and headings before each window.

    `wide`: the size of the wide window, as much as sentence-transformers itself lets this model read; 0 for none. With
    an overlap of 16 pieces there is a quarter more to embed; it finds more at 500 tokens, but not at 2,000 (`coach eval
    chunking`).
    """

    pieces: int = 64
    overlap: int = 0
    breadcrumbs: bool = True
    wide: int = 254


def windows(text: str, piece_offsets: PieceOffsets, settings: WindowSettings) -> list[tuple[int, int]]:
    """The stretches [start, end) of `text` that are embedded: the wide one, then the narrow ones.

    A text that is one narrow window has no wide one.
    """
    offsets = piece_offsets(text)
    narrow = _narrow(text, offsets, settings)
    if len(narrow) == 1 or not settings.wide:
        return narrow
    return [(0, _end(text, offsets, settings.wide)), *narrow]


def _narrow(text: str, offsets: Offsets, settings: WindowSettings) -> list[tuple[int, int]]:
    """Stretches of at most `settings.pieces` word pieces that together hold all of `text`.

    The last one begins earlier, so that it has full length too and is not a short rest.
    """
    if not offsets:
        return [(0, len(text))]
    count, size = len(offsets), settings.pieces
    step = max(size - settings.overlap, 1)
    firsts = list(range(0, max(count - size, 0) + 1, step))
    if firsts[-1] + size < count:
        firsts.append(count - size)
    stretches = [(offsets[first][0], offsets[min(first + size, count) - 1][1]) for first in firsts]
    # Blank space at either end, which the tokenizer drops, belongs to the first and the last window.
    stretches[0] = (0, stretches[0][1])
    stretches[-1] = (stretches[-1][0], len(text))
    return stretches


def _end(text: str, offsets: Offsets, pieces: int) -> int:
    """Where the first `pieces` word pieces of a text end."""
    return offsets[pieces - 1][1] if pieces < len(offsets) else len(text)


@dataclass(frozen=True)
class Reading:
    """How a model reads: `offsets` of the pieces of a text, `count` of its pieces, and the `most` that it can read."""

    offsets: PieceOffsets
    count: Callable[[str], int]
    most: int


def window_texts(
    text: str, title: str, headings: tuple[str, ...], reading: Reading, settings: WindowSettings
) -> list[str]:
    """What is embedded of a passage: each window behind its breadcrumb, none longer than the model reads.

    Where they do not fit, the wide window is shortened first, then the breadcrumb, and only then the narrow windows.
    """
    crumbs = breadcrumb(title, headings) if settings.breadcrumbs else ""
    above = f"{crumbs}: " if crumbs else ""
    # A window that begins inside a word has a few more pieces when it is read by itself, but never twice as many. There
    # is mostly room for that, and then no window is counted: that took 1.0 s of the 12 s of the corpus' build.
    longest = max(2 * settings.pieces, settings.wide + settings.pieces)
    if reading.count(above) + longest <= reading.most:
        return [above + text[start:end] for start, end in windows(text, reading.offsets, settings)]
    cut = _cut_to_fit(text, reading, settings)
    parts = tuple(part for part in (title, *headings) if part) if crumbs else ()
    above = _breadcrumb_to_fit(parts, cut, reading)
    narrow = [above + window for window in cut]
    if len(narrow) == 1 or not settings.wide:
        return narrow
    return [_wide_to_fit(text, above, reading, settings.wide), *narrow]


def _cut_to_fit(text: str, reading: Reading, settings: WindowSettings) -> list[str]:
    """The texts of the narrow windows, cut smaller where they are longer than the model reads."""
    offsets = reading.offsets(text)
    size = settings.pieces
    while True:
        cut = [text[start:end] for start, end in _narrow(text, offsets, replace(settings, pieces=size))]
        over = max(map(reading.count, cut)) - reading.most
        if over <= 0 or size == 1:
            return cut
        size = max(size - over, 1)


def _wide_to_fit(text: str, above: str, reading: Reading, wide: int) -> str:
    """The wide window behind its breadcrumb, cut shorter where it is longer than the model reads."""
    offsets = reading.offsets(text)
    size = min(wide, len(offsets))
    while True:
        window = above + text[: _end(text, offsets, size)]
        over = reading.count(window) - reading.most
        if over <= 0 or size == 1:
            return window
        size = max(size - over, 1)


def _breadcrumb_to_fit(parts: Sequence[str], cut: Sequence[str], reading: Reading) -> str:
    """The breadcrumb with ': ' behind it, as much as fits before each window; '' where nothing does.

    The outer parts are left out first; of the innermost one, as much of the beginning is kept as fits.
    """

    def fits(crumbs: str) -> bool:
        return all(reading.count(f"{crumbs}: {window}") <= reading.most for window in cut)

    for outermost in range(len(parts)):
        crumbs = " > ".join(parts[outermost:])
        if fits(crumbs):
            return f"{crumbs}: "
    innermost = parts[-1] if parts else ""
    room = reading.most - max(reading.count(f": {window}") for window in cut)
    for _, end in reversed(reading.offsets(innermost)[: max(room, 0)]):
        if fits(innermost[:end]):
            return f"{innermost[:end]}: "
    return ""


def breadcrumb(title: str, headings: tuple[str, ...]) -> str:
    """The line that says where a passage is: 'Bias and variance > Reading the two errors'; '' without a title."""
    return " > ".join(part for part in (title, *headings) if part)
