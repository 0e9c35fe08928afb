"""`coach eval verdicts`: cases with their rubric inline, figures, and what is wrong with a file."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.grading.offline import OfflineGrader
from app.interview.grade import VerdictState
from eval.commands.groups import evaluate as commands
from eval.grading.verdict_cases import CasesError, VerdictCase, question_of, read_cases, read_files
from eval.grading.verdicts import JudgedCase, judge_cases, report_on
from ingest.embedding.embedder import Embedder

POINTS = [
    {"id": "split-by-time", "text": "Split the data by time.", "weight": 3},
    {"id": "gap", "text": "Leave a gap."},
]
CASE = {
    "id": "a1",
    "question_id": "no-such-question",
    "kind": "right",
    "question": "How do you split a time series?",
    "key_points": POINTS,
    "answer": "I split the data by time, the newest month is the test part.",
    "labels": {"split-by-time": "met", "gap": "not met"},
}


def written(folder: Path, *rows: object) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def judged(label: VerdictState, state: VerdictState, sure: float, kind: str = "right", number: int = 0) -> JudgedCase:
    case = VerdictCase.model_validate(
        CASE | {"id": f"a{number}", "question_id": f"q{number}", "kind": kind, "labels": {"gap": label}}
    )
    return JudgedCase(case, {"gap": state}, {"gap": sure}, {"gap": 1})


def value(report: object, name: str) -> float | None:
    found: dict[str, float | None] = {figure.name: figure.value for figure in report.figures}  # type: ignore[attr-defined]
    return found[name]


def test_a_rubric_in_the_case_needs_no_bank(tmp_path: Path, embedder: Embedder) -> None:
    cases = read_cases(written(tmp_path, CASE))
    found, by, failed = judge_cases(cases, [], OfflineGrader(embedder))
    assert (found[0].states["split-by-time"], failed) == (VerdictState.MET, {})
    assert by.startswith("offline")
    line = json.loads(found[0].as_line())
    assert set(line["states"]) == set(line["sure"]) == {"split-by-time", "gap"}
    assert all(0 <= each <= 1 for each in line["sure"].values())


def test_figures_are_those_of_the_labels() -> None:
    met, missed, against = VerdictState.MET, VerdictState.NOT_MET, VerdictState.CONTRADICTED
    report = report_on(
        [
            judged(met, met, 1.0, number=0),
            judged(met, missed, 0.5, number=1),
            judged(against, met, 1.0, "turned", number=2),
            judged(against, against, 0.5, "turned", number=3),
        ],
        "nobody",
        {},
    )
    assert value(report, "credit to contradicted points") == 0.5
    assert value(report, "recall of met points") == 0.5
    assert value(report, "precision of contradicted") == 1.0
    assert value(report, "agreement on the state") == 0.5
    # Of two that are sure one is right, and so of two that are half sure.
    assert value(report, "expected calibration error") == pytest.approx(0.25)
    # Those of two answers are the same word, those of the other two the ends of the scale.
    assert value(report, "within one step of the hiring scale") == 0.5
    assert report.share == {"right": 0.5, "turned": 0.5}
    assert report.share_labelled == {"right": 1.0, "turned": 0.0}
    assert report.confusion["contradicted > met"] == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (CASE | {"labels": {"gap": "perhaps"}}, "labels.gap"),
        ({"id": "a"}, "question_id"),
        ([1], "cases.jsonl:1"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, row: object, told: str) -> None:
    with pytest.raises(CasesError, match=told):
        read_cases(written(tmp_path, row))


def test_an_id_that_repeats_and_a_file_without_cases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CasesError, match="'a1' repeats"):
        read_cases(written(tmp_path, CASE, CASE))
    with pytest.raises(CasesError, match="holds no case"):
        read_cases(written(tmp_path))
    with pytest.raises(CasesError, match="cannot be read"):
        read_cases(tmp_path / "none.jsonl")


def test_several_files_are_measured_together_and_named(tmp_path: Path) -> None:
    halves = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        halves.append(written(tmp_path / name, CASE | {"id": name}).rename(tmp_path / f"{name}.jsonl"))
    asked = ["verdicts", "--json", *(f"--cases={half}" for half in halves)]
    document = json.loads(CliRunner().invoke(commands, asked, catch_exceptions=False).stdout)
    assert (document["answers"], document["points"], document["cases"]) == (2, 4, ["one", "two"])
    with pytest.raises(CasesError, match="'one' is also in another file"):
        read_files([halves[0], halves[0]])


def test_a_case_that_nobody_can_grade_is_named() -> None:
    with pytest.raises(CasesError, match=r"no question 'no-such-question'"):
        question_of(VerdictCase.model_validate(CASE | {"key_points": []}), {})
    with pytest.raises(CasesError, match="does not have: other"):
        question_of(VerdictCase.model_validate(CASE | {"labels": {"other": "met"}}), {})


def test_an_answer_to_a_follow_up_is_graded_as_one(embedder: Embedder) -> None:
    row = CASE | {"follow_up": "And between the two parts?", "labels": {"gap": "met"}, "answer": "A gap, I leave one."}
    case = VerdictCase.model_validate(row)
    asked = question_of(case, {})
    assert (asked.text, [point.id for point in asked.key_points]) == ("And between the two parts?", ["gap"])
    told: list[bool] = []

    class Recording(OfflineGrader):
        def grade(self, *arguments: Any, is_follow_up: bool = False, **named: Any) -> Any:
            told.append(is_follow_up)
            return super().grade(*arguments, is_follow_up=is_follow_up, **named)

    found, _, failed = judge_cases([case], [], Recording(embedder))
    assert (told, list(found[0].states), failed) == ([True], ["gap"], {})
    with pytest.raises(CasesError, match="asks for one point, 2 are labelled"):
        question_of(VerdictCase.model_validate(row | {"labels": CASE["labels"]}), {})
