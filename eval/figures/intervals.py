"""Means over queries with their 95 % intervals, and the tables they are printed in.

Decides that a query is what is drawn again, and that two ways are compared query by query. The
bootstrap itself is in agreement.py.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.figures.agreement import Figure, figure_on, resamples

Values = NDArray[np.float64]


def mean(name: str, values: Sequence[float] | Values) -> Figure:
    """The mean over queries; None where there is none."""
    array = np.asarray(values, dtype=float)
    if not len(array):
        return Figure(name, None, None, None)
    return figure_on(name, lambda rows: float(array[rows].mean()), len(array), resamples(np.arange(len(array))))


def difference(name: str, values: Sequence[float] | Values, base: Sequence[float] | Values) -> Figure:
    """The mean of values minus base, both one a query in the same order."""
    return mean(name, np.asarray(values, dtype=float) - np.asarray(base, dtype=float))


def shown(figure: Figure, *, signed: bool = False) -> str:
    """A figure of 0..1 in per cent with its interval: '73.5 [69.1, 77.8]'; '-' where undefined."""
    if figure.value is None:
        return "-"
    sign = "+" if signed else ""
    text = f"{100 * figure.value:{sign}.1f}"
    if figure.low is None or figure.high is None:
        return text
    return f"{text} [{100 * figure.low:{sign}.1f}, {100 * figure.high:{sign}.1f}]"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of text, as wide as they must be; the first to the left, the others to the right."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    lines = []
    for row in [head, *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
