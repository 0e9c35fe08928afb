"""Fit the word-order table of the offline grader: `coach fit word-order`.

Decides app/grading/gate/word_order.json: the association of neighbouring word classes in the corpus notes.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.grading.gate.word_order import CLASSES, TABLE, word_classes

# Half a count for every pair, so that a pair that the notes lack is unlikely and not impossible.
PRIOR = 0.5
MARKUP = re.compile(r"[#*`|\[\]]")


def associations(texts: Iterable[str]) -> NDArray[np.float64]:
    """The log of P(first, second) / (P(first) P(second)) of neighbouring classes: float64 (c, c)."""
    counts = np.full((len(CLASSES), len(CLASSES)), PRIOR)
    for text in texts:
        found = np.array(word_classes(text))
        np.add.at(counts, (found[:-1], found[1:]), 1.0)
    shares = counts / counts.sum()
    result: NDArray[np.float64] = np.log(shares / np.outer(shares.sum(1), shares.sum(0)))
    return result


def paragraphs(folder: Path) -> list[str]:
    """The prose of the notes: no headings, tables, code or front matter."""
    return [
        MARKUP.sub(" ", part)
        for path in sorted(folder.rglob("*.md"))
        for part in path.read_text(encoding="utf-8").split("\n\n")
        if not part.startswith(("```", "|", "#", "---"))
    ]


def fit_word_order(notes: Path) -> None:
    """Fit the table on the paragraphs of a folder of notes; write it."""
    rows = associations(paragraphs(notes)).round(2).tolist()
    TABLE.write_text("[" + ",\n ".join(json.dumps(row) for row in rows) + "]\n", encoding="utf-8")
