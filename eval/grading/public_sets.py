"""`coach eval grading`: compares a grader's scores with people's scores.

Decides what is counted: figures are computed from gradable answers; empty answers and rows without a score by people
are counted separately; a row that fails is reported with its line and gets no score. The figures themselves are in
eval/figures/agreement.py.
"""

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.grading.offline import OfflineGrader
from app.grading.scoring import Coefficients, read_coefficients
from app.interview.grade import Grade
from eval.figures.agreement import Figure, Floats, figure_on, figures, pearson, resamples
from eval.figures.progress_bar import Bar
from eval.grading.dataset import Dataset, DatasetError, Row, read_ahead, read_dataset
from ingest.embedding.embedder import Embedder, as_far_as_read
from ingest.language.tokens import WORD, tokens

Progress = Callable[[int, int], None]
# How many line numbers are shown for each failure; the JSON report has all of them.
LINES_TOLD = 10
REASON_CHARS = 120
# What a grader or a tutor may raise for one of our own cases (gold.py, citations.py); any other error ends that run.
ROW_ERRORS = (ValueError, RuntimeError, OSError)


class ReferenceGrader(Protocol):
    """A grader that compares an answer with whole reference answers; the best match counts."""

    def grade_reference(self, question: str, references: Sequence[str], answer: str) -> Grade:
        """Grade one row; the grade's `expected_score` is the row's score."""
        ...


@dataclass(frozen=True)
class Report:
    """What a grader did on a data set.

    `rows` counts the lines of the file that are not blank, `unscored` the graded ones that people gave no score.
    `failed` maps a reason to its number of rows, `failed_lines` to their lines in the file. `coefficients` says which
    sets the offline grader was fitted on; '' for other graders.
    """

    dataset: str
    graded_by: str
    rows: int
    questions: int
    graded: int
    gated: int
    empty: int
    empty_people_mean: float | None
    unscored: int
    failed: dict[str, int]
    failed_lines: dict[str, tuple[int, ...]]
    figures: tuple[Figure, ...]
    baselines: tuple[Figure, ...]
    coefficients: str = ""


