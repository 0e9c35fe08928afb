"""`coach reader style`: how much a text gives away without its key point.

Decides the answer-only baseline of the training texts: words and word pairs, a linear model, taught on the train side
and asked on held-out questions. Where it is well over chance, the texts of one kind have a style of their own, and a
reader can learn that style instead of reading. So it also gives each pair of an epoch what its style makes likely; the
training adds that to the reader's logits, which then need not hold it.

Source: Clark, Yatskar, Zettlemoyer (2019), Don't Take the Easy Way Out, https://arxiv.org/abs/1909.03683
"""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from eval.reading.pairs import Pair
from eval.reading.texts import Kind, Side, TrainingText, of_side, read_sides, read_texts

FOLDS = 4
DECIDING = frozenset({Kind.SAME, Kind.INSTANCE, Kind.TURNED, Kind.RESTRICTED})
SHOWN = 15


def told_by_style(taught: Sequence[TrainingText], asked: Sequence[TrainingText]) -> tuple[float, float, list[str]]:
    """Accuracy by the text alone, of naming the most frequent outcome, and the words that speak most for 'opposite'."""
    model = _linear("balanced")
    model.fit([text.text for text in taught], [_outcome(text) for text in taught])
    labels = np.array([_outcome(text) for text in asked])
    right = model.predict([text.text for text in asked]) == labels
    words, slopes = model[0].get_feature_names_out(), model[1].coef_[-1 if len(model[1].classes_) == 2 else 1]
    return (
        float(right.mean()),
        float(np.bincount(labels).max() / len(labels)),
        words[np.argsort(-slopes)[:SHOWN]].tolist(),
    )


def misleading(taught: Sequence[TrainingText], asked: Sequence[TrainingText]) -> NDArray[np.bool_]:
    """Which of `asked` say or deny their point and sound like the other: bool (texts,)."""
    deciding = [text for text in taught if text.kind in DECIDING]
    model = _linear("balanced").fit([text.text for text in deciding], [_outcome(text) for text in deciding])
    sounds = model.predict([text.text for text in asked])
    return np.array([
        text.kind in DECIDING and _outcome(text) != sound for text, sound in zip(asked, sounds, strict=True)
    ])  # fmt: skip


def with_bias(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, each with the log probabilities that a model of the window's words alone, taught on others, gives."""
    folds = np.array([zlib.crc32(pair.question.encode()) % FOLDS for pair in pairs])
    labels = np.array([int(np.argmax(pair.target)) for pair in pairs])
    windows = np.array([pair.window for pair in pairs], dtype=object)
    logs = np.zeros((len(pairs), 3))
    for fold in range(FOLDS):
        asked = folds == fold
        if asked.any():
            model = _linear().fit(windows[~asked], labels[~asked])
            logs[asked] = model.predict_log_proba(windows[asked])
    return [replace(pair, bias=tuple(row)) for pair, row in zip(pairs, logs.tolist(), strict=True)]


def _linear(weights: str | None = None) -> Any:
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(max_iter=300, class_weight=weights),
    )


def _outcome(text: TrainingText) -> int:
    return int(np.argmax(text.target))


def report_style(names: str) -> str:
    """Both baselines in a line each: of all outcomes, and of 'says it' against 'says the opposite'."""
    texts, sides = read_texts(names=names), read_sides()
    lines = []
    for name, kinds in (("three outcomes", frozenset(Kind)), ("says it or the opposite", DECIDING)):
        chosen = [text for text in texts if text.kind in kinds]
        taught, asked = of_side(chosen, sides, Side.TRAIN), of_side(chosen, sides, Side.HELD_OUT)
        accuracy, most_frequent, words = told_by_style(taught, asked)
        lines.append(f"{name}: {accuracy:.3f} of {len(asked)}, the most frequent outcome {most_frequent:.3f}; {words}")
    return "\n".join(lines)
