"""Public pairs for trials, never for weights that ship: SNLI, and the training answers of SemEval-2013 task 7.

Decides how their labels map to the reader's outcomes. The files lie outside the project (`--nli FOLDER`); their
README names sources and licences.
"""

import json
import random
from pathlib import Path
from typing import Any

from eval.reading.texts import OPPOSITE, SAYS, TOUCHES, Target
from eval.training_examples.epoch import Example, of_pair
from eval.training_examples.pairs import Pair

SNLI, ANSWERS = "snli_dev_test.jsonl", "sra_3way_train.jsonl"
LABELS: dict[str, Target] = {
    "entailment": SAYS,
    "contradiction": OPPOSITE,
    "neutral": TOUCHES,
    "correct": SAYS,
    "contradictory": OPPOSITE,
    "incorrect": TOUCHES,
}


def public_examples(folder: Path, count: int, seed: str) -> list[Example]:
    """`count` pairs drawn from both sets; the same `seed` draws the same.

    Raises:
        FileNotFoundError: the folder lacks one of the files.
    """
    rng = random.Random(seed)  # noqa: S311  (no secret)
    found = [_snli(row) for row in _rows(folder / SNLI)]
    found += [_answer(row, rng) for row in _rows(folder / ANSWERS) if row["references"]]
    return [of_pair(pair) for pair in rng.sample(found, min(count, len(found)))]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _snli(row: dict[str, Any]) -> Pair:
    """The hypothesis is what may be said, the premise what was said."""
    return Pair(_joined(row["hypothesis"]), _joined(row["premise"]), LABELS[row["label"]])


def _answer(row: dict[str, Any], rng: random.Random) -> Pair:
    return Pair(rng.choice(row["references"]), row["answer"], LABELS[row["label"]], row["question"])


def _joined(text: str) -> str:
    """SNLI's words stand apart from their marks."""
    return text.strip().replace(" .", ".").replace(" ,", ",").replace(" 's", "'s")