@dataclass(frozen=True)
class Scored:
    """A row with its score, or with the reason why it has none."""

    row: Row
    score: float | None
    graded_by: str = ""
    is_gated: bool = False
    failure: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the answer has neither a letter nor a digit."""
        return not any(character.isalnum() for character in self.row.answer)


def evaluate_offline(
    path: Path, embedder: Embedder, out: Path | None = None, bar: Bar | None = None, without: str | None = None
) -> Report:
    """Evaluate the offline grader on a JSON-lines file.

    The coefficients are those of the fit without the set `without`; by default that is the name of the file, and where
    no fit left out such a set, those fitted on all. All texts are embedded before the first answer is graded.

    Raises:
        DatasetError: the file is no data set, `out` cannot be written, or no fit left out `without`.
    """
    dataset = read_dataset(path)
    _check_place(dataset, out)
    coefficients = _coefficients(dataset, without)
    ahead = read_ahead(dataset.rows, embedder, bar.of("texts embedded") if bar else None)
    report = evaluate(dataset, OfflineGrader(ahead, coefficients), out, bar, embedder=ahead)
    return replace(report, coefficients=_told(coefficients))


def _coefficients(dataset: Dataset, without: str | None) -> Coefficients:
    found = read_coefficients(without=dataset.name if without is None else without)
    if without is not None and found.left_out != without:
        raise DatasetError(f"no fit left out {without!r}; one each left out {', '.join(found.fitted_on)}")
    return found


def _told(coefficients: Coefficients) -> str:
    """Which sets the coefficients were fitted on, and what to do if this set may be one of them.

    A set is known by its file's name alone. A copy under another name is graded by a fit that has seen it, which makes
    r too high; the report once did not say so.
    """
    advice = "; if this set is one of them, or a part of one, leave it out with --without NAME"
    return coefficients.fit + ("" if coefficients.left_out else advice)


def evaluate(
    dataset: Dataset,
    grader: ReferenceGrader,
    out: Path | None = None,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
) -> Report:
    """Grade every row and compare the scores with people's.

    Args:
        dataset: the rows.
        grader: offline or LLM.
        out: file for the predictions, overwritten with a {"id", "score"} line per row that has a score.
        progress: called with (rows done, rows).
        embedder: for the cosine baseline, which is left out without it.

    Raises:
        DatasetError: `out` cannot be written, or is the data set; raised before the first answer is graded.
    """
    _check_place(dataset, out)
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


def _check_place(dataset: Dataset, out: Path | None) -> None:
    if out is None:
        return
    is_there = out.exists()
    if is_there and dataset.path.exists() and out.samefile(dataset.path):
        raise DatasetError(f"{out} is the data set itself; name another file for the predictions")
    if out.is_dir() or not os.access(out if is_there else out.absolute().parent, os.W_OK):
        raise DatasetError(f"{out} cannot be written; name a file in a folder that is there and may be written to")


def score_row(row: Row, grader: ReferenceGrader) -> Scored:
    """Grade one row; an error is kept as the reason why it has no score."""
    if not row.all_references:
        return Scored(row, None, failure="neither reference nor references holds a word to grade against")
    try:
        grade = grader.grade_reference(row.question, row.all_references, row.answer)
        score = grade.expected_score
    except Exception as error:  # of any kind: a MemoryError over one answer once lost the grades of all others
        return Scored(row, None, failure=_shortened(f"{type(error).__name__}: {error}"))
    if score is None:
        return Scored(row, None, failure=_shortened(f"not graded: {grade.not_graded}"))
    if not math.isfinite(score):
        return Scored(row, None, failure="not graded: the score is no number")
    by = grade.graded_by
    return Scored(row, score, f"{by.method}, {by.model}, {by.rubric_version}", is_gated=grade.gate is not None)


def _shortened(reason: str) -> str:
    return " ".join(reason.split())[:REASON_CHARS]


def _report(dataset: Dataset, scored: Sequence[Scored], embedder: Embedder | None) -> Report:
    # Each row is graded, empty or failed.
    empty = [one for one in scored if one.score is not None and one.is_empty]
    graded = [one for one in scored if one.score is not None and not one.is_empty]
    # A row that people gave no score is not a row that they gave 0.
    people, given, rows = [], [], []
    for one in graded:
        if one.row.score is not None and one.score is not None:
            people.append(one.row.score)
            given.append(one.score)
            rows.append(one.row)
    empty_people = [one.row.score for one in empty if one.row.score is not None]
    failures = [(one.why, one.line) for one in dataset.bad]
    failures += [(one.failure, one.row.line) for one in scored if one.failure]
    lines: dict[str, list[int]] = {}
    for why, line in failures:
        lines.setdefault(why, []).append(line)
    return Report(
        dataset=dataset.name,
        graded_by=next((one.graded_by for one in graded), ""),
        rows=len(scored) + len(dataset.bad),
        questions=len({one.row.cluster for one in scored}),
        graded=len(graded),
        gated=sum(one.is_gated for one in graded),
        empty=len(empty),
        empty_people_mean=float(np.mean(empty_people)) if empty_people else None,
        unscored=len(graded) - len(rows),
        failed={why: len(where) for why, where in lines.items()},
        failed_lines={why: tuple(where) for why, where in lines.items()},
        figures=figures(people, given, [row.cluster for row in rows]),
        baselines=_baselines(rows, people, embedder),
    )


def _baselines(rows: Sequence[Row], given: Sequence[float], embedder: Embedder | None) -> tuple[Figure, ...]:
    """Pearson r of what needs no grader: the answer's length, its share of the reference's words, its cosine."""
    scores = {
        "length only": np.array([math.log(1 + len(WORD.findall(row.answer))) for row in rows]),
        "word recall": np.array([_word_recall(row) for row in rows]),
    }
    if embedder is not None and rows:
        scores["cosine"] = _cosines(rows, embedder)
    people = np.array(given, dtype=np.float64)
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
    """Cosine of the whole answer and its nearest reference, each text cut where the model stops reading."""
    whole = {text: as_far_as_read(text, embedder) or "-" for row in rows for text in (row.answer, *row.all_references)}
    texts = sorted(set(whole.values()))
    vectors = dict(zip(texts, embedder.encode(texts), strict=True))

    def cosine(one: str, other: str) -> float:
        return float(vectors[whole[one]] @ vectors[whole[other]])

    return np.array([max((cosine(row.answer, one) for one in row.all_references), default=0.0) for row in rows])


def render(report: Report) -> str:
    """The report as text for a terminal."""
    lines = [
        f"{report.dataset}: {report.rows} answers to {report.questions} questions",
        f"graded by {report.graded_by or 'nobody'}",
        *([f"coefficients: {report.coefficients}"] if report.coefficients else []),
        f"graded {report.graded} (of these {report.gated} by the gate), empty {report.empty}, "
        f"failed {sum(report.failed.values())}",
        *(f"  failed: {reason} ({_lines(where)})" for reason, where in report.failed_lines.items()),
    ]
    if report.unscored:
        lines.append(f"people gave no score to {report.unscored} of the graded, which are in no figure")
    if report.empty_people_mean is not None:
        lines.append(f"people gave the empty answers {report.empty_people_mean:.2f} on average")
    lines += [_line(figure) for figure in report.figures]
    lines.append("baselines, pearson r:")
    lines += [_line(figure) for figure in report.baselines]
    return "\n".join(lines)


def _lines(where: Sequence[int]) -> str:
    """The lines of rows in their file, such as "line 3" or "lines 3, 9 and 400 more"."""
    shown = ", ".join(map(str, where[:LINES_TOLD]))
    more = f" and {len(where) - LINES_TOLD} more" if len(where) > LINES_TOLD else ""
    return f"{'line' if len(where) == 1 else 'lines'} {shown}{more}"


def as_json(report: Report) -> str:
    """The report as one JSON object."""
    return json.dumps(asdict(report), indent=1)


def _line(figure: Figure) -> str:
    if figure.value is None:
        return f"  {figure.name:<26} undefined"
    if figure.low is None or figure.high is None:
        return f"  {figure.name:<26} {figure.value:6.3f}"
    return f"  {figure.name:<26} {figure.value:6.3f}  [{figure.low:.3f}, {figure.high:.3f}]"
