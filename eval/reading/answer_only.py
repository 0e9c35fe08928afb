"""What a sentence gives away without its key point: the answer-only baseline of the training texts.

Decides that it is a linear model over words and word pairs, taught on questions of one side and asked on the others.
Where it is well over chance, wrong sentences have a style of their own, and a reader can learn that style instead of
reading. `coach reader style` prints it for the texts of the repository.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from eval.reading.texts import Kind, Side, TrainingText, of_side, read_sides, read_texts

# A text, and whether it says its point or the opposite.
Spoken = tuple[str, bool]


def told_by_style(taught: Sequence[Spoken], asked: Sequence[Spoken]) -> tuple[float, float]:
    """Accuracy by the text alone, and of always naming the more frequent of the two."""
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(max_iter=300, class_weight="balanced"),
    )
    model.fit([text for text, _ in taught], [says for _, says in taught])
    labels = np.array([says for _, says in asked])
    right = model.predict([text for text, _ in asked]) == labels
    return float(right.mean()), float(max(labels.mean(), 1 - labels.mean()))


def spoken(texts: Sequence[TrainingText]) -> list[Spoken]:
    """The texts that say their point or the opposite, in one sentence."""
    return [(text.text, text.kind is Kind.SAME) for text in texts if text.kind in (Kind.SAME, Kind.TURNED)]


def report_style(names: str) -> str:
    """The baseline of single texts, in a line."""
    texts, sides = read_texts(names=names), read_sides()
    taught, asked = (spoken(of_side(texts, sides, side)) for side in (Side.TRAIN, Side.HELD_OUT))
    accuracy, most_frequent = told_by_style(taught, asked)
    return f"says it or the opposite: {accuracy:.3f} of {len(asked)}, the more frequent of the two {most_frequent:.3f}"
