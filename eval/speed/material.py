"""What a bench measures on, and how: notes made of the corpus, its questions, timings taken in turns.

Decides that figures are ratios and medians of runs that alternate, since a machine is never quiet: what
is compared runs in the same minute. What is measured is for ingest_cost.py, query_cost.py and search_growth.py.
"""

import json
import random
import re
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from app.folders import PACKAGES
from ingest.language.sentences import sentence_spans

QUERIES = PACKAGES / "eval" / "cases" / "own" / "queries.jsonl"
SEED = 20
NOTE_WORDS = 150


@dataclass(frozen=True)
class Figure:
    """One measured value. `at_most` or `at_least` is its target, None for what only informs."""

    part: str
    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the target is met; true where there is none."""
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )


@dataclass(frozen=True)
class Left:
    """What a bench could not measure here, and why."""

    part: str
    name: str
    reason: str


Measured = list[Figure | Left]


def in_turns(tasks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Wall seconds of each task, `rounds` of them, the tasks taking turns."""
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def median(values: Sequence[float]) -> float:
    """The median; of an even number the mean of the two in the middle."""
    return float(np.median(values))


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return float(np.quantile(values, 0.95))


def queries(path: Path = QUERIES) -> list[str]:
    """The labelled queries over the corpus, in the order of the file."""
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def sentences(corpus: Sequence[Path]) -> list[str]:
    """Sentences of the markdown files of the corpus, 40 to 250 characters, without headings, tables and code."""
    files = sorted(file for path in corpus for file in ([path] if path.is_file() else path.rglob("*.md")))
    found = []
    for file in files:
        text = re.sub(r"\A---\n.*?\n---\n|```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        pieces = (text[start:end] for start, end in sentence_spans(text, 0, len(text)))
        found += [piece for piece in pieces if 40 < len(piece) < 250 and piece[0] not in "#|"]
    return found


def note_texts(known: Sequence[str], count: int, words: int = NOTE_WORDS) -> list[str]:
    """`count` texts of about `words` words, each of sentences drawn from `known`; the same for the same input."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    lengths = [len(sentence.split()) for sentence in known]
    texts = []
    for _ in range(count):
        drawn: list[str] = []
        held = 0
        while held < words:
            at = rng.randrange(len(known))
            drawn.append(known[at])
            held += lengths[at]
        texts.append(" ".join(drawn))
    return texts


def write_notes(folder: Path, known: Sequence[str], count: int) -> list[Path]:
    """Write `count` short markdown notes, a hundred to a folder: a title, a heading, one passage each."""
    paths = []
    for number, text in enumerate(note_texts(known, count)):
        path = folder / f"{number // 100:04d}" / f"{number:06d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Note {number}\n\n## What it says\n\n{text}\n", encoding="utf-8")
        paths.append(path)
    return paths


def cut_corpus(corpus: Path, folder: Path, points: int) -> Path:
    """A copy of `corpus` in `folder` whose questions ask for so many key points at most; the copy."""
    copy = Path(shutil.copytree(corpus, folder / "corpus", ignore=shutil.ignore_patterns("__pycache__")))
    for path in sorted((copy / "questions").glob("*.yaml")):
        questions = yaml.safe_load(path.read_text(encoding="utf-8"))
        for question in questions:
            question["key_points"] = question["key_points"][:points]
            steps = [point for step in question.get("thread", ()) for point in step["key_points"]]
            kept = {point["id"] for point in (*question["key_points"], *steps)}
            for wrong in question.get("wrong_statements", ()):
                if wrong.get("contradicts") not in kept:
                    wrong.pop("contradicts", None)
        path.write_text(yaml.safe_dump(questions, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return copy
