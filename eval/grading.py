"""`coach eval grading`: a grader's scores held against those of people.

Decides what is counted: gradable answers make the figures, empty answers are counted apart, a row that
fails is counted and gets no score. The figures are in grading_metrics.py.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.grading.offline import OfflineGrader
from app.grading.scoring import read_coefficients
from app.grading.words import WORD, tokens
from app.interview.grade import Grade
from eval.grading_metrics import Figure, Floats, figure_on, figures, pearson, resamples
from eval.grading_rows import Dataset, ReadAhead, Row, read_dataset, texts_of
from ingest.embed import Embedder

Progress = Callable[[int, int], None]
# What a grader may raise for a row that it cannot grade: bad values and its adapters' errors, not bugs.
ROW_ERRORS = (ValueError, RuntimeError, OSError)


class ReferenceGrader(Protocol):
    """A grader that holds an answer against whole reference answers, the best of them."""

    def grade_reference(self, question: str, references: Sequence[str], answer: str) -> Grade:
        """Grade one row; `expected_score` of the grade is the row's score."""
        ...


@dataclass(frozen=True)
class Report:
    """What a grader did on a data set. `failed` maps a reason to its number of rows."""

    dataset: str
    graded_by: str
    rows: int
    questions: int
    graded: int
    gated: int
    empty: int
    empty_people_mean: float | None
    failed: dict[str, int]
    figures: tuple[Figure, ...]
    baselines: tuple[Figure, ...]


@dataclass(frozen=True)
class Scored:
    """A row with its grade, or with the reason why there is none."""

    row: Row
    score: float | None
    graded_by: str = ""
    is_gated: bool = False
    failure: str = ""


def evaluate_offline(
    path: Path, embedder: Embedder, out: Path | None = None, progress: Progress | None = None
) -> Report:
    """Evaluate the offline grader on a JSON-lines file.

    Where the set is one that the coefficients were fitted on, those of the fit without it are used.

    Raises:
        DatasetError: the file is no data set.
    """
    dataset = read_dataset(path)
    ahead = ReadAhead(embedder, texts_of(dataset.rows))
    grader = OfflineGrader(ahead, read_coefficients(without=dataset.name))
    return evaluate(dataset, grader, out, progress, embedder=ahead)


def evaluate(
    dataset: Dataset,
    grader: ReferenceGrader,
    out: Path | None = None,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
) -> Report:
    """Grade every row and compare with people; `out` gets a {"id", "score"} line per row that has a score.

    Args:
        dataset: the rows.
        grader: offline or LLM.
        out: predictions file, rewritten.
        progress: called with (rows done, rows).
        embedder: for the cosine baseline, which is left out without it.
    """
    scored = []
    for number, row in enumerate(dataset.rows, start=1):
        scored.append(score_row(row, grader))
        if progress is not None:
            progress(number, len(dataset.rows))
    if out is not None:
        lines = [
            json.dumps({"id": one.row.id, "score": round(one.score, 6)}) for one in scored if one.score is not None
        ]
        out.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return _report(dataset, scored, embedder)


def score_row(row: Row, grader: ReferenceGrader) -> Scored:
    """Grade one row; what goes wrong is kept as a reason."""
    try:
        grade = grader.grade_reference(row.question, row.all_references, row.answer)
    except ROW_ERRORS as error:
        return Scored(row, None, failure=f"{type(error).__name__}: {error}"[:120])
    score = grade.expected_score
    if score is None:
        return Scored(row, None, failure=f"not graded: {grade.not_graded}"[:120])
    by = grade.graded_by
    return Scored(row, score, f"{by.method}, {by.model}, {by.rubric_version}", is_gated=grade.gate is not None)


def _report(dataset: Dataset, scored: Sequence[Scored], embedder: Embedder | None) -> Report:
    empty = [one for one in scored if not any(character.isalnum() for character in one.row.answer)]
    counted = [one for one in scored if one.score is not None and one not in empty]
    people = [one.row.score for one in counted]
    clusters = [one.row.cluster for one in counted]
    return Report(
        dataset=dataset.name,
        graded_by=next((one.graded_by for one in counted), ""),
        rows=len(scored),
        questions=len({one.row.cluster for one in scored}),
        graded=len(counted),
        gated=sum(one.is_gated for one in counted),
        empty=len(empty),
        empty_people_mean=float(np.mean([one.row.score for one in empty])) if empty else None,
        failed=dict(Counter(one.failure for one in scored if one.failure)),
        figures=figures(people, [one.score or 0.0 for one in counted], clusters),
        baselines=_baselines([one.row for one in counted], embedder),
    )


def _baselines(rows: Sequence[Row], embedder: Embedder | None) -> tuple[Figure, ...]:
    """Pearson r of what needs no grader: how long, how many of the reference's words, how near as a whole."""
    scores = {
        "length only": np.array([math.log(1 + len(WORD.findall(row.answer))) for row in rows]),
        "word recall": np.array([_word_recall(row) for row in rows]),
    }
    if embedder is not None:
        scores["cosine"] = _cosines(rows, embedder)
    people = np.array([row.score for row in rows])
    numbers = {cluster: number for number, cluster in enumerate(dict.fromkeys(row.cluster for row in rows))}
    draws = resamples(np.array([numbers[row.cluster] for row in rows], dtype=np.int64))
    return tuple(
        figure_on(name, partial(_correlation, people, score), len(rows), draws) for name, score in scores.items()
    )


def _correlation(people: Floats, score: Floats, at: NDArray[np.int64]) -> float | None:
    return pearson(people[at], score[at])


def _word_recall(row: Row) -> float:
    said = {token.stem for token in tokens(row.answer)}
    recalls = []
    for reference in row.all_references:
        wanted = {token.stem for token in tokens(reference) if token.stem}
        recalls.append(len(wanted & said) / max(1, len(wanted)))
    return max(recalls, default=0.0)


def _cosines(rows: Sequence[Row], embedder: Embedder) -> Floats:
    """Cosine of the whole answer with the nearest reference, each text the first 1,200 characters."""
    texts = sorted({text[:1200] or "-" for row in rows for text in (row.answer, *row.all_references)})
    place = {text: number for number, text in enumerate(texts)}
    vectors = embedder.encode(texts)
    return np.array(
        [
            max(
                (
                    float(vectors[place[row.answer[:1200] or "-"]] @ vectors[place[one[:1200]]])
                    for one in row.all_references
                ),
                default=0.0,
            )
            for row in rows
        ]
    )


def render(report: Report) -> str:
    """The report as text for a terminal."""
    lines = [
        f"{report.dataset}: {report.rows} answers to {report.questions} questions",
        f"graded by {report.graded_by or 'nobody'}",
        f"graded {report.graded} (of these {report.gated} by the gate), empty {report.empty}, "
        f"failed {sum(report.failed.values())}",
        *(f"  failed {number} times: {reason}" for reason, number in report.failed.items()),
    ]
    if report.empty_people_mean is not None:
        lines.append(f"people gave the empty answers {report.empty_people_mean:.2f} on average")
    lines += [_line(figure) for figure in report.figures]
    lines.append("baselines, pearson r:")
    lines += [_line(figure) for figure in report.baselines]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The report as one JSON object."""
    return json.dumps(asdict(report), indent=1)


def _line(figure: Figure) -> str:
    if figure.value is None:
        return f"  {figure.name:<26} undefined"
    if figure.low is None or figure.high is None:
        return f"  {figure.name:<26} {figure.value:6.3f}"
    return f"  {figure.name:<26} {figure.value:6.3f}  [{figure.low:.3f}, {figure.high:.3f}]"
